// The head of the page: where one is, where one can go, the search, the language, the light.
import { ask } from "../core/ask.js";
import { h, replace } from "../core/dom.js";
import { lang, pick, t, word } from "../core/i18n.js";
import { elsewhere, go, linkTo, state } from "../core/state.js";
import { combobox } from "./combobox.js";
import { choice } from "./filters.js";
import { THEMES, applyTheme, theme } from "./theme.js";

const MAIN_VIEWS = ["story", "timeline", "graph", "path", "matrix", "entities", "about"];
// Pages of one thing stand under the list that they belong to.
const UNDER = { entity: "entities", event: "timeline", source: "about" };
const KEPT = ["day", "channels"]; // what holds for a day and some channels goes along

const nav = h("nav");

function link(view) {
  const now = state();
  const kept = Object.fromEntries(KEPT.map((name) => [name, now[name]]));
  const isHere = (UNDER[now.view] ?? now.view) === view;
  return h("li", null, h("a", { href: elsewhere({ view, ...kept }), "aria-current": isHere ? "page" : null }, t(`view.${view}`)));
}

/** A hit of the search as an option. */
function hit({ node }) {
  if (node.__typename === "Event") return { id: node.id, view: "event", label: pick(node.title), hint: `${t("kind.event")} · ${node.date.text}` };
  if (node.__typename === "Source") return { id: node.id, view: "source", label: node.sourceTitle, hint: `${t("kind.source")} · ${node.publisher}` };
  return { id: node.id, view: "entity", label: pick(node.name), hint: word("entityKind", node.kind) };
}

const search = () =>
  combobox({
    id: "search",
    label: t("search"),
    placeholder: t("search.placeholder"),
    find: async (text) => (text ? (await ask("search", { text })).search.edges.map(hit) : []),
    take: ({ view, id }) => {
      document.getElementById("search").value = "";
      go({ ...state(), channels: [], directions: [], kinds: [], link: null, from: null, to: null, company: null, view, id });
    },
  });

function languages() {
  const one = (value, name) => h("a", { href: linkTo({ lang: value }), lang: value === "zh" ? "zh-Hans" : "en", hreflang: value, "aria-current": lang() === value ? "true" : null }, name);
  return h("p", { class: "languages", role: "group", "aria-label": t("language") }, one("en", "English"), " ", one("zh", "中文"));
}

/** Renew what depends on the state. */
export function setHeader() {
  nav.setAttribute("aria-label", t("nav"));
  replace(nav, h("ul", null, MAIN_VIEWS.map(link)));
  const old = document.querySelector("#header .languages");
  const focused = old?.contains(document.activeElement) && document.activeElement.hreflang;
  old?.replaceWith(languages());
  if (focused) document.querySelector(`#header .languages [hreflang=${focused}]`)?.focus();
}

export function header() {
  const lights = choice({ id: "theme", label: t("theme"), value: theme(), options: THEMES.map((name) => [name, t(`theme.${name}`)]), change: applyTheme });
  return [
    h("div", { class: "title" },
      h("img", { src: "static/favicon.svg", alt: "", width: 36, height: 36 }),
      h("h1", null, h("a", { href: elsewhere({}) }, h("span", { lang: "en" }, "Platform interoperability graph"), " ", h("span", { class: "subtitle", lang: "zh-Hans" }, "平台互联互通图谱")))),
    h("div", { class: "tools" }, search(), languages(), lights),
    nav,
  ];
}
