// A picture with its name, the table that says the same, and both as files.
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { download } from "./export.js";
import { folded } from "./table.js";

/** Buttons that save what is shown. */
export function downloads(thing) {
  const forms = [thing.rows && "csv", thing.data && "json", thing.picture && "svg", thing.picture && "png"].filter(Boolean);
  const button = (form) =>
    h("button", { type: "button", class: "small", "aria-label": t("download.as", { name: thing.caption, form: form.toUpperCase() }), on: { click: () => download(form, thing) } }, form.toUpperCase());
  return h("div", { class: "downloads", role: "group", "aria-label": t("download.what", { name: thing.caption }) }, h("span", { "aria-hidden": "true" }, t("download")), forms.map(button));
}

/**
 * `svg` with a caption, a folded table and downloads. `rows()` gives cells for the table, `data()`
 * what the API said.
 */
export function figure({ id, caption, note, svg, legend, columns, rows, data, name }) {
  const details = folded(`${id}-table`, caption, columns, rows);
  const thing = { name: name ?? id, caption, columns, rows, data, picture: svg && (() => svg) };
  const element = h(
    "figure",
    { id, class: "figure" },
    h("figcaption", null, h("strong", null, caption), note && h("span", { class: "faint" }, " ", note)),
    svg && h("div", { class: "picture" }, svg),
    legend,
    h("div", { class: "below" }, details, downloads(thing)),
  );
  return { element, renewTable: details.renew };
}
