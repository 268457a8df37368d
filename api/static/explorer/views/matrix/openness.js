// How open it was, over time: in all, by channel or by company.
import { h } from "../../core/dom.js";
import { t, word } from "../../core/i18n.js";
import { go, state } from "../../core/state.js";
import { balance, balanceColumns, balanceRows } from "../../parts/balance.js";
import { downloads, figure } from "../../parts/figure.js";
import { choice } from "../../parts/filters.js";
import { nameIn } from "../../parts/names.js";
import { table } from "../../parts/table.js";

const SMALL = { width: 320, height: 116 };
const BY = { company: "COMPANY", channel: "CHANNEL" };

const nameOf = (series, record) => (series.channel ? word("channel", series.channel) : series.company ? nameIn(record, series.company.id) : t("openness.all"));

function small(series, record) {
  const name = nameOf(series, record);
  const svg = balance({ points: series.points, from: record.firstDay, ...SMALL, label: `${t("openness")}: ${name}` });
  return h("li", null, h("h4", null, h("bdi", null, name)), svg);
}

const most = (series) => Math.max(...series.points.map((point) => point.recorded));

/** The section; asks for the series in all, and by channel or company. */
export async function openness({ state: now, record, ask }) {
  const window = { since: record.firstDay, until: record.lastDay };
  const channels = now.channels.length ? { channels: now.channels } : {};
  const [whole, parts] = await Promise.all([
    ask("openness", { window, by: "ALL", step: now.step.toUpperCase(), ...channels }),
    ask("openness", { window, by: BY[now.by], step: "YEAR", ...channels }),
  ]);
  const clip = (points) => points.map((point) => (point.day > record.lastDay ? { ...point, day: record.lastDay } : point));
  const all = clip(whole.openness[0].points);
  const series = parts.openness.map((each) => ({ ...each, points: clip(each.points) })).filter((each) => most(each) > 0).sort((a, b) => most(b) - most(a));
  const open = (point) => go({ ...state(), view: "graph", day: point.day });
  const width = Math.max(320, document.getElementById("main").clientWidth);
  const chart = figure({ id: "openness", caption: t("openness"), note: t("openness.note"), svg: balance({ points: all, from: record.firstDay, width, height: 240, label: t("openness"), open }), columns: balanceColumns(), rows: () => balanceRows(all), data: () => all });
  const columns = [t("column.name"), ...balanceColumns()];
  const rows = () => series.flatMap((each) => balanceRows(each.points).map((row) => [nameOf(each, record), ...row]));
  const details = h("details", { class: "folded" }, h("summary", null, t("table.show")));
  details.addEventListener("toggle", () => details.open && details.children.length === 1 && details.append(table(t("openness.each"), columns, rows())));
  return h("section", { class: "openness" }, h("h3", { id: "over-time" }, t("openness")),
    choice({ id: "step", label: t("openness.step"), value: now.step, options: ["month", "quarter", "year"].map((step) => [step, t(`openness.step.${step}`)]), change: (step) => go({ step }, { replace: true }) }),
    chart.element,
    choice({ id: "by", label: t("openness.by"), value: now.by, options: ["company", "channel"].map((by) => [by, t(`openness.by.${by}`)]), change: (by) => go({ by }, { replace: true }) }),
    h("ul", { class: "multiples" }, series.map((each) => small(each, record))),
    h("div", { class: "below" }, details, downloads({ name: "openness-of-each", caption: t("openness.each"), columns, rows, data: () => series })));
}
