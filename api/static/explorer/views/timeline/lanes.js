// Where each event stands: in which lane, and in which row of it.
import { pick, t, word } from "../../core/i18n.js";
import { widthOf } from "../../core/dom.js";

const MOST_LANES = 14; // the rest share one lane
const OTHER = "…";
const LETTER = 11.5;
const GAP = 6;

function laneKey(event, by, record) {
  if (by === "channel") return event.channels[0] ?? OTHER;
  for (const { entity } of event.participants) {
    const company = record.companyOf(entity.id);
    if (record.entities.get(company)?.kind === "COMPANY") return company;
  }
  return OTHER;
}

function nameOf(key, by, record) {
  if (key === OTHER) return t("timeline.others");
  return by === "channel" ? word("channel", key) : pick(record.entities.get(key).name);
}

/** Lanes, the fullest first, the rest together at the end. */
export function lanesOf(events, by, record) {
  const lanes = new Map();
  for (const event of events) {
    const key = laneKey(event, by, record);
    if (!lanes.has(key)) lanes.set(key, []);
    lanes.get(key).push(event);
  }
  const byFullness = [...lanes].filter(([key]) => key !== OTHER).sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const kept = byFullness.slice(0, byFullness.length > MOST_LANES + 1 ? MOST_LANES : undefined);
  const rest = [...byFullness.slice(kept.length).flatMap(([, all]) => all), ...(lanes.get(OTHER) ?? [])];
  if (rest.length) kept.push([OTHER, rest]);
  return kept.map(([key, all]) => ({ key, name: nameOf(key, by, record), events: all }));
}

/** Where an event lies on the axis: from, to and tail in pixels, and which ends are open. */
export function placed(event, x, [left, right]) {
  const { date } = event;
  const from = date.earliest ? x(date.earliest) : left;
  const to = date.latest ? x(date.latest, 1) : right;
  const isPoint = date.earliest && date.latest && to - from < 15;
  const tail = date.isStretch && (date.endOpen || date.endUnknown ? right : date.endLatest ? x(date.endLatest, 1) : null);
  const middle = isPoint ? (from + to) / 2 : (Math.max(from, left) + Math.min(to, right)) / 2;
  return { event, from, to, isPoint, tail: tail || null, middle, openStart: !date.earliest || date.startOpen, openEnd: !date.latest || date.endOpen };
}

/** Rows of a lane, so that nothing lies on anything else; titles are written where there is room. */
export function rowsOf(marks, { titles, right }) {
  const rows = [];
  const gap = titles ? GAP : 0;
  const start = (mark) => Math.min(mark.isPoint ? mark.middle - 7 : mark.from, mark.middle - 7);
  for (const mark of [...marks].sort((a, b) => start(a) - start(b))) {
    const bare = mark.isPoint ? mark.middle + 7 : Math.max(mark.to, mark.middle + 7);
    const title = titles ? pick(mark.event.title) : "";
    const wide = bare + GAP + widthOf(title, LETTER);
    const fits = titles && wide < right + 40;
    let row = rows.findIndex((end) => end <= start(mark));
    if (row < 0) row = rows.push(-Infinity) - 1;
    mark.row = row;
    mark.title = fits ? title : "";
    mark.titleAt = bare + GAP;
    rows[row] = (fits ? wide : bare) + gap;
  }
  return rows.length;
}
