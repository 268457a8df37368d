// Who is open to whom as a picture: a square for each pair.
import { s, short } from "../../core/dom.js";
import { pick, t, word } from "../../core/i18n.js";
import { withTip } from "../../parts/tip.js";

const CELL = 30;
const SIGNS = { CERTAIN: "", POSSIBLE: "", BLOCKED: "✕", UNKNOWN: "" };
const TURNS = { gained: "▲", lost: "▼" };

/** `cells` have row, column, verdict, channels, turn; `choose(cell)` is called for one. */
export function matrixPicture({ rows, columns, cells, label, choose, selected }) {
  const left = 128;
  const top = 112;
  const width = left + columns.length * CELL + 70;
  const height = top + rows.length * CELL + 8;
  const rowAt = new Map(rows.map((entity, index) => [entity.id, index]));
  const columnAt = new Map(columns.map((entity, index) => [entity.id, index]));
  const spoken = (cell) => t("matrix.cell", { from: pick(rows[rowAt.get(cell.row)].name), to: pick(columns[columnAt.get(cell.column)].name), verdict: word("verdict", cell.verdict), channels: cell.channels.map((channel) => word("channel", channel)).join(", ") }) + (cell.turn ? ` ${t(`turn.${cell.turn}`)}` : "");
  const marks = cells.map((cell) => {
    const x = left + columnAt.get(cell.column) * CELL;
    const y = top + rowAt.get(cell.row) * CELL;
    const mark = s("g", { class: `cell ${cell.verdict} ${cell.turn ?? ""}${selected === `${cell.row} ${cell.column}` ? " selected" : ""}`, role: "button", tabindex: "-1", transform: `translate(${x},${y})`, "data-cell": `${cell.row} ${cell.column}`, "aria-label": spoken(cell), on: { click: () => choose(cell) } },
      s("rect", { x: 2, y: 2, width: CELL - 4, height: CELL - 4, rx: 4 }),
      s("text", { x: CELL / 2, y: CELL / 2, dy: "0.35em", "text-anchor": "middle" }, TURNS[cell.turn] ?? (SIGNS[cell.verdict] || (cell.channels.length > 1 ? cell.channels.length : ""))));
    return withTip(mark, () => spoken(cell));
  });
  const names = rows.map((entity, index) => s("text", { class: "row-name", x: left - 8, y: top + index * CELL + CELL / 2, dy: "0.35em", "text-anchor": "end" }, short(pick(entity.name), 18)));
  const heads = columns.map((entity, index) => s("text", { class: "column-name", transform: `translate(${left + index * CELL + CELL / 2},${top - 8}) rotate(-50)` }, short(pick(entity.name), 18)));
  const grid = rows.flatMap((row, r) => columns.map((column, c) => s("rect", { class: row.id === column.id ? "same" : "empty", x: left + c * CELL + 2, y: top + r * CELL + 2, width: CELL - 4, height: CELL - 4, rx: 4 })));
  const svg = s("svg", { class: "matrix", viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": label },
    s("defs", null, s("pattern", { id: "hatched", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, s("rect", { class: "paper", width: 6, height: 6 }), s("rect", { class: "stripe POSSIBLE", width: 3, height: 6 }))),
    grid, names, heads, marks);
  move(svg, marks, cells, rowAt, columnAt);
  return svg;
}

/** Arrow keys go to the next cell in their direction. */
function move(svg, marks, cells, rowAt, columnAt) {
  const place = (index) => [columnAt.get(cells[index].column), rowAt.get(cells[index].row)];
  const enter = (index) => marks.forEach((mark, at) => mark.setAttribute("tabindex", at === index ? "0" : "-1"));
  const towards = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  svg.addEventListener("keydown", (event) => {
    const now = marks.indexOf(event.target);
    if (now < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      marks[now].dispatchEvent(new MouseEvent("click", { bubbles: true }));
    }
    const step = towards[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = place(now);
    const ahead = marks.map((mark, index) => [place(index), index])
      .map(([[cx, cy], index]) => ({ index, along: (cx - x) * step[0] + (cy - y) * step[1], aside: Math.abs((cx - x) * step[1]) + Math.abs((cy - y) * step[0]) }))
      .filter((each) => each.along > 0)
      .sort((a, b) => a.aside * 3 + a.along - (b.aside * 3 + b.along));
    if (!ahead.length) return;
    enter(ahead[0].index);
    marks[ahead[0].index].focus();
  });
  svg.addEventListener("focusin", (event) => marks.includes(event.target) && enter(marks.indexOf(event.target)));
  if (marks.length) enter(0);
}
