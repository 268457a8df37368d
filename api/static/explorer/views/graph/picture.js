// The graph as a picture. Every way is made once; another day changes only what differs.
import d3 from "../../core/d3.js";
import { s, short, widthOf } from "../../core/dom.js";
import { pick, t, word } from "../../core/i18n.js";
import { GLYPHS } from "../../parts/legend.js";
import { nameIn } from "../../parts/names.js";
import { rove } from "../../parts/rove.js";
import { curve, layout } from "./layout.js";
import { roomFor } from "./names.js";

const RIM = 9;
const LONGEST = 22; // letters of a name
const LETTERS = 10.5; // their size on the screen
const FEW = 14; // ways whose channels can all be named
const NEAR = 1.6; // from here on, zoomed in, there is room for the names of channels
const TURNED = /gained|lost|refused/;
const TIPS = ["open", "limited", "blocked", "closed"];

const arrows = () =>
  s("defs", null, TIPS.map((name) => s("marker", { id: `tip-${name}`, viewBox: "0 0 8 8", refX: 4, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, s("path", { class: `tip-${name}`, d: "M0,0 L8,4 L0,8 Z" }))));

export class GraphPicture {
  /**
   * `handlers`: node(id), way(key), none(), tip(element, content). `closer` is how far it is zoomed in
   * at first, where there is little room, to what is chosen or else to where most ways meet.
   */
  constructor({ record, ways, width, height, closer, handlers }) {
    Object.assign(this, { record, handlers, closer });
    this.plan = layout(ways, record, width / height);
    this.shown = new Map();
    this.scale = Math.min(width / this.plan.box.width, height / this.plan.box.height);
    this.near = 1; // how far it is zoomed in
    this.about = new Set(); // what was chosen, and what it has to do with
    this.ways = new Map();
    this.inside = s("g", null, this.groups(), this.lines(ways), this.nodes());
    const { left, top, width: w, height: hh } = this.plan.box;
    this.svg = s("svg", { class: closer ? "graph narrow" : "graph", viewBox: `${left} ${top} ${w} ${hh}`, role: "group", "aria-label": t("graph.picture"), css: { "aspect-ratio": `${w} / ${hh}` } }, arrows(), this.inside);
    this.zoom = d3.zoom().scaleExtent([0.6, 12])
      .extent([[left, top], [left + w, top + hh]])
      .filter((event) => (event.type === "wheel" ? event.ctrlKey || event.metaKey : !event.button))
      .on("zoom", ({ transform }) => {
        this.inside.setAttribute("transform", transform);
        if (transform.k !== this.near) this.write(transform.k);
      });
    d3.select(this.svg).call(this.zoom).on("dblclick.zoom", null);
    this.groupNames = new Map([...this.inside.querySelectorAll(".group")].map((element) => [element.dataset.id, element]));
    this.write(1);
    this.svg.addEventListener("click", (event) => event.target.closest(".node, .line") || handlers.none());
    rove(this.svg, () => this.order.map((id) => this.places.get(id)));
  }

  groups() {
    return this.plan.groups.filter((group) => group.members.length > 1 || group.id !== group.members[0].id).map((group) => {
      const name = nameIn(this.record, group.id);
      return s("g", { class: "group", "data-id": group.id, transform: `translate(${group.x},${group.y})` }, s("ellipse", { rx: group.r, ry: group.flat }), s("text", { "text-anchor": "middle" }, short(name, LONGEST)));
    });
  }

  lines(ways) {
    const bends = new Map();
    return s("g", { class: "lines" }, ways.map((way) => {
      const pair = `${way.origin} ${way.destination}`;
      const turn = bends.get(pair) ?? 0;
      bends.set(pair, turn + 1);
      const { d, middle } = curve(this.plan.nodes.get(way.origin), this.plan.nodes.get(way.destination), turn, RIM);
      const path = s("path", { d });
      const glyph = s("path", { transform: `translate(${middle})` });
      const label = s("text", { class: "channel", x: middle[0], y: middle[1] - 7, "text-anchor": "middle" }, word("channel", way.channel));
      const element = s("g", { class: "line hidden", "data-key": way.key, on: { click: () => this.handlers.way(way.key) } }, s("path", { class: "halo", d }), s("path", { class: "touch", d }), path, glyph, label);
      this.handlers.tip(element, () => this.say(way));
      this.ways.set(way.key, { way, element, path, glyph, middle, look: "" });
      return element;
    }));
  }

  say(way) {
    const now = this.shown.get(way.key);
    return `${nameIn(this.record, way.origin)} → ${nameIn(this.record, way.destination)} · ${word("channel", way.channel)} · ${t(`state.${now?.state ?? "none"}`)}${now?.sure ? "" : ` (${t("state.unsure")})`}`;
  }

  nodes() {
    this.order = [...this.plan.nodes.values()].sort((a, b) => (a.group.id < b.group.id ? -1 : a.group.id > b.group.id ? 1 : a.id < b.id ? -1 : 1)).map((node) => node.id);
    this.places = new Map(this.order.map((id) => {
      const { x, y } = this.plan.nodes.get(id);
      const entity = this.record.entities.get(id);
      const element = s("g", { class: `node ${entity.kind}`, role: "button", tabindex: "-1", "data-id": id, transform: `translate(${x},${y})`, on: { click: () => this.handlers.node(id) } },
        s("circle", { class: "touch", r: 18 }), s("circle", { class: "disc", r: RIM }), s("text", { "text-anchor": "middle" }, short(pick(entity.name), LONGEST)));
      this.handlers.tip(element, () => `${pick(entity.name)} · ${word("entityKind", entity.kind)}`);
      return [id, element];
    }));
    return s("g", { class: "nodes" }, [...this.places.values()]);
  }

  /** Show the states of a day. */
  show(states) {
    const degrees = new Map();
    for (const each of states) {
      const { way, state, sure, turn, isDrawn } = each;
      this.shown.set(way.key, each);
      const line = this.ways.get(way.key);
      const look = isDrawn ? `${turn === "lost" && state !== "blocked" ? "closed" : state}${sure ? "" : " unsure"}${turn ? ` ${turn}` : ""}` : "";
      if (isDrawn) for (const id of [way.origin, way.destination]) degrees.set(id, (degrees.get(id) ?? 0) + 1);
      if (look !== line.look) this.draw(line, look, state);
    }
    for (const [id, element] of this.places) {
      const degree = degrees.get(id) ?? 0;
      if (element.dataset.degree === String(degree)) continue;
      element.dataset.degree = degree;
      element.classList.toggle("quiet", degree === 0);
      element.setAttribute("aria-label", t("graph.node", { name: pick(this.record.entities.get(id).name), n: degree }));
    }
    this.areFew = states.filter((each) => each.isDrawn).length <= FEW;
    this.name();
  }

  /** Write at a size that is the same on the screen however far it is zoomed in. */
  write(near) {
    this.near = near;
    this.letters = LETTERS / (this.scale * near);
    this.svg.style.setProperty("--letters", `${this.letters.toFixed(2)}px`);
    for (const element of this.places.values()) element.querySelector("text").setAttribute("y", RIM + this.letters * 1.05);
    for (const group of this.plan.groups) this.groupNames.get(group.id)?.querySelector("text").setAttribute("y", this.letters * 1.15 - group.flat);
    this.name();
  }

  /** Choose the names for which there is room: those with most ways on the day first, or of what was chosen. */
  name() {
    const height = this.letters * 1.1;
    const nodes = [...this.places].filter(([id, element]) => (this.about.size ? this.about.has(id) : Number(element.dataset.degree) > 0)).map(([id, element]) => {
      const { x, y } = this.plan.nodes.get(id);
      return { key: id, x, y: y + RIM + 2, width: this.width(pick(this.record.entities.get(id).name)), height, weight: Number(element.dataset.degree) };
    });
    const busy = (group) => group.members.reduce((sum, member) => sum + Number(this.places.get(member.id).dataset.degree || 0), 0);
    const groups = this.plan.groups.filter((group) => this.groupNames.has(group.id) && !this.about.size && busy(group) > 0).map((group) => ({ key: `group ${group.id}`, x: group.x, y: group.y - group.flat, width: this.width(nameIn(this.record, group.id)) * 1.1, height, weight: busy(group) + 0.5 }));
    const kept = roomFor([...nodes, ...groups, ...this.channelNames()]);
    for (const [id, element] of this.places) element.classList.toggle("named", kept.has(id));
    for (const [id, element] of this.groupNames) element.classList.toggle("named", kept.has(`group ${id}`));
    for (const [key, { element }] of this.ways) element.classList.toggle("named", kept.has(`way ${key}`));
  }

  /** The names of channels that are wanted: of what just turned or was chosen, or of all if that is not much. */
  channelNames() {
    const isChosen = ({ way }) => this.about.has(way.origin) && this.about.has(way.destination);
    const isWanted = (line) => line.look && (this.about.size ? isChosen(line) : this.areFew || this.near > NEAR * (this.closer ?? 1) || TURNED.test(line.look));
    return [...this.ways.values()].filter(isWanted).map(({ way, middle: [x, y] }) => ({ key: `way ${way.key}`, x, y: y - 7 - this.letters, width: this.width(word("channel", way.channel)), height: this.letters * 1.1, weight: -1 }));
  }

  width(name) {
    return widthOf([...name].slice(0, LONGEST).join(""), this.letters) + this.letters * 0.4;
  }

  draw(line, look, state) {
    line.look = look;
    line.element.setAttribute("class", `line ${look || "hidden"}${line.element.classList.contains("chosen") ? " chosen" : ""}`);
    line.element.dataset.state = look ? state : "";
    if (!look) return;
    const tip = look.split(" ")[0];
    line.path.setAttribute("class", `way ${look}`);
    line.path.setAttribute("marker-end", `url(#tip-${tip})`);
    line.glyph.setAttribute("class", `glyph ${look}`);
    line.glyph.setAttribute("d", GLYPHS[tip] ?? "");
  }

  /** Bring out one node, one way, or nothing. */
  choose({ id = null, key = null }) {
    const touching = (way) => (key ? way.key === key : id !== null && (way.origin === id || way.destination === id || this.record.companyOf(way.origin) === id || this.record.companyOf(way.destination) === id));
    const near = new Set(id ? [id] : []);
    for (const { way, element } of this.ways.values()) {
      const isIt = touching(way);
      element.classList.toggle("chosen", isIt);
      if (isIt) for (const end of [way.origin, way.destination]) near.add(end);
    }
    this.about = near;
    this.name();
    for (const [each, element] of this.places) {
      element.classList.toggle("chosen", each === id);
      element.classList.toggle("near", near.has(each));
      element.setAttribute("aria-pressed", String(each === id));
    }
    this.svg.classList.toggle("choosing", id !== null || key !== null);
  }

  /** Zoom in to what is chosen and what it leads to, else to where most ways of the day meet. */
  approach(id) {
    if (!this.closer) return;
    const chosen = this.plan.nodes.has(id) ? id : d3.greatest(this.order, (each) => Number(this.places.get(each).dataset.degree || 0));
    const ends = [...this.ways.values()].filter(({ way, look }) => look && (way.origin === chosen || way.destination === chosen)).flatMap(({ way }) => [way.origin, way.destination]);
    const near = [chosen, ...ends].map((each) => this.plan.nodes.get(each));
    const { left, top, width, height } = this.plan.box;
    const k = this.closer;
    // Nothing beside the picture comes into sight.
    const within = (middle, start, length) => Math.max(start + length / 2 / k, Math.min(start + length - length / 2 / k, middle));
    const x = within(d3.mean(near, (node) => node.x), left, width);
    const y = within(d3.mean(near, (node) => node.y), top, height);
    d3.select(this.svg).call(this.zoom.transform, d3.zoomIdentity.translate(left + width / 2 - k * x, top + height / 2 - k * y).scale(k));
  }

  step(scale) {
    const selection = d3.select(this.svg);
    if (scale) selection.call(this.zoom.scaleBy, scale);
    else selection.call(this.zoom.transform, d3.zoomIdentity);
  }
}
