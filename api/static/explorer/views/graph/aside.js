// Beside the graph: what was just gained and lost, or all about the node or the way that was chosen.
import { ask } from "../../core/ask.js";
import { h } from "../../core/dom.js";
import { showDate, showDuring } from "../../core/days.js";
import { count, shown, t, word } from "../../core/i18n.js";
import { go } from "../../core/state.js";
import { entityLink, eventLink, nameIn } from "../../parts/names.js";
import { sourceLine } from "../../parts/sources.js";

const MOST = 12;

const signs = { open: "●", limited: "◐", blocked: "✕", closed: "–", none: "·" };
export const sign = (state) => h("span", { class: `sign-of ${state}`, "aria-hidden": "true" }, signs[state]);

/** A way in a line; a click brings it out. */
export function wayLine(record, { way, state, sure }, name = true) {
  const text = name ? [h("bdi", null, nameIn(record, way.origin)), " → ", h("bdi", null, nameIn(record, way.destination))] : null;
  const what = `${word("channel", way.channel)}, ${t(`state.${state}`)}${sure ? "" : ` (${t("state.unsure")})`}`;
  return h("button", { type: "button", class: "line-button", on: { click: () => go({ link: way.key, id: null }) } }, sign(state), " ", text, h("span", { class: "faint" }, " · ", what));
}

const listed = (key, all, record) =>
  all.length > 0 && h("section", { class: key }, h("h3", null, count(`graph.${key}`, all.length)),
    h("ul", { class: "plain" }, all.slice(0, MOST).map((each) => h("li", null, wayLine(record, each))), all.length > MOST && h("li", { class: "faint" }, count("story.more", all.length - MOST))));

/** What turned lately. */
export const turns = (record, states) => [
  !states.some((each) => each.turn) && h("p", null, t("graph.unchanged")),
  listed("gained", states.filter((each) => each.turn === "gained"), record), listed("lost", states.filter((each) => each.turn === "lost"), record), listed("refused", states.filter((each) => each.turn === "refused"), record), h("p", { class: "faint" }, t("graph.choose"))];

/** A node: its ways on the day. */
export function nodeCard(record, id, states) {
  const entity = record.entities.get(id);
  if (!entity) return h("p", { role: "status" }, t("graph.nothing"));
  const some = (end) => states.filter((each) => each.isDrawn && each.way[end] === id);
  const part = (key, all) => h("section", null, h("h4", null, count(`graph.${key}`, all.length)), h("ul", { class: "plain" }, all.map((each) => h("li", null, wayLine(record, each)))));
  return h("article", { "aria-label": t("selected") }, h("h3", null, entityLink(entity)), h("p", { class: "faint" }, word("entityKind", entity.kind)), part("out", some("origin")), part("in", some("destination")), back());
}

const back = () => h("p", null, h("button", { type: "button", on: { click: () => go({ id: null, link: null }) } }, t("graph.back")));

/** A way on a day: what the API says of it, on whose word. */
export async function wayCard(record, key, day) {
  const way = record.ways.get(key);
  if (!way) return h("p", { role: "status" }, t("graph.nothing"));
  const { access } = await ask("access", { from: way.origin, to: way.destination, channel: way.channel, day });
  const during = access.certainDuring ?? access.possibleDuring;
  return h("article", { "aria-label": t("selected") },
    h("h3", null, entityLink(record.entities.get(way.origin)), " → ", entityLink(record.entities.get(way.destination))),
    h("p", null, word("channel", way.channel), " · ", h("strong", null, word("verdict", access.verdict)), access.accesses.length > 0 && ` (${access.accesses.map((each) => word("access", each)).join(", ")})`),
    during && h("p", { class: "faint" }, showDuring(during)),
    access.limits.length > 0 && h("ul", { class: "limits" }, access.limits.map((limit) => h("li", null, shown(limit)))),
    access.candidates.length > 0 && [h("h4", null, t("path.because")), h("ul", null, access.candidates.map(({ event, access: each, mechanism }) => h("li", null, eventLink(event), h("span", { class: "faint" }, ` · ${showDate(event.date)} · ${word("access", each)}`), mechanism && [" · ", entityLink(mechanism)])))],
    access.sources.length > 0 && [h("h4", null, t("sources")), h("ul", null, access.sources.map((source) => h("li", null, sourceLine(source))))],
    access.cypher?.browserUrl && h("p", null, h("a", { href: access.cypher.browserUrl, target: "_blank", rel: "noopener" }, t("neo4j"))),
    back());
}
