// An event in a box beside a picture: who, what, limits, quotes and sources.
import { h } from "../core/dom.js";
import { showDate } from "../core/days.js";
import { shown, t, word } from "../core/i18n.js";
import { entityLink, eventLink } from "./names.js";
import { citations } from "./sources.js";

export const effectLine = (effect) =>
  h("li", null,
    entityLink(effect.origin), " → ", entityLink(effect.destination), ": ",
    word("channel", effect.channel), " — ", h("strong", { class: `access ${effect.access}` }, word("access", effect.access)),
    effect.mechanism && [" (", t("event.by"), " ", entityLink(effect.mechanism), ")"],
    (effect.since || effect.until) && h("span", { class: "faint" }, " ", effect.since && t("event.since", { date: showDate(effect.since) }), " ", effect.until && t("event.until", { date: showDate(effect.until) })),
    effect.limits.length > 0 && h("ul", { class: "limits" }, effect.limits.map((limit) => h("li", null, shown(limit)))));

export const participantLine = ({ role, entity }) => h("li", null, entityLink(entity), h("span", { class: "faint" }, ` · ${word("role", role)}`));

/** The box; `event` is the answer to the document `event`. */
export function eventCard(event) {
  return h("article", { class: "event-card", "aria-label": t("selected") },
    h("p", { class: "when" }, showDate(event.date), h("span", { class: "faint" }, ` · ${word("direction", event.direction)} · ${word("eventKind", event.kind)} · ${word("status", event.status)}`)),
    h("h3", null, eventLink(event)),
    event.unverified && h("p", { class: "warning" }, t("event.unverified")),
    event.effects.length > 0 && h("ul", { class: "effects" }, event.effects.map(effectLine)),
    h("ul", { class: "participants" }, event.participants.map(participantLine)),
    event.note && h("p", null, shown(event.note)),
    citations(event.citations));
}
