// Evidence: citations with their quotes, and sources with links to what they are.
import { h, outside, webAddress } from "../core/dom.js";
import { shown, t, word } from "../core/i18n.js";
import { sourceLink } from "./names.js";

/** A source in one line: publisher, title, and the way to it. */
export function sourceLine(source) {
  return [
    h("bdi", null, source.publisher), ": ", sourceLink(source),
    webAddress(source.url) && [" ", outside(source.url, h("span", { "aria-hidden": "true" }, "↗"), h("span", { class: "hidden" }, t("source.open", { title: source.title })))],
  ];
}

const language = (source) => (/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/.test(source.language ?? "") ? source.language : null);

export function citation(each) {
  const { source } = each;
  const remarks = [
    source.published && t("source.published", { date: source.published.text }),
    source.tier && word("tier", source.tier),
    word("confidence", each.confidence),
    each.page && t("citation.page", { page: each.page }),
    each.date && t(each.dateRejected ? "citation.date-rejected" : "citation.date", { date: each.date.text }),
  ].filter(Boolean);
  return h(
    "li",
    { class: "citation" },
    each.quote && h("blockquote", { lang: language(source), dir: "auto" }, each.quote),
    h("p", null, sourceLine(source)),
    h("p", { class: "faint" }, remarks.join(" · ")),
    each.note && h("p", { class: "faint" }, shown(each.note)),
  );
}

export const citations = (all) => h("ul", { class: "citations" }, all.map(citation));
