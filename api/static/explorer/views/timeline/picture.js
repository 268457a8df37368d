// The timeline as a picture: lanes of marks on an axis that can be moved and widened.
import d3 from "../../core/d3.js";
import { add, s, short, widthOf } from "../../core/dom.js";
import { fromDate, showDate, toDate, toNumber } from "../../core/days.js";
import { locale, pick, t, word } from "../../core/i18n.js";
import { SHAPES } from "../../parts/legend.js";
import { lanesOf, placed, rowsOf } from "./lanes.js";

const ROW = 18;
const PAD = 8;
const TOP = 28;
const TITLED = 70; // with more marks than this in sight there is no room for titles
const DAY = 86_400_000;

const spoken = (event) => `${showDate(event.date)}: ${pick(event.title)}. ${word("direction", event.direction)}`;

const doubtful = ({ date }) => date.uncertain || date.approximate;

function arrow(at, y, towards) {
  const tip = at + 7 * towards;
  return `M${at},${y} L${tip},${y} M${tip - 4 * towards},${y - 4} L${tip},${y} L${tip - 4 * towards},${y + 4}`;
}

function shapeOf(mark, y, [left, right]) {
  const { event } = mark;
  const marked = `${event.direction}${doubtful(event) ? " doubtful" : ""}`;
  const parts = [];
  if (mark.tail !== null && mark.tail > mark.to) {
    const end = Math.min(mark.tail, right);
    parts.push(s("path", { class: `endless ${event.direction}`, d: event.date.endOpen || event.date.endUnknown ? `M${mark.to},${y} H${end - 8} ${arrow(end - 8, y, 1)}` : `M${mark.to},${y} H${end} M${end},${y - 4} V${y + 4}` }));
  }
  if (!mark.isPoint) {
    const from = Math.max(mark.from, left - 5);
    const to = Math.min(mark.to, right + 5);
    parts.push(s("rect", { class: `span ${marked}`, x: from, width: Math.max(2, to - from), y: y - 5, height: 10, rx: 2 }));
    if (mark.openStart) parts.push(s("path", { class: `endless ${event.direction}`, d: arrow(from, y, -1) }));
    if (mark.openEnd) parts.push(s("path", { class: `endless ${event.direction}`, d: arrow(to, y, 1) }));
  }
  parts.push(s("path", { class: `mark ${marked}`, d: SHAPES[event.direction], transform: `translate(${mark.middle},${y})` }));
  return parts;
}

/** Stripes for what is doubtful, one pattern for each colour. */
const stripes = () =>
  s("defs", null, Object.keys(SHAPES).map((name) =>
    s("pattern", { id: `stripes-${name}`, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { class: `paper`, width: 5, height: 5 }), s("rect", { class: `stripe ${name}`, width: 2.5, height: 5 }))));

function ticksOf(scale, width) {
  const [first, last] = scale.domain();
  const years = (last - first) / DAY / 365 > 2.5;
  const days = (last - first) / DAY < 90;
  const format = new Intl.DateTimeFormat(locale(), { timeZone: "UTC", year: "numeric", ...(years ? {} : { month: "short" }), ...(days ? { day: "numeric" } : {}) });
  const sample = years ? "2024" : format.format(last);
  const ticks = scale.ticks(Math.max(2, Math.floor(width / (widthOf(sample, 12) * 1.4 + 30))));
  return ticks.map((tick) => ({ at: scale(tick), text: years ? String(tick.getUTCFullYear()) : format.format(tick) }));
}

