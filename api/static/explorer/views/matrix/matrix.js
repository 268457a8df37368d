// Companies or products against each other on a day, and what changed since another day.
import { h } from "../../core/dom.js";
import { clamp, showDay } from "../../core/days.js";
import { count, shown, t, word } from "../../core/i18n.js";
import { go, linkTo } from "../../core/state.js";
import { figure } from "../../parts/figure.js";
import { choice, dayField, ticks } from "../../parts/filters.js";
import { entityLink, eventLink, nameIn } from "../../parts/names.js";
import { table } from "../../parts/table.js";
import { hideTip } from "../../parts/tip.js";
import { cellsOf, sides } from "./cells.js";
import { openness } from "./openness.js";
import { matrixPicture } from "./picture.js";

const COLUMNS = ["from", "to", "verdict", "channel"];

function filters(now, record, day) {
  return h("div", { class: "filters" },
    choice({ id: "rows", label: t("matrix.rows"), value: now.rows, options: ["company", "product"].map((rows) => [rows, t(`matrix.rows.${rows}`)]), change: (rows) => go({ rows, id: null }, { replace: true }) }),
    dayField({ id: "day", label: t("graph.day"), value: day, min: record.firstDay, max: record.lastDay, change: (value) => go({ day: value }) }),
    dayField({ id: "than", label: t("matrix.than"), value: now.than ?? "", min: record.firstDay, max: record.lastDay, change: (value) => go({ than: value }) }),
    now.than && h("button", { id: "no-than", type: "button", on: { click: () => go({ than: null }) } }, t("matrix.no-than")),
    ticks("channels", "channel", record.channels));
}

/** The links of a chosen cell. */
function chosen(id, cells, record) {
  const cell = cells.find((each) => `${each.row} ${each.column}` === id);
  if (!cell) return h("p", { class: "faint" }, t("matrix.choose"));
  const line = (link) => h("li", null, entityLink(record.entities.get(link.origin.id)), " → ", entityLink(record.entities.get(link.destination.id)), `: ${word("channel", link.channel)}, `, h("strong", null, word("verdict", link.verdict)), ` (${link.accesses.map((access) => word("access", access)).join(", ")})`);
  return h("div", null, h("h3", null, h("bdi", null, nameIn(record, cell.row)), " → ", h("bdi", null, nameIn(record, cell.column))), cell.turn && h("p", null, t(`turn.${cell.turn}`)), h("ul", null, cell.links.map(line)));
}

async function changes({ record, ask, state: now }, day) {
  if (!now.than) return null;
  const [from, to] = [now.than, day];
  const { diff } = await ask("diff", { from, to, ...(now.channels.length ? { channels: now.channels } : {}) });
  const columns = ["kind", "from", "to", "channel", "events"].map((name) => t(`column.${name}`));
  const rows = diff.nodes.map((each) => [word("changeKind", each.kind), nameIn(record, each.origin.id), nameIn(record, each.destination.id), word("channel", each.channel), h("ul", { class: "plain" }, each.events.map((event) => h("li", null, eventLink(event))))]);
  return h("section", null, h("h3", null, count("matrix.changes", diff.totalCount, { from: showDay(from), to: showDay(to) })), table(t("matrix.changes.table"), columns, rows));
}

export async function matrix(context) {
  const { state: now, record, ask } = context;
  const day = clamp(now.day ?? record.lastDay, record.firstDay, record.lastDay);
  const question = (on) => ({ day: on, by: now.rows === "product" ? "PRODUCT" : "COMPANY", ...(now.channels.length ? { channels: now.channels } : {}) });
  const [here, there] = await Promise.all([ask("matrix", question(day)), now.than ? ask("matrix", question(now.than)) : null]);
  const cells = cellsOf(here.matrix, there?.matrix ?? null);
  const { rows, columns } = sides(here.matrix, there?.matrix ?? null, cells);
  const caption = now.than ? t("matrix.picture.than", { day: showDay(day), than: showDay(now.than) }) : t("matrix.picture", { day: showDay(day) });
  const svg = matrixPicture({ rows, columns, cells, label: caption, selected: now.id, choose: (cell) => go({ id: `${cell.row} ${cell.column}` }, { replace: true }) });
  const name = (id) => shown(record.entities.get(id)?.name) || id;
  const chart = figure({
    id: "matrix", caption, note: t("matrix.note"), svg, columns: [...COLUMNS, "turn"].map((column) => t(`column.${column}`)),
    rows: () => cells.map((cell) => [name(cell.row), name(cell.column), word("verdict", cell.verdict), cell.channels.map((channel) => word("channel", channel)).join(", "), cell.turn ? t(`turn.${cell.turn}`) : ""]),
    data: () => cells,
  });
  chart.element.querySelector(".picture").classList.add("wide");
  const legend = h("ul", { class: "legend", "aria-label": t("legend") }, ["CERTAIN", "POSSIBLE", "BLOCKED"].map((verdict) => h("li", null, h("span", { class: `swatch ${verdict}`, "aria-hidden": "true" }, verdict === "BLOCKED" ? "✕" : ""), " ", word("verdict", verdict))), now.than && ["gained", "lost"].map((turn) => h("li", null, h("span", { "aria-hidden": "true" }, turn === "gained" ? "▲" : "▼"), " ", t(`turn.${turn}`))));
  chart.element.querySelector(".picture").before(legend);
  const [changed, over] = await Promise.all([changes(context, day), openness(context)]);
  const element = h("section", null, h("h2", { tabindex: -1 }, t("view.matrix")), h("p", { class: "faint" }, t("matrix.what")), filters(now, record, day),
    !here.matrix.complete && h("p", { class: "warning" }, t("matrix.incomplete")),
    h("div", { class: "beside" }, cells.length ? chart.element : h("p", { role: "status" }, t("matrix.none")), h("aside", { class: "aside", "aria-live": "polite", "aria-label": t("selected") }, chosen(now.id, cells, record), h("p", null, h("a", { href: linkTo({ view: "graph", id: null }) }, t("story.see", { day: showDay(day) }))))),
    changed, over);
  return { title: t("view.matrix"), element, leave: hideTip };
}
