// A table that says the same as a picture.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

/** Rows are lists of cells: texts, numbers or elements; the first cell of a row names it. */
export function table(caption, columns, rows) {
  const head = h("tr", null, columns.map((column) => h("th", { scope: "col" }, column)));
  const body = rows.map((row) => h("tr", null, row.map((cell, index) => (index ? h("td", null, cell) : h("th", { scope: "row" }, cell)))));
  const inner = h("table", null, h("caption", null, caption), h("thead", null, head), h("tbody", null, body));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, inner);
}

/** The table behind a picture, folded away; made when it is opened first. */
export function folded(id, caption, columns, rows) {
  const details = h("details", { id, class: "folded" }, h("summary", null, t("table.show")));
  const open = () => {
    if (details.open && details.children.length === 1) details.append(table(caption, columns, rows()));
  };
  details.addEventListener("toggle", open);
  details.renew = () => {
    details.lastElementChild.matches("summary") || details.lastElementChild.remove();
    open();
  };
  return details;
}
