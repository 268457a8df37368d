// All that is on record, loaded once: entities, events, and every way between two entities with
// its links of all days. Pictures that follow a moving day read it from here at once; the API's
// own answer for a day is the same, which the tests hold to.
import { askAll } from "./ask.js";

const PASSES = new Set(["CERTAIN", "POSSIBLE"]);

/** Whether one gets through a link, at least possibly. */
export const passes = (link) => link !== null && PASSES.has(link.verdict);

const holds = (link, day) =>
  (link.during.since === null || link.during.since <= day) && (link.during.until === null || day < link.during.until);

/** What a link is drawn as: the best that may be had, or why not. */
export function stateOf(link) {
  if (link === null) return "none";
  if (passes(link)) return link.accesses.includes("OPEN") ? "open" : "limited";
  return link.accesses.includes("BLOCKED") ? "blocked" : "closed";
}

/** Whether the dates leave no doubt about it. */
export const isSure = (link) => link.verdict === "CERTAIN" || link.verdict === "BLOCKED";

/** A way from one entity to another through a channel, with its links in order. */
class Way {
  constructor(origin, destination, channel) {
    this.key = `${origin} ${destination} ${channel}`;
    Object.assign(this, { origin, destination, channel, links: [] });
  }

  /** The link on a day, or null where nothing is on record. */
  on(day) {
    return this.links.find((link) => holds(link, day)) ?? null;
  }
}

async function loadEntities(ask) {
  const entities = await askAll(ask, "entities", {}, (answer) => answer.entities);
  for (const entity of entities) {
    let { pageInfo } = entity.links;
    while (pageInfo.hasNextPage) {
      const more = (await ask("more-links", { id: entity.id, after: pageInfo.endCursor })).entity.links;
      entity.links.nodes.push(...more.nodes);
      ({ pageInfo } = more);
    }
  }
  return entities;
}

function waysOf(entities) {
  const ways = new Map();
  for (const entity of entities) {
    for (const link of entity.links.nodes) {
      const way = new Way(entity.id, link.destination.id, link.channel);
      if (!ways.has(way.key)) ways.set(way.key, way);
      ways.get(way.key).links.push(link);
    }
  }
  for (const way of ways.values()) way.links.sort((a, b) => ((a.during.since ?? "") < (b.during.since ?? "") ? -1 : 1));
  return ways;
}

/**
 * What a change from one link to the next, or from one day to another, means: gained, lost, or
 * refused where it is blocked by then and was not before; else null.
 */
export function turn(before, after) {
  if (passes(before) !== passes(after)) return passes(after) ? "gained" : "lost";
  return !passes(after) && after?.verdict === "BLOCKED" && before?.verdict !== "BLOCKED" ? "refused" : null;
}

/** Whether what an event does lets one through: it cannot be why a way closed then, nor else why it opened. */
const opens = ({ access }) => access === "OPEN" || access === "LIMITED";

/** Days on which a way begins or ends to let one through, or is blocked, with the events that did it. */
function turnsOf(ways) {
  const turns = [];
  for (const way of ways.values()) {
    let before = null;
    for (const link of way.links) {
      const kind = turn(before, link);
      if (kind) {
        const earlier = new Set(before?.candidates.map((each) => each.event.id));
        const events = link.candidates
          .filter((each) => !earlier.has(each.event.id) && opens(each) === (kind === "gained"))
          .map((each) => each.event.id);
        turns.push({ day: link.during.since, way, kind, events });
      }
      before = link;
    }
  }
  return turns.filter(({ day }) => day !== null).sort((a, b) => (a.day < b.day ? -1 : 1));
}

export class Record {
  constructor(graph, entities, events) {
    this.graph = graph;
    this.entities = new Map(entities.map((entity) => [entity.id, entity]));
    this.events = new Map(events.map((event) => [event.id, event]));
    this.ways = waysOf(entities);
    this.turns = turnsOf(this.ways);
    const days = this.turns.map(({ day }) => day);
    const dated = events.map((event) => event.date.earliest).filter(Boolean);
    const earliest = [...days, ...dated].sort()[0] ?? graph.recordedUntil;
    /** The first day of the year in which the record begins. */
    this.firstDay = `${earliest.slice(0, 4)}-01-01`;
    this.lastDay = graph.recordedUntil > this.firstDay ? graph.recordedUntil : this.firstDay;
    this.changeDays = [...new Set([...this.ways.values()].flatMap((way) => way.links.flatMap((link) => [link.during.since, link.during.until])))]
      .filter((day) => day !== null && day >= this.firstDay && day <= this.lastDay)
      .sort();
  }

  /** The company at the top of what an entity belongs to; the entity itself where there is none. */
  companyOf(id) {
    const seen = new Set();
    let entity = this.entities.get(id);
    while (entity?.owner && !seen.has(entity.id)) {
      seen.add(entity.id);
      entity = this.entities.get(entity.owner.id) ?? entity;
    }
    return entity?.id ?? id;
  }

  /** The ways through these channels, or all. */
  waysThrough(channels) {
    const all = [...this.ways.values()];
    return channels.length ? all.filter((way) => channels.includes(way.channel)) : all;
  }

  /** The channels that any way uses. */
  get channels() {
    return [...new Set([...this.ways.values()].map((way) => way.channel))].sort();
  }
}

/** Load it all, with a list of entities and of events asked for side by side. */
export async function loadRecord(ask) {
  const [{ graph }, entities, edges] = await Promise.all([
    ask("graph"),
    loadEntities(ask),
    askAll(ask, "timeline", { filter: {} }, (answer) => answer.timeline),
  ]);
  return new Record(graph, entities, edges.map((edge) => edge.node));
}
