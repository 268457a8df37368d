// From one to another on a day: the path, in a picture and in sentences, or why there is none.
import { h } from "../../core/dom.js";
import { clamp, showDuring } from "../../core/days.js";
import { t, word } from "../../core/i18n.js";
import { go, linkTo } from "../../core/state.js";
import { combobox } from "../../parts/combobox.js";
import { evidenceOf, evidencePart } from "../../parts/evidence.js";
import { figure } from "../../parts/figure.js";
import { choice, dayField, ticks } from "../../parts/filters.js";
import { eventLink, matching, nameIn, option } from "../../parts/names.js";
import { hideTip } from "../../parts/tip.js";
import { inNeo4j } from "../pages/facts.js";
import { reachabilityBar } from "./bar.js";
import { chain } from "./chain.js";
import { headline, hopCells, hopItem, leftOut, misses, validity } from "./sentences.js";
import { throughTime, timeFields } from "./time.js";

const SUGGESTED = 6;
const HOP_COLUMNS = ["from", "channel", "to", "verdict", "limits", "events", "sources"];

/** Names of the record by what is typed; where none fits, the search of the API, which takes slips. */
const finder = (record, ask) => async (text) => {
  const near = matching([...record.entities.values()], text);
  if (near.length || !text) return near;
  const { search } = await ask("search", { text, sorts: ["ENTITY"] });
  return search.edges.map(({ node }) => option({ ...node, aliases: [] }));
};

function form(now, record, ask, day) {
  const field = (name) => combobox({ id: name, label: t(`path.${name}`), value: now[name] ? nameIn(record, now[name]) : "", placeholder: t("path.placeholder"), find: finder(record, ask), take: ({ id }) => go({ [name]: id }) });
  const turn = h("button", { id: "turn", type: "button", "aria-label": t("path.turn"), title: t("path.turn"), on: { click: () => go({ from: now.to, to: now.from }) } }, "⇄");
  const limits = h("label", { class: "check" }, h("input", { id: "strict", type: "checkbox", checked: now.strict, on: { change: (event) => go({ strict: event.target.checked }, { replace: true }) } }), " ", t("path.strict"));
  const when = choice({ id: "when", label: t("path.when"), value: now.when, options: ["day", "time"].map((each) => [each, t(`path.when.${each}`)]), change: (value) => go({ when: value }) });
  const days = now.when === "time" ? timeFields(now, record)
    : dayField({ id: "day", label: t("graph.day"), value: day, min: record.firstDay, max: record.lastDay, change: (value) => go({ day: value }) });
  return [h("div", { class: "filters" }, field("from"), turn, field("to"), when, days, ticks("channels", "channel", record.channels), limits), evidencePart(now)];
}

/** Ways with the longest histories, to begin with. */
function suggestions(record) {
  const pairs = new Map();
  for (const way of record.ways.values()) {
    const key = `${way.origin} ${way.destination}`;
    pairs.set(key, (pairs.get(key) ?? 0) + way.links.length);
  }
  const best = [...pairs].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, SUGGESTED).map(([key]) => key.split(" "));
  return h("div", null, h("p", null, t("path.begin")), h("ul", null, best.map(([from, to]) => h("li", null, h("a", { href: linkTo({ from, to }) }, h("bdi", null, nameIn(record, from)), " → ", h("bdi", null, nameIn(record, to)))))));
}

/** The nearest miss as nodes and hops, of which one is known to fail. */
function missAsChain(miss) {
  const hops = miss.nodes.slice(1).map((node, index) => {
    const isIt = miss.nodes[index].id === miss.from.id && node.id === miss.to.id;
    return isIt ? { channel: miss.channel, failed: true, accesses: [] } : null;
  });
  return hops.every(Boolean) || miss.nodes.length === 2 ? { nodes: miss.nodes, hops } : { nodes: [miss.from, miss.to], hops: [{ channel: miss.channel, failed: true, accesses: [] }] };
}

function picture(answer, width) {
  if (answer.found) return answer.length ? chain(answer.nodes, answer.hops, width) : null;
  if (!answer.nearestMiss) return null;
  const { nodes, hops } = missAsChain(answer.nearestMiss);
  return chain(nodes, hops, width);
}

function pathFigure(answer, width) {
  const svg = picture(answer, width);
  if (!svg) return null;
  return figure({
    id: "path", caption: t(answer.found ? "path.picture" : "path.picture.miss"), svg,
    columns: HOP_COLUMNS.map((name) => t(`column.${name}`)), rows: () => answer.hops.map(hopCells), data: () => answer, name: "path",
  }).element;
}

function barFigure(stretches, record, day, width) {
  const svg = reachabilityBar({ stretches, first: record.firstDay, last: record.lastDay, day, width, take: (chosen) => go({ day: chosen }) });
  return figure({
    id: "reachability", caption: t("path.bar"), note: t("path.bar.note"), svg,
    columns: ["during", "verdict", "began", "ended"].map((name) => t(`column.${name}`)),
    rows: () => stretches.map((stretch) => [showDuring(stretch.during), word("verdict", stretch.verdict), h("ul", { class: "plain" }, stretch.beganBy.map((event) => h("li", null, eventLink(event)))), h("ul", { class: "plain" }, stretch.endedBy.map((event) => h("li", null, eventLink(event))))]),
    data: () => stretches, name: "reachability",
  }).element;
}

async function onADay(now, record, ask, question, day, width) {
  const [{ path: answer }, { reachability }] = await Promise.all([ask("path", { ...question, day }), ask("reachability", question)]);
  return [
    h("div", { class: "found", role: "status" }, headline(answer), answer.beyondRecord && h("p", { class: "warning" }, t("path.beyond"))),
    pathFigure(answer, width),
    answer.found ? [h("ol", { class: "hops" }, answer.hops.map(hopItem)), validity(answer)] : misses(answer),
    leftOut(answer),
    answer.cypher?.browserUrl && h("p", null, inNeo4j(answer.cypher)),
    barFigure(reachability.stretches, record, day, width),
  ];
}

export async function path({ state: now, record, ask }) {
  const day = clamp(now.day ?? record.lastDay, record.firstDay, record.lastDay);
  // What is folded may be opened while an answer is awaited: the form is made after it.
  const top = () => [h("h2", { tabindex: -1 }, t("view.path")), h("p", { class: "faint" }, t(now.when === "time" ? "path.what.time" : "path.what")), form(now, record, ask, day)];
  if (!now.from || !now.to) return { title: t("view.path"), element: h("section", null, top(), suggestions(record)), leave: hideTip };
  const question = { from: now.from, to: now.to, ...(now.channels.length ? { channels: now.channels } : {}), allowLimited: !now.strict, ...evidenceOf(now) };
  const width = Math.max(280, document.getElementById("main").clientWidth);
  const answer = now.when === "time" ? await throughTime(now, record, ask, question, width) : await onADay(now, record, ask, question, day, width);
  return { title: t("path.title", { from: nameIn(record, now.from), to: nameIn(record, now.to) }), element: h("section", { class: "path" }, top(), answer), leave: hideTip };
}
