// What the signs of the pictures mean. Each has a shape of its own beside its colour.
import { h, s } from "../core/dom.js";
import { t, word } from "../core/i18n.js";

export const SHAPES = {
  OPENS: "M0,-6 L6,5 L-6,5 Z",
  CLOSES: "M0,6 L6,-5 L-6,-5 Z",
  LIMITS: "M0,-7 L6,0 L0,7 L-6,0 Z",
  NEUTRAL: "M4.5,0 A4.5,4.5 0 1 1 -4.5,0 A4.5,4.5 0 1 1 4.5,0 Z",
};

/** The sign in the middle of a way: open an arrow's plain line, limited a half disc, blocked a cross. */
export const GLYPHS = {
  open: "",
  limited: "M0,-5 A5,5 0 0 1 0,5 Z",
  blocked: "M-4,-4 L4,4 M-4,4 L4,-4",
  closed: "M-4,0 L4,0",
};

const sign = (width, ...inside) => s("svg", { width, height: 16, viewBox: `${-width / 2} -8 ${width} 16`, class: "sign", "aria-hidden": "true" }, inside);
const item = (picture, text) => h("li", null, picture, " ", text);

export const directionLegend = () =>
  h("ul", { class: "legend", "aria-label": t("legend") },
    Object.entries(SHAPES).map(([name, d]) => item(sign(16, s("path", { d, class: `mark ${name}` })), word("direction", name))),
    item(sign(34, s("rect", { x: -15, y: -4, width: 30, height: 8, class: "span NEUTRAL" })), t("legend.span")),
    item(sign(34, s("rect", { x: -15, y: -4, width: 30, height: 8, class: "span NEUTRAL doubtful" })), t("legend.doubtful")),
    item(sign(34, s("path", { d: "M-15,0 H10 M5,-5 L11,0 L5,5", class: "endless NEUTRAL" })), t("legend.endless")));

export function wayLegend() {
  const line = (state, ...more) => sign(40, s("path", { d: "M-18,0 H18", class: ["way", state, ...more].join(" ") }), s("path", { d: GLYPHS[state], class: `glyph ${state}` }));
  return h("ul", { class: "legend", "aria-label": t("legend") },
    ["open", "limited", "blocked"].map((state) => item(line(state), t(`state.${state}`))),
    item(line("open", "unsure"), t("legend.unsure")),
    item(line("open", "gained"), t("legend.gained")),
    item(line("blocked", "lost"), t("legend.lost")));
}
