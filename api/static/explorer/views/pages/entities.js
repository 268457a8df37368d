// All entities, by kind, with what there is of them.
import { h } from "../../core/dom.js";
import { count, pick, t, word } from "../../core/i18n.js";
import { downloads } from "../../parts/figure.js";
import { entityLink } from "../../parts/names.js";

const ORDER = ["COMPANY", "APP", "PAYMENT_SYSTEM", "STANDARD", "MECHANISM", "ORGANIZATION", "PERSON", "OCCASION"];

export function entities({ record, note }) {
  note("entities");
  const all = [...record.entities.values()];
  const byName = (a, b) => pick(a.name).localeCompare(pick(b.name));
  const other = ({ name }) => [name.en, name.zh].filter((each) => each && each !== pick(name));
  const line = (entity) => h("li", null, entityLink(entity), other(entity).map((name) => h("span", { class: "faint" }, " ", h("bdi", null, name))));
  const group = (kind) => {
    const some = all.filter((entity) => entity.kind === kind).sort(byName);
    return some.length > 0 && h("section", null, h("h3", null, `${word("entityKind", kind)} (${some.length})`), h("ul", { class: "names" }, some.map(line)));
  };
  const columns = ["id", "kind", "name", "other"].map((name) => t(`column.${name}`));
  const thing = { name: "entities", caption: t("view.entities"), columns, rows: () => all.map((entity) => [entity.id, word("entityKind", entity.kind), pick(entity.name), [...other(entity), ...entity.aliases].join("; ")]), data: () => all };
  return {
    title: t("view.entities"),
    element: h("section", { class: "entities" }, h("h2", { tabindex: -1 }, t("view.entities")), h("p", { class: "faint" }, count("entities.count", all.length)), ORDER.map(group), downloads(thing)),
  };
}
