// The first view: what happened over the years, in one picture and a few sentences.
import { h } from "../../core/dom.js";
import { showDate, showDay } from "../../core/days.js";
import { count, say, shown, t, word } from "../../core/i18n.js";
import { elsewhere, go, state } from "../../core/state.js";
import { balance, balanceColumns, balanceRows } from "../../parts/balance.js";
import { figure } from "../../parts/figure.js";
import { eventLink, nameIn } from "../../parts/names.js";
import { turningPoints } from "./turning.js";

const AT_MOST = 8;
const WAYS_SHOWN = 3;
const TELLING = 4; // fewer ways on record say little about how open it was

const share = (point) => (point.certain + point.possible) / point.recorded;

/** The day on which least was open. */
const lowest = (points) => points.filter((point) => point.recorded >= TELLING && point.blocked).sort((a, b) => share(a) - share(b))[0];

function lead(points, record) {
  const now = points.at(-1);
  const then = lowest(points);
  const strong = (text) => h("strong", null, text);
  const figures = (point) => ({ day: h("a", { href: elsewhere({ view: "graph", day: point.day }) }, showDay(point.day)), open: strong(point.certain + point.possible), recorded: strong(point.recorded), blocked: strong(point.blocked) });
  return h("div", { class: "lead" },
    then && h("p", null, say("story.then", figures(then))),
    h("p", null, say("story.now", figures(now))),
    h("p", { class: "faint" }, count("story.counts", record.events.size, { entities: record.entities.size, sources: record.graph.counts.sources, until: showDay(record.graph.recordedUntil) })));
}

function ways(key, all, record) {
  if (!all.length) return null;
  const names = all.slice(0, WAYS_SHOWN).map((way) => h("li", null, h("bdi", null, nameIn(record, way.origin)), " → ", h("bdi", null, nameIn(record, way.destination)), h("span", { class: "faint" }, ` · ${word("channel", way.channel)}`)));
  const more = all.length - WAYS_SHOWN;
  return [h("p", { class: `turned ${key}` }, count(`story.${key}`, all.length)), h("ul", { class: "ways" }, names, more > 0 && h("li", { class: "faint" }, count("story.more", more)))];
}

const card = (record) => ({ event, day, gained, lost, refused }, index) =>
  h("li", { class: "card" },
    h("p", { class: "when" }, h("span", { class: "number" }, index + 1), " ", showDate(event.date)),
    h("h3", null, eventLink(event)),
    ways("gained", gained, record),
    ways("lost", lost, record),
    ways("refused", refused, record),
    h("p", null, h("a", { href: elsewhere({ view: "graph", day }) }, t("story.see", { day: showDay(day) }))));

export async function story({ record, ask }) {
  const window = { since: record.firstDay, until: record.lastDay };
  const { openness } = await ask("openness", { window, by: "ALL", step: "QUARTER" });
  // The last quarter may reach beyond what is on record: nothing changes in it after that day.
  const points = openness[0].points.map((point) => ({ ...point, day: point.day < record.lastDay ? point.day : record.lastDay }));
  const turns = turningPoints(record, AT_MOST);
  const width = Math.max(320, document.getElementById("main").clientWidth);
  const svg = balance({
    points, from: record.firstDay, width, height: width < 600 ? 240 : 300, label: t("story.picture"),
    marks: turns.map((turn, index) => ({ day: turn.day, number: index + 1 })),
    open: (point) => go({ ...state(), view: "graph", day: point.day }),
  });
  const chart = figure({ id: "balance", caption: t("story.picture"), note: t("story.note"), svg, columns: balanceColumns(), rows: () => balanceRows(points), data: () => points });
  const element = h("section", { class: "story" },
    h("h2", { tabindex: -1 }, shown(record.graph.title)),
    lead(points, record),
    chart.element,
    h("h2", { id: "turning" }, t("story.turning")),
    h("p", { class: "faint" }, t("story.turning.note")),
    h("ol", { class: "cards" }, turns.map(card(record))),
    h("h2", null, t("story.next")),
    h("ul", { class: "next" }, ["timeline", "graph", "path", "matrix"].map((view) => h("li", null, h("a", { href: elsewhere({ view }) }, t(`view.${view}`)), h("span", { class: "faint" }, " ", t(`view.${view}.what`))))));
  return { title: t("view.story"), element };
}
