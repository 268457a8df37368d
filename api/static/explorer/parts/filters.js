// Choices that narrow what is shown: boxes to tick, folded away, and lists to choose from.
import { h } from "../core/dom.js";
import { t, word } from "../core/i18n.js";
import { go, state } from "../core/state.js";

/** Values of a closed list to tick, such as channels; nothing ticked means all. */
export function ticks(name, list, values) {
  const chosen = state()[name];
  const known = [...new Set([...values, ...chosen])].sort((a, b) => word(list, a).localeCompare(word(list, b)));
  const toggle = (value) => (event) => {
    const now = state()[name].filter((each) => each !== value);
    go({ [name]: event.target.checked ? [...now, value].sort() : now }, { replace: true });
  };
  const box = (value) => h("li", null, h("label", null, h("input", { id: `${name}-${value}`, type: "checkbox", checked: chosen.includes(value), on: { change: toggle(value) } }), " ", word(list, value)));
  const summary = chosen.length ? t("filter.some", { name: t(`filter.${name}`), n: chosen.length }) : t("filter.all", { name: t(`filter.${name}`) });
  const clear = h("button", { id: `${name}-all`, type: "button", class: "small", disabled: !chosen.length, on: { click: () => go({ [name]: [] }, { replace: true }) } }, t("filter.clear"));
  const details = h("details", { id: `filter-${name}`, class: "filter", open: opened.has(name) }, h("summary", { id: `filter-${name}-summary` }, summary), h("div", { class: "choices" }, clear, h("ul", null, known.map(box))));
  details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](name));
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  return details;
}

const opened = new Set(); // filters stay open while one ticks in them

/** A list to choose one of; `options` are pairs of value and label. */
export function choice({ id, label, value, options, change }) {
  const select = h("select", { id, on: { change: (event) => change(event.target.value) } }, options.map(([each, text]) => h("option", { value: each, selected: each === value }, text)));
  return h("div", { class: "field" }, h("label", { for: id }, label), select);
}

/** A day to choose. */
export function dayField({ id, label, value, min, max, change }) {
  const input = h("input", { id, type: "date", value, min, max, on: { change: (event) => event.target.value && change(event.target.value) } });
  return h("div", { class: "field" }, h("label", { for: id }, label), input);
}
