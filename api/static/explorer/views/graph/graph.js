// Who could reach whom, on a day that can be moved.
import { h, replace } from "../../core/dom.js";
import { clamp, monthsBefore, showDay, showDuring } from "../../core/days.js";
import { t, word } from "../../core/i18n.js";
import { go, state } from "../../core/state.js";
import { figure } from "../../parts/figure.js";
import { ticks } from "../../parts/filters.js";
import { wayLegend } from "../../parts/legend.js";
import { nameIn } from "../../parts/names.js";
import { hideTip, withTip } from "../../parts/tip.js";
import { nodeCard, turns, wayCard } from "./aside.js";
import { statesOn, tally } from "./day.js";
import { GraphPicture } from "./picture.js";
import { scrubber } from "./scrubber.js";

const COLUMNS = ["from", "to", "channel", "state", "verdict", "during"];

function cells(record, each) {
  const { way, link, state: now, turn } = each;
  return [
    nameIn(record, way.origin), nameIn(record, way.destination), word("channel", way.channel),
    `${t(`state.${now}`)}${turn ? ` · ${t(`turn.${turn}`)}` : ""}`,
    link ? word("verdict", link.verdict) : "–", link ? showDuring(link.during) : "–",
  ];
}

function zoomButtons(picture) {
  const button = (id, text, scale) => h("button", { id: `graph-${id}`, type: "button", "aria-label": t(`timeline.${id}`), on: { click: () => picture.step(scale) } }, text);
  return h("div", { class: "moves", role: "group", "aria-label": t("timeline.moves") }, button("in", "+", 1.5), button("out", "−", 1 / 1.5), button("all", t("timeline.whole"), null));
}

export async function graph({ state: now, record, note }) {
  const ways = record.waysThrough(now.channels);
  const aside = h("aside", { class: "aside", "aria-label": t("selected") });
  const summary = h("p", { class: "summary", role: "status" });
  const isNarrow = innerWidth < 640;
  const width = Math.max(320, document.getElementById("main").clientWidth - (innerWidth > 1000 ? 340 : 0));
  const picture = new GraphPicture({
    record, ways, width, height: isNarrow ? width * 1.25 : Math.max(420, innerHeight * 0.72), closer: isNarrow ? 2.4 : null,
    handlers: {
      node: (id) => go({ id: state().id === id ? null : id, link: null }),
      way: (key) => go({ link: key, id: null }),
      none: () => go({ link: null, id: null }),
      tip: withTip,
    },
  });
  let day = clamp(now.day ?? record.lastDay, record.firstDay, record.lastDay);
  let states = [];
  let later = 0;

  async function besides() {
    const { id, link } = state();
    picture.choose({ id, key: link });
    const at = day;
    let content = null;
    try {
      if (link) note("access", { from: link.split(" ")[0], to: link.split(" ")[1], channel: link.split(" ")[2], day });
      content = link ? await wayCard(record, link, day) : id ? nodeCard(record, id, states) : turns(record, states);
    } catch (error) {
      content = h("p", { role: "alert" }, error.message);
    }
    if (at === day) replace(aside, content);
  }

  /** The parts that need not follow every step of a moving day. */
  function settle() {
    clearTimeout(later);
    const channels = state().channels.length ? { channels: state().channels } : {};
    note("snapshot", { day, ...channels });
    note("diff", { from: monthsBefore(day, state().months), to: day, ...channels });
    note("entities");
    chart.renewTable();
    besides();
  }

  function show(wanted) {
    day = wanted;
    states = statesOn(ways, day, state().months);
    picture.show(states);
    const sums = tally(states);
    summary.textContent = t("graph.summary", { day: showDay(day), ...sums, months: t(`graph.months.${state().months}`) });
    document.documentElement.dataset.day = day;
    clearTimeout(later);
    later = setTimeout(settle, 120);
  }

  const slider = scrubber({
    day, first: record.firstDay, last: record.lastDay, months: now.months,
    turns: record.turns.filter((turn) => !now.channels.length || now.channels.includes(turn.way.channel)),
    changes: record.changeDays,
    moved: show,
    settled: (settled) => go({ day: settled }),
    setMonths: (months) => go({ months: Number(months) }, { replace: true }),
  });
  slider.element.querySelector(".controls").append(ticks("channels", "channel", record.channels));
  const drawn = () => states.filter((each) => each.isDrawn);
  const chart = figure({
    id: "graph", caption: t("graph.picture"), note: isNarrow && t("graph.narrow"), svg: picture.svg, legend: wayLegend(),
    columns: COLUMNS.map((name) => t(`column.${name}`)), rows: () => drawn().map((each) => cells(record, each)),
    data: () => ({ day, links: drawn().map(({ way, link, state: each, turn }) => ({ origin: way.origin, destination: way.destination, channel: way.channel, state: each, turn, link })) }),
    name: "graph",
  });
  chart.element.querySelector(".picture").append(zoomButtons(picture));
  show(day);
  settle();
  picture.approach(now.id ?? now.link?.split(" ")[0]);

  return {
    title: t("view.graph"),
    element: h("section", null, h("h2", { tabindex: -1 }, t("view.graph")), slider.element, summary, h("div", { class: "beside" }, chart.element, aside)),
    update(next, before) {
      if (String(next.channels) !== String(before.channels)) return false;
      const wanted = clamp(next.day ?? record.lastDay, record.firstDay, record.lastDay);
      slider.show(wanted);
      if (wanted !== day || next.months !== before.months) show(wanted);
      settle();
      return true;
    },
    leave() {
      slider.stop();
      clearTimeout(later);
      hideTip();
    },
  };
}
