// Names of things as links to their pages, and finding things by name.
import { h } from "../core/dom.js";
import { pick, shown, word } from "../core/i18n.js";
import { elsewhere } from "../core/state.js";

export const entityLink = (entity) => h("a", { href: elsewhere({ view: "entity", id: entity.id }) }, shown(entity.name));
export const eventLink = (event) => h("a", { href: elsewhere({ view: "event", id: event.id }) }, shown(event.title));
export const sourceLink = (source) => h("a", { href: elsewhere({ view: "source", id: source.id }) }, h("bdi", null, source.title));

/** The name of an entity of the record, or its id. */
export const nameIn = (record, id) => pick(record.entities.get(id)?.name) || id;

const both = ({ name }) => (name.zh && name.zh !== name.en ? [name.en, name.zh] : [name.en]);

/** An entity as an option: its name, and beside it the other name and what it is. */
export function option(entity) {
  const label = pick(entity.name);
  const other = both(entity).find((name) => name !== label);
  return { id: entity.id, label, hint: [other, word("entityKind", entity.kind)].filter(Boolean).join(" · "), entity };
}

function rank(entity, wanted) {
  const names = [...both(entity), entity.id, ...entity.aliases].map((name) => name.toLowerCase());
  if (names.some((name) => name === wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  return names.some((name) => name.includes(wanted)) ? 2 : 9;
}

/** Entities of a list by what is typed, the best first; all, by name, for nothing typed. */
export function matching(entities, typed) {
  const wanted = typed.toLowerCase();
  return entities
    .map((entity) => ({ entity, rank: wanted ? rank(entity, wanted) : 0 }))
    .filter((each) => each.rank < 9)
    .sort((a, b) => a.rank - b.rank || pick(a.entity.name).localeCompare(pick(b.entity.name)))
    .map((each) => option(each.entity));
}
