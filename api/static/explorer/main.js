// The explorer: one page, whose address says all that it shows.
import { ask, logged } from "./core/ask.js";
import { h, replace } from "./core/dom.js";
import { lang, pick, setLanguage, t } from "./core/i18n.js";
import { loadRecord } from "./core/record.js";
import { onChange, state } from "./core/state.js";
import { queryPanel } from "./parts/queries.js";
import { header, setHeader } from "./parts/header.js";
import { applyTheme } from "./parts/theme.js";
import { VIEW_OF } from "./views/index.js";

const main = document.getElementById("main");
let record = null;
let shown = null; // the view on the screen: what its module returned
let turn = 0;

const languageOf = ({ lang: asked }) => asked ?? (navigator.language.startsWith("zh") ? "zh" : "en");

function failure(error) {
  const suggestions = (error.suggestions ?? []).length > 0 && h("p", null, t("error.suggestions", { names: error.suggestions.join(", ") }));
  return h("section", { class: "failure", role: "alert" }, h("h2", { tabindex: -1 }, t("error.title")), h("p", null, error.message), suggestions,
    h("p", null, h("button", { type: "button", on: { click: () => show() } }, t("error.again"))));
}

/** Put the focus back to where it was, or onto the heading of what is new. */
function refocus(before, isNewPage) {
  if (isNewPage) return main.querySelector("h2")?.focus({ preventScroll: false });
  const same = before && document.getElementById(before);
  if (same && document.activeElement !== same) same.focus({ preventScroll: true });
  return undefined;
}

async function view(log) {
  const context = { state: state(), record, ask: log.ask, note: log.note };
  return VIEW_OF[state().view](context);
}

/** Show the view of the state; `isNewPage` where another one was shown before. */
async function show(isNewPage = false) {
  const mine = ++turn;
  const log = logged();
  const focused = document.activeElement?.id;
  document.body.dataset.view = state().view;
  main.setAttribute("aria-busy", "true");
  setHeader(record);
  let next;
  try {
    record ??= await loadRecord(ask);
    setHeader(record);
    next = await view(log);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    next = { title: t("error.title"), element: failure(error) };
  }
  if (mine !== turn) return; // another state was asked for in the meantime
  shown?.leave?.();
  shown = { ...next, view: state().view };
  const panel = queryPanel(() => log.log);
  shown.panel = panel;
  replace(main, next.element, log.log.size > 0 && panel);
  next.drawn?.();
  document.title = `${next.title} · ${pick(record?.graph.title) || t("title")}`;
  main.removeAttribute("aria-busy");
  document.documentElement.dataset.drawn = String(mine);
  performance.mark("drawn");
  refocus(focused, isNewPage);
}

const isSamePage = (now, before) => now.view === before.view && (!["entity", "event", "source"].includes(now.view) || now.id === before.id);

onChange((now, before) => {
  if (languageOf(now) !== lang()) {
    setLanguage(languageOf(now));
    replace(document.getElementById("header"), header());
    return show();
  }
  if (shown?.view === now.view && shown.update?.(now, before)) {
    shown.panel.renew();
    setHeader(record);
    return undefined;
  }
  return show(!isSamePage(now, before));
});

applyTheme();
setLanguage(languageOf(state()));
replace(document.getElementById("header"), header());
await show();
