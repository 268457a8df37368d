// "What was known": which evidence counts, folded away as long as all of it does.
import { h } from "../core/dom.js";
import { t, word } from "../core/i18n.js";
import { go } from "../core/state.js";
import { choice } from "./filters.js";

const TIERS = ["SECONDARY", "PRESS", "OFFICIAL"];
const ALL = { known: null, tier: "SECONDARY", sources: 1, verified: false };

let isOpen = false; // it stays open while one chooses in it

/** Whether some evidence is left out. */
const isNarrowed = (state) => Object.entries(ALL).some(([name, value]) => state[name] !== value);

/** The API's filter for a state, as a part of the variables of a question; nothing where all counts. */
export function evidenceOf(state) {
  if (!isNarrowed(state)) return {};
  const { known, tier, sources, verified } = state;
  return { evidence: { ...(known ? { knownAt: known } : {}), minimumTier: tier, sources, includeUnverified: !verified } };
}

export function evidencePart(now) {
  const set = (changes) => go(changes, { replace: true });
  const known = h("input", { id: "known", type: "date", value: now.known ?? "", on: { change: (event) => set({ known: event.target.value || null }) } });
  const all = h("button", { id: "evidence-all", type: "button", class: "small", disabled: !isNarrowed(now), on: { click: () => set(ALL) } }, t("evidence.reset"));
  const details = h("details", { id: "evidence", class: "evidence", open: isOpen },
    h("summary", { id: "evidence-summary" }, t(isNarrowed(now) ? "evidence.some" : "evidence.all")),
    h("p", { class: "faint" }, t("evidence.what")),
    h("div", { class: "filters" },
      h("div", { class: "field" }, h("label", { for: "known" }, t("evidence.known")), known),
      choice({ id: "tier", label: t("evidence.tier"), value: now.tier, options: TIERS.map((each) => [each, each === "SECONDARY" ? t("evidence.tier.any") : t("evidence.tier.least", { tier: word("tier", each) })]), change: (tier) => set({ tier }) }),
      choice({ id: "sources", label: t("evidence.sources"), value: String(now.sources), options: ["1", "2", "3"].map((each) => [each, each]), change: (value) => set({ sources: Number(value) }) }),
      h("label", { class: "check" }, h("input", { id: "verified", type: "checkbox", checked: now.verified, on: { change: (event) => set({ verified: event.target.checked }) } }), " ", t("evidence.verified")),
      all));
  details.addEventListener("toggle", () => { isOpen = details.open; });
  return details;
}
