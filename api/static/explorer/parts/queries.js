// "Show the query": the documents and variables behind what is on the screen.
import { documentNamed } from "../core/ask.js";
import { h, replace } from "../core/dom.js";
import { t, word } from "../core/i18n.js";

const SHORT_ENOUGH = 6_000; // longer addresses are cut off by some servers

function tryOut(text, variables) {
  const parameters = new URLSearchParams({ query: text });
  if (Object.keys(variables).length) parameters.set("variables", JSON.stringify(variables, null, 2));
  const href = `graphql?${parameters}`;
  return href.length < SHORT_ENOUGH ? h("a", { href, class: "button" }, t("query.open")) : null;
}

function copyButton(text) {
  const button = h("button", { type: "button" }, t("query.copy"));
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = t("query.copied");
    } catch {
      button.textContent = t("query.not-copied"); // not allowed on this page or by this browser
    }
  });
  return button;
}

async function one({ name, variables }, index) {
  const text = await documentNamed(name);
  const written = JSON.stringify(variables, null, 2);
  const label = word("document", name);
  return h(
    "section",
    { class: "query", "data-document": name },
    h("h3", null, label),
    h("pre", { tabindex: 0, role: "region", "aria-label": `GraphQL ${index + 1}: ${label}`, class: "document" }, h("code", null, text)),
    Object.keys(variables).length > 0 && [
      h("h4", null, t("query.variables")),
      h("pre", { tabindex: 0, role: "region", "aria-label": `${t("query.variables")} ${index + 1}: ${label}`, class: "variables" }, h("code", null, written)),
    ],
    h("p", { class: "buttons" }, copyButton(`${text}\n# ${JSON.stringify(variables)}\n`), tryOut(text, variables)),
  );
}

/** The panel; `log()` gives what was asked by the time it is opened. */
export function queryPanel(log) {
  const inside = h("div", { class: "queries" });
  const details = h("details", { id: "query", class: "folded" }, h("summary", null, t("query.show")), h("p", { class: "faint" }, t("query.explain")), inside);
  const fill = async () => {
    if (details.open) replace(inside, await Promise.all([...log().values()].map(one)));
  };
  details.addEventListener("toggle", fill);
  details.renew = fill;
  return details;
}
