// The answer of the API to the question for a path, told in sentences.
import { h } from "../../core/dom.js";
import { showDate, showDay, showDuring } from "../../core/days.js";
import { count, pick, say, shown, t, word } from "../../core/i18n.js";
import { go } from "../../core/state.js";
import { entityLink, eventLink } from "../../parts/names.js";
import { sourceLine } from "../../parts/sources.js";

const ends = (answer) => ({ from: entityLink(answer.from), to: entityLink(answer.to) });

/** A day to go to. */
export const dayButton = (day) => h("button", { type: "button", class: "link", on: { click: () => go({ day }) } }, showDay(day));

/** Whether there is a path, and how surely. */
export function headline(answer) {
  const values = { ...ends(answer), day: showDay(answer.asOf) };
  if (answer.found && answer.length === 0) return h("p", { class: "answer" }, t("path.same"));
  if (!answer.found) return h("p", { class: "answer no" }, say(answer.complete ? "path.none" : "path.unfinished", values));
  return h("p", { class: "answer yes" }, say(`path.found.${answer.verdict}`, { ...values, steps: count("path.steps", answer.length) }));
}

const because = (events) =>
  events.length > 0 && h("div", { class: "because" }, h("p", null, t("path.because")), h("ul", null, events.map((event) => h("li", null, eventLink(event), h("span", { class: "faint" }, ` · ${showDate(event.date)}`)))));

/** Whether there is a path through time, how surely, and when it is gone. */
export function timeHeadline(answer) {
  const { from, to } = ends(answer);
  const values = { from, to, since: showDay(answer.notBefore), until: showDay(answer.arriveBy) };
  if (answer.found && answer.length === 0) return h("p", { class: "answer" }, t("path.same"));
  if (!answer.found) return h("p", { class: "answer no" }, say(answer.complete ? "path.time.none" : "path.time.unfinished", values));
  const when = { steps: count("path.steps", answer.length), departs: showDay(answer.departs), arrives: showDay(answer.arrives) };
  return h("p", { class: "answer yes" }, say(`path.time.found.${answer.verdict}`, { ...values, ...when }));
}

/** What the choice of evidence left out on the way. */
export const leftOut = (answer) =>
  answer.leftOut.length > 0 && h("div", { class: "because", id: "left-out" }, h("p", null, count("path.left-out", answer.leftOut.length)), h("ul", null, answer.leftOut.map((event) => h("li", null, eventLink(event)))));

/** One hop: by what way, how surely, with which limits, because of which events, on whose word. */
export function hopItem(hop) {
  const limited = !hop.accesses.includes("OPEN");
  const key = `path.hop.${limited ? "limited" : "open"}${hop.day ? ".day" : ""}`;
  return h("li", { class: "hop" },
    h("p", { class: "sentence" }, say(key, { day: hop.day ? showDay(hop.day) : "", from: entityLink(hop.from), to: entityLink(hop.to), channel: h("strong", null, word("channel", hop.channel)), verdict: word("verdict", hop.verdict) })),
    hop.limits.length > 0 && h("ul", { class: "limits", "aria-label": t("limits") }, hop.limits.map((limit) => h("li", null, shown(limit)))),
    because(hop.events),
    hop.sources.length > 0 && h("div", { class: "because" }, h("p", null, t("sources")), h("ul", null, hop.sources.map((source) => h("li", null, sourceLine(source))))));
}

/** How long the path stands as it is. */
export const validity = (answer) => answer.validDuring && h("p", null, t("path.valid", { during: showDuring(answer.validDuring) }));

/** Without a path: what was nearest, and the nearest days with one. */
export function misses(answer) {
  const miss = answer.nearestMiss;
  const days = [["firstPossibleDay", "path.first"], ["firstCertainDay", "path.first.certain"], ["lastPossibleDay", "path.last"]];
  return h("div", null,
    miss && [
      h("p", { class: "sentence" }, say(`path.miss.${miss.reason}`, { from: entityLink(miss.from), to: entityLink(miss.to), channel: h("strong", null, word("channel", miss.channel)), day: miss.passesFrom ? dayButton(miss.passesFrom) : "" })),
      because(miss.events),
    ],
    h("ul", { class: "days" }, days.filter(([name]) => answer[name]).map(([name, key]) => h("li", null, say(key, { day: dayButton(answer[name]) })))),
    !miss && !days.some(([name]) => answer[name]) && h("p", null, t("path.never")));
}

/** The same as a table. */
export const hopCells = (hop) => [pick(hop.from.name), word("channel", hop.channel), pick(hop.to.name), ...(hop.day ? [hop.day] : []), word("verdict", hop.verdict), hop.limits.map(pick).join("; "), hop.events.map((event) => `${pick(event.title)} (${event.date.text})`).join("; "), hop.sources.map((source) => `${source.publisher}: ${source.title}`).join("; ")];

