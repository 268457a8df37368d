// How many ways let one through, above the line, and how many are blocked, below it, over time.
import d3 from "../core/d3.js";
import { s } from "../core/dom.js";
import { showDay, toDate } from "../core/days.js";
import { t } from "../core/i18n.js";
import { rove } from "./rove.js";

const MARGIN = { top: 26, right: 14, bottom: 24, left: 36 };

const saying = (point) => t("balance.point", { day: showDay(point.day), certain: point.certain, possible: point.possible, blocked: point.blocked, recorded: point.recorded });

/** Lines for whole numbers, few enough to be read. */
function ruler(y, width, top) {
  const step = Math.max(1, d3.tickStep(0, top, 4));
  const values = d3.range(0, top + 1, step);
  const both = [...new Set([...values, ...values.map((value) => -value)])].filter((value) => y.domain()[0] <= value && value <= y.domain()[1]);
  return both.map((value) => s("g", { class: value ? "ruler" : "ruler zero", transform: `translate(0,${y(value)})` }, s("line", { x1: MARGIN.left, x2: width - MARGIN.right }), s("text", { x: MARGIN.left - 6, dy: "0.32em", "text-anchor": "end" }, Math.abs(value))));
}

function axis(x, height, width) {
  const ticks = x.ticks(Math.max(2, Math.floor(width / 70)));
  const first = x.domain()[0];
  return ticks.filter((tick) => tick >= first).map((tick) => s("text", { class: "tick", x: x(tick), y: height - 6, "text-anchor": "middle" }, x.tickFormat(10, "%Y")(tick)));
}

/** `marks` are numbered days, `{ day, number }`; `open(point)`, if given, is called for a column that is chosen. */
export function balance({ points, from, width, height, label, marks = [], open }) {
  const top = d3.max(points, (point) => point.certain + point.possible) || 1;
  const bottom = d3.max(points, (point) => point.blocked) || 0;
  const x = d3.scaleUtc([toDate(from), toDate(points.at(-1).day)], [MARGIN.left, width - MARGIN.right]);
  const y = d3.scaleLinear([-bottom, top], [height - MARGIN.bottom, MARGIN.top]);
  const column = (point, index) => {
    const left = index ? x(toDate(points[index - 1].day)) : x(toDate(from));
    const right = x(toDate(point.day));
    const gap = right - left > 4 ? 1 : 0;
    const bar = (kind, low, high) => high > low && s("rect", { class: `bar ${kind}`, x: left, width: Math.max(1, right - left - gap), y: y(high), height: Math.max(0, y(low) - y(high)) });
    const chosen = open ? { role: "button", tabindex: "-1", "aria-label": saying(point), on: { click: () => open(point) } } : {};
    return s("g", { class: "column", "data-day": point.day, ...chosen }, s("title", null, saying(point)),
      s("rect", { class: "touch", x: left, width: Math.max(1, right - left), y: MARGIN.top, height: height - MARGIN.top - MARGIN.bottom }),
      bar("certain", 0, point.certain),
      bar("possible", point.certain, point.certain + point.possible),
      bar("blocked", -point.blocked, 0));
  };
  const columns = points.map(column);
  const svg = s("svg", { class: "balance", viewBox: `0 0 ${width} ${height}`, role: open ? "group" : "img", "aria-label": label },
    ruler(y, width, Math.max(top, bottom)), columns, numbered(marks, x), axis(x, height, width));
  if (height > 120) {
    add(svg, s("text", { class: "side", x: MARGIN.left + 6, y: y(0) - Math.max(10, y(0) - y(early(points))) - 8 }, t("balance.up")), bottom > 0 && s("text", { class: "side", x: MARGIN.left + 6, y: y(0) + 18 }, t("balance.down")));
  }
  if (open) rove(svg, () => columns);
  return svg;
}

/** As high as the first columns stand, so that words do not lie on them. */
const early = (points) => d3.max(points.slice(0, Math.ceil(points.length / 4)), (point) => point.certain + point.possible);

const add = (svg, ...texts) => svg.append(...texts.filter(Boolean));

/** Numbers in a row above the columns, moved apart where they would touch. */
function numbered(marks, x) {
  const places = marks.map(({ day }) => x(toDate(day)));
  let free = x.range()[1];
  for (let index = places.length - 1; index >= 0; index -= 1) {
    places[index] = Math.min(places[index], free);
    free = places[index] - 20;
  }
  return marks.map(({ day, number }, index) => {
    const at = x(toDate(day));
    const shown = places[index];
    return s("g", { class: "numbered", "aria-hidden": "true" }, s("line", { x1: at, x2: at, y1: MARGIN.top - 4, y2: MARGIN.top + 6 }), s("circle", { cx: shown, cy: 12, r: 9 }), s("text", { x: shown, y: 12, dy: "0.35em", "text-anchor": "middle" }, number));
  });
}

/** The same as cells of a table. */
export const balanceColumns = () => [t("column.day"), t("verdict.CERTAIN"), t("verdict.POSSIBLE"), t("verdict.BLOCKED"), t("column.recorded")];
export const balanceRows = (points) => points.map((point) => [point.day, point.certain, point.possible, point.blocked, point.recorded]);
