// What happened, on one axis from the first year to the last.
import { ask as askOnce, askAll } from "../../core/ask.js";
import { h, replace } from "../../core/dom.js";
import { showDate, showDay } from "../../core/days.js";
import { count, pick, t, word } from "../../core/i18n.js";
import { go, state } from "../../core/state.js";
import { combobox } from "../../parts/combobox.js";
import { eventCard } from "../../parts/event_card.js";
import { figure } from "../../parts/figure.js";
import { choice, ticks } from "../../parts/filters.js";
import { directionLegend } from "../../parts/legend.js";
import { eventLink, matching, nameIn } from "../../parts/names.js";
import { rove } from "../../parts/rove.js";
import { hideTip, withTip } from "../../parts/tip.js";
import { TimelinePicture } from "./picture.js";

const DIRECTIONS = ["OPENS", "LIMITS", "CLOSES", "NEUTRAL"];

/** What the API is asked for; the whole record where nothing is chosen. */
function filterOf({ channels, directions, kinds, company }) {
  const filter = {};
  if (channels.length) filter.channels = channels;
  if (directions.length) filter.directions = directions;
  if (kinds.length) filter.kinds = kinds;
  if (company) Object.assign(filter, { entity: company, includeProducts: true });
  return filter;
}

function filters(record, now) {
  const all = [...record.events.values()];
  const entities = [...record.entities.values()];
  const who = combobox({
    id: "company", label: t("timeline.who"), value: now.company ? nameIn(record, now.company) : "", placeholder: t("timeline.anybody"),
    find: (text) => [...(text ? [] : [{ id: null, label: t("timeline.anybody") }]), ...matching(entities, text)],
    take: (option) => go({ company: option.id }, { replace: true }),
  });
  return h("div", { class: "filters" }, who,
    ticks("channels", "channel", record.channels),
    ticks("directions", "direction", DIRECTIONS),
    ticks("kinds", "eventKind", [...new Set(all.map((event) => event.kind))]),
    choice({ id: "by", label: t("timeline.by"), value: now.by, options: [["company", t("timeline.by.company")], ["channel", t("timeline.by.channel")]], change: (by) => go({ by }, { replace: true }) }));
}

function moves(picture, record) {
  const button = (id, sign, change) => h("button", { id: `timeline-${id}`, type: "button", "aria-label": t(`timeline.${id}`), title: t(`timeline.${id}`), on: { click: change } }, sign);
  return h("div", { class: "moves", role: "group", "aria-label": t("timeline.moves") },
    button("in", "+", () => picture.step({ scale: 2 })),
    button("out", "−", () => picture.step({ scale: 0.5 })),
    button("earlier", "←", () => picture.step({ move: -0.5 })),
    button("later", "→", () => picture.step({ move: 0.5 })),
    button("all", t("timeline.whole"), () => { picture.show(record.firstDay, record.lastDay); go({ since: null, until: null }, { replace: true }); }),
    h("span", { class: "window", "aria-live": "polite" }));
}

const tipOf = (record) => (event) => [h("strong", null, pick(event.title)), h("br"), showDate(event.date), ` · ${word("direction", event.direction)}`, h("br"), h("span", { class: "faint" }, event.participants.slice(0, 4).map(({ entity }) => nameIn(record, entity.id)).join(", "))];

const cells = (record) => ({ inWindow, node: event }) => [event.date.text, eventLink(event), word("direction", event.direction), word("eventKind", event.kind), event.channels.map((channel) => word("channel", channel)).join(", "), event.participants.map(({ entity }) => nameIn(record, entity.id)).join(", "), word("verdict", inWindow)];

export async function timeline({ state: now, record, ask, note }) {
  const edges = await askAll(ask, "timeline", { filter: filterOf(now) }, (answer) => answer.timeline);
  const events = edges.map((edge) => edge.node);
  const aside = h("aside", { class: "aside", "aria-live": "polite", "aria-label": t("selected") });
  const width = Math.max(320, document.getElementById("main").clientWidth - (innerWidth > 1000 ? 340 : 0));
  const tip = tipOf(record);
  let selected = null;
  let isOwn = false;

  const picture = new TimelinePicture({
    record, events, by: now.by, width, first: record.firstDay, last: record.lastDay,
    handlers: {
      select: (event) => go({ id: event.id }),
      moved: (since, until) => {
        isOwn = true; // the picture shows it already
        go(since <= record.firstDay && until >= record.lastDay ? { since: null, until: null } : { since, until }, { replace: true });
        isOwn = false;
      },
      tip: (element, event) => withTip(element, () => tip(event)),
      drawn: () => mark(),
    },
  });
  const buttons = moves(picture, record);

  function mark() {
    for (const element of picture.marks) {
      const isIt = element.dataset.id === selected;
      element.classList.toggle("selected", isIt);
      element.setAttribute("tabindex", isIt ? "0" : "-1");
      element.setAttribute("aria-pressed", String(isIt));
    }
    if (!picture.marks.some((each) => each.dataset.id === selected)) picture.marks[0]?.setAttribute("tabindex", "0");
  }

  async function choose(id) {
    selected = id;
    mark();
    if (!id) return replace(aside, h("p", { class: "faint" }, t("timeline.choose")));
    try {
      note("event", { id });
      const { event } = await askOnce("event", { id });
      if (selected === id) replace(aside, eventCard(event));
    } catch (error) {
      replace(aside, h("p", { role: "alert" }, error.message));
    }
    return undefined;
  }

  function frame({ since, until }) {
    const from = since ?? record.firstDay;
    const to = until ?? record.lastDay;
    const wrong = to <= from;
    if (!isOwn) picture.show(wrong ? record.firstDay : from, wrong ? record.lastDay : to);
    replace(buttons.querySelector(".window"), since || until ? `${showDay(from)} – ${showDay(to)}` : "");
  }

  const chart = figure({
    id: "timeline", caption: t("timeline.picture"), note: count("timeline.count", events.length), svg: picture.svg, legend: directionLegend(),
    columns: ["date", "event", "direction", "kind", "channel", "participants", "window"].map((name) => t(`column.${name}`)),
    rows: () => edges.map(cells(record)), data: () => edges,
  });
  chart.element.querySelector(".picture").before(buttons);
  const element = h("section", null, h("h2", { tabindex: -1 }, t("view.timeline")), filters(record, now), h("div", { class: "beside" }, chart.element, aside));
  frame(now);
  rove(picture.svg, () => picture.marks);
  await choose(now.id);

  return {
    title: t("view.timeline"),
    element: events.length ? element : withNone(element),
    update(next, before) {
      const same = ["channels", "directions", "kinds"].every((name) => String(next[name]) === String(before[name])) && next.by === before.by && next.company === before.company;
      if (!same) return false;
      if (next.since !== before.since || next.until !== before.until) frame(next);
      if (next.id !== before.id) choose(next.id);
      return true;
    },
    leave: hideTip,
  };
}

function withNone(element) {
  element.append(h("p", { role: "status" }, t("timeline.none")));
  return element;
}
