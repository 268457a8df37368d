// A path as a picture: boxes in a row, or in a column on a narrow screen, with an arrow for each hop.
import { s, short, widthOf } from "../../core/dom.js";
import { showDay } from "../../core/days.js";
import { pick, t, word } from "../../core/i18n.js";
import { GLYPHS } from "../../parts/legend.js";

const BOX = 148;
const HEIGHT = 46;
const SIZE = 14;

const lookOf = (hop) => (hop.failed ? "blocked" : hop.accesses.includes("OPEN") ? "open" : "limited");

function box(entity, x, y) {
  const name = pick(entity.name);
  const fits = Math.floor(name.length * Math.min(1, (BOX - 16) / widthOf(name, SIZE * 1.15)));
  return s("g", { class: `box ${entity.kind ?? ""}`, transform: `translate(${x},${y})` }, s("title", null, name), s("rect", { x: -BOX / 2, y: -HEIGHT / 2, width: BOX, height: HEIGHT, rx: 10 }), s("text", { dy: "0.35em", "text-anchor": "middle" }, short(name, fits)));
}

function arrow(hop, from, to, isColumn) {
  const room = Math.floor((to[0] - from[0] - 6) / 6.6);
  const look = lookOf(hop);
  const sure = hop.failed || hop.verdict === "CERTAIN";
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  const label = isColumn ? { x: middle[0] + 14, y: middle[1], dy: "0.35em" } : { x: middle[0], y: middle[1] - 12, "text-anchor": "middle" };
  return s("g", { class: "hop" },
    s("path", { class: `way ${look}${sure ? "" : " unsure"}`, d: `M${from} L${to}`, "marker-end": `url(#chain-${look})` }),
    s("path", { class: `glyph ${look}`, d: GLYPHS[look], transform: `translate(${middle})` }),
    s("text", hop.day && isColumn ? { ...label, y: middle[1] - 9 } : label, short(word("channel", hop.channel), isColumn ? 40 : room)),
    hop.day && s("text", { ...label, y: middle[1] + (isColumn ? 9 : 20), class: "faint" }, showDay(hop.day)));
}

const tips = () => s("defs", null, ["open", "limited", "blocked"].map((look) => s("marker", { id: `chain-${look}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { class: `tip-${look}`, d: "M0,0 L8,4 L0,8 Z" }))));

/** `nodes` along the way, and the hop after each but the last; a failed hop has `failed`. */
export function chain(nodes, hops, width) {
  const isColumn = width < 260 * nodes.length - 120;
  const gap = isColumn ? 104 : Math.min(330, (width - BOX - 8) / Math.max(1, hops.length));
  const at = (index) => (isColumn ? [BOX / 2 + 4, HEIGHT / 2 + 4 + index * gap] : [BOX / 2 + 4 + index * gap, 44]);
  const edge = isColumn ? [0, HEIGHT / 2 + 2] : [BOX / 2 + 2, 0];
  const arrows = hops.map((hop, index) => {
    const [a, b] = [at(index), at(index + 1)];
    return arrow(hop, [a[0] + edge[0], a[1] + edge[1]], [b[0] - edge[0], b[1] - edge[1]], isColumn);
  });
  const last = at(nodes.length - 1);
  const size = isColumn ? [Math.min(width, 340), last[1] + HEIGHT / 2 + 6] : [last[0] + BOX / 2 + 4, 44 + HEIGHT / 2 + 8];
  return s("svg", { class: "chain", viewBox: `0 0 ${size[0]} ${size[1]}`, css: { "max-width": `${size[0]}px` }, role: "img", "aria-label": t("path.picture.label", { nodes: nodes.map((node) => pick(node.name)).join(" → ") }) }, tips(), arrows, nodes.map((node, index) => box(node, ...at(index))));
}
