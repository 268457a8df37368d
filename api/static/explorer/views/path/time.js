// A path through time: each hop on a day of its own, none before the one that it follows.
import { h } from "../../core/dom.js";
import { clamp } from "../../core/days.js";
import { t, word } from "../../core/i18n.js";
import { go } from "../../core/state.js";
import { figure } from "../../parts/figure.js";
import { choice, dayField } from "../../parts/filters.js";
import { chain } from "./chain.js";
import { hopCells, hopItem, leftOut, timeHeadline } from "./sentences.js";

const OBJECTIVES = ["EARLIEST_ARRIVAL", "LATEST_DEPARTURE", "FASTEST", "FEWEST_HOPS"];
const COLUMNS = ["from", "channel", "to", "day", "verdict", "limits", "events", "sources"];

/** The window in question, inside of the record; all of it if none is given. */
function windowOf(now, { firstDay, lastDay }) {
  const since = clamp(now.since ?? firstDay, firstDay, lastDay);
  return { since, until: clamp(now.until ?? lastDay, since, lastDay) };
}

const tick = (id, now) => h("label", { class: "check" }, h("input", { id, type: "checkbox", checked: now[id], on: { change: (event) => go({ [id]: event.target.checked }, { replace: true }) } }), " ", t(`path.${id}`));

/** The fields of the form that only this question has. */
export function timeFields(now, record) {
  const { since, until } = windowOf(now, record);
  const { firstDay: min, lastDay: max } = record;
  return [
    dayField({ id: "since", label: t("path.since"), value: since, min, max, change: (value) => go({ since: value }) }),
    dayField({ id: "until", label: t("path.until"), value: until, min, max, change: (value) => go({ until: value }) }),
    choice({ id: "best", label: t("path.best"), value: now.best, options: OBJECTIVES.map((each) => [each, word("objective", each)]), change: (best) => go({ best }, { replace: true }) }),
    tick("sure", now),
    tick("apart", now),
  ];
}

function pathFigure(answer, width) {
  if (!answer.found || !answer.length) return null;
  return figure({
    id: "path", caption: t("path.picture"), svg: chain(answer.nodes, answer.hops, width),
    columns: COLUMNS.map((name) => t(`column.${name}`)), rows: () => answer.hops.map(hopCells), data: () => answer, name: "path",
  }).element;
}

/** The answer to the question as a part of the page. */
export async function throughTime(now, record, ask, question, width) {
  const { since, until } = windowOf(now, record);
  const { temporalPath: answer } = await ask("temporal-path", {
    ...question, notBefore: since, arriveBy: until, objective: now.best, atLeast: now.sure ? "CERTAIN" : "POSSIBLE", strict: now.apart,
  });
  return [
    h("div", { class: "found", role: "status" }, timeHeadline(answer), answer.beyondRecord && h("p", { class: "warning" }, t("path.beyond"))),
    pathFigure(answer, width),
    answer.found && h("ol", { class: "hops" }, answer.hops.map(hopItem)),
    leftOut(answer),
  ];
}
