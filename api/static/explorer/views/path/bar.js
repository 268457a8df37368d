// When there is a path, over all years: runs of days with one verdict, to click on a day.
import d3 from "../../core/d3.js";
import { s } from "../../core/dom.js";
import { clamp, fromDate, showDay, showDuring, toDate } from "../../core/days.js";
import { t, word } from "../../core/i18n.js";
import { rove } from "../../parts/rove.js";
import { withTip } from "../../parts/tip.js";

const TOP = 18;
const TALL = 30;
const SIDE = 10;

const spoken = (stretch) => `${showDuring(stretch.during)}: ${word("verdict", stretch.verdict)}`;

/** `take(day)` is called with the day that was chosen. */
export function reachabilityBar({ stretches, first, last, day, width, take }) {
  const x = d3.scaleUtc([toDate(first), toDate(last)], [SIDE, width - SIDE]);
  const inRange = stretches.filter(({ during }) => (during.since ?? first) <= last && (during.until ?? last) >= first);
  const blocks = inRange.map((stretch) => {
    const since = clamp(stretch.during.since ?? first, first, last);
    const until = clamp(stretch.during.until ?? last, first, last);
    const take1 = (event) => {
      // A key chooses the first day, a click the day under the pointer.
      const box = svg.getBoundingClientRect();
      const at = event.detail && box.width ? fromDate(x.invert(((event.clientX - box.left) / box.width) * width)) : since;
      take(clamp(at, since, last));
    };
    const block = s("g", { class: `stretch ${stretch.verdict}`, role: "button", tabindex: "-1", "aria-label": spoken(stretch), on: { click: take1 } },
      s("rect", { x: x(toDate(since)), width: Math.max(2, x(toDate(until)) - x(toDate(since))), y: TOP, height: TALL }),
      x(toDate(until)) - x(toDate(since)) > 70 && s("text", { x: (x(toDate(since)) + x(toDate(until))) / 2, y: TOP + TALL / 2, dy: "0.35em", "text-anchor": "middle" }, word("verdict", stretch.verdict)));
    return withTip(block, () => spoken(stretch));
  });
  const at = x(toDate(clamp(day, first, last)));
  const svg = s("svg", { class: "reachability", viewBox: `0 0 ${width} ${TOP + TALL + 24}`, role: "group", "aria-label": t("path.bar") },
    s("defs", null, s("pattern", { id: "perhaps", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { class: "paper", width: 6, height: 6 }), s("rect", { class: "stripe POSSIBLE", width: 3, height: 6 }))),
    blocks,
    s("g", { class: "now", "aria-hidden": "true" }, s("path", { d: `M${at},${TOP - 2} l-5,-8 h10 Z M${at},${TOP - 2} V${TOP + TALL + 3}` }), s("text", { x: at < 60 ? at + 9 : at - 9, y: 10, "text-anchor": at < 60 ? "start" : "end" }, showDay(clamp(day, first, last)))),
    x.ticks(Math.max(2, Math.floor(width / 80))).map((tick) => s("text", { class: "tick", x: x(tick), y: TOP + TALL + 18, "text-anchor": "middle" }, tick.getUTCFullYear())));
  rove(svg, () => blocks);
  return svg;
}