export class TimelinePicture {
  /** `handlers`: select(event), moved(since, until), tip(element, event). */
  constructor({ record, events, by, width, first, last, handlers }) {
    Object.assign(this, { record, events, by, width, handlers });
    this.marks = [];
    this.isNarrow = width < 640;
    this.left = this.isNarrow ? 8 : 128;
    this.right = width - 14;
    this.base = d3.scaleUtc([toDate(first), new Date(toDate(last).getTime() + DAY)], [this.left, this.right]);
    this.lanes = lanesOf(events, by, record);
    this.clip = s("rect", { x: this.left - 8, y: 0, width: this.right - this.left + 22 });
    this.inside = s("g");
    this.svg = s("svg", { class: "timeline", role: "group", "aria-label": t("timeline.picture") }, stripes(), s("clipPath", { id: "timeline-clip" }, this.clip), this.inside);
    this.zoom = d3.zoom()
      .scaleExtent([1, 400])
      .extent([[this.left, 0], [this.right, 1]])
      .translateExtent([[this.left, 0], [this.right, 1]])
      // A wheel scrolls the page, unless Ctrl is held.
      .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : !event.button))
      .on("zoom", ({ transform, sourceEvent }) => {
        this.scale = transform.rescaleX(this.base);
        this.draw();
        if (sourceEvent) this.told();
      });
    d3.select(this.svg).call(this.zoom).on("dblclick.zoom", null);
  }

  told() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), 150);
  }

  tell() {
    const [since, until] = this.scale.domain();
    this.handlers.moved(fromDate(since), fromDate(new Date(until.getTime() - DAY / 2)));
  }

  /** Show from one day to another, both included. */
  show(since, until) {
    const from = this.base(toDate(since));
    const to = this.base(new Date(toDate(until).getTime() + DAY));
    const k = Math.max(1, Math.min(400, (this.right - this.left) / Math.max(0.1, to - from)));
    const moved = d3.zoomIdentity.translate(this.left - from * k, 0).scale(k);
    d3.select(this.svg).call(this.zoom.transform, moved);
  }

  /** Widen by a factor, or move by a part of what is in sight; for buttons and keys. */
  step({ scale = 1, move = 0 }) {
    const selection = d3.select(this.svg);
    if (scale !== 1) selection.call(this.zoom.scaleBy, scale);
    if (move) selection.call(this.zoom.translateBy, (-move * (this.right - this.left)) / d3.zoomTransform(this.svg).k, 0);
    this.tell();
  }

  x(day, after = 0) {
    return this.scale(new Date((toNumber(day) + after) * DAY));
  }

  draw() {
    const focused = this.inside.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    const bounds = [this.left, this.right];
    const inSight = (mark) => Math.max(mark.to, mark.tail ?? -Infinity) >= this.left - 8 && mark.from <= this.right + 8;
    const lanes = this.lanes.map((lane) => ({ ...lane, marks: lane.events.map((event) => placed(event, (day, after) => this.x(day, after), bounds)).filter(inSight) }));
    const many = lanes.reduce((sum, lane) => sum + lane.marks.length, 0);
    let y = TOP;
    this.marks = [];
    const drawn = lanes.map((lane, index) => {
      const rows = Math.max(1, rowsOf(lane.marks, { titles: many <= TITLED && !this.isNarrow, right: this.right }));
      const height = rows * ROW + PAD + (this.isNarrow ? 16 : 0);
      const group = this.lane(lane, y, height, index);
      y += height;
      return group;
    });
    const height = y + 6;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    this.clip.setAttribute("height", height);
    this.inside.replaceChildren();
    add(this.inside, [this.axis(height), drawn]);
    this.handlers.drawn?.(this);
    if (focused) this.inside.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  axis(height) {
    return ticksOf(this.scale, this.right - this.left).map(({ at, text }) => s("g", { class: "axis", transform: `translate(${at},0)` }, s("line", { y1: 20, y2: height }), s("text", { y: 14, "text-anchor": at < this.left + 20 ? "start" : at > this.right - 20 ? "end" : "middle" }, text)));
  }

  lane(lane, y, height, index) {
    const name = this.isNarrow ? s("text", { class: "lane-name", x: 2, y: y + 13 }, short(lane.name, 40)) : s("text", { class: "lane-name", x: 4, y: y + height / 2, dy: "0.35em" }, short(lane.name, 17));
    const first = y + PAD / 2 + ROW / 2 + (this.isNarrow ? 16 : 0);
    return s("g", { class: `lane ${index % 2 ? "odd" : ""}` }, s("rect", { class: "ground", x: 0, y, width: this.width, height }), name,
      s("g", { "clip-path": "url(#timeline-clip)" }, lane.marks.map((mark) => this.mark(mark, first + mark.row * ROW))));
  }

  mark(mark, y) {
    const { event } = mark;
    const element = s("g", { class: "event", role: "button", tabindex: "-1", "data-id": event.id, "aria-label": spoken(event), on: { click: () => this.handlers.select(event) } },
      s("rect", { class: "touch", x: mark.middle - 11, y: y - ROW / 2, width: 22, height: ROW }),
      shapeOf(mark, y, [this.left, this.right]),
      mark.title && s("text", { class: "title", x: mark.titleAt, y, dy: "0.35em" }, `\u2068${mark.title}\u2069`));
    this.handlers.tip(element, event);
    this.marks.push(element);
    return element;
  }
}
