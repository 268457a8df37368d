// What this is, where else to go, questions to begin with in GraphiQL, what the verdicts mean.
import { h } from "../../core/dom.js";
import { showDay } from "../../core/days.js";
import { pick, t, word } from "../../core/i18n.js";
import { elsewhere } from "../../core/state.js";

const VERDICTS = ["CERTAIN", "POSSIBLE", "BLOCKED", "UNKNOWN"];
const PLACES = [["graphql", "graphiql"], ["schema.graphql", "schema"], ["neo4j/", "neo4j"], ["readyz", "state"]];

async function examples() {
  const response = await fetch(new URL("../../../examples.json", import.meta.url));
  return response.ok ? response.json() : [];
}

function question({ title, query, variables }) {
  const parameters = new URLSearchParams({ query });
  if (variables) parameters.set("variables", JSON.stringify(variables, null, 2));
  return h("li", null, h("a", { href: `graphql?${parameters}`, lang: "en" }, title));
}

const place = ([href, name]) => h("li", { class: "card" }, h("a", { href }, h("strong", null, t(`about.${name}`))), h("span", { class: "faint" }, " ", t(`about.${name}.what`)));
const counted = (counts) => Object.entries(counts).map(([name, n]) => h("div", null, h("dt", null, t(`count.${name}`)), h("dd", null, n)));

export async function about({ record, ask }) {
  const [all, { graph }] = await Promise.all([examples(), ask("graph")]);
  const command = `curl -s ${new URL("graphql", location.href).href} \\\n  -H 'Content-Type: application/json' \\\n  -d '{"query": "{ graph { name recordedUntil } }"}'`;
  const element = h("section", { class: "about" },
    h("h2", { tabindex: -1 }, t("view.about")),
    h("p", { class: "lead" }, t("story.what")),
    h("p", null, t("about.text")),
    h("ul", { class: "cards" }, PLACES.map((each) => place(each))),
    h("h3", null, t("about.questions")), h("p", { class: "faint" }, t("about.questions.what")), h("ul", { class: "questions" }, all.map(question)),
    h("h3", null, t("about.verdicts")),
    h("dl", { class: "facts" }, VERDICTS.map((verdict) => h("div", null, h("dt", { class: verdict }, word("verdict", verdict)), h("dd", null, t(`verdict.${verdict}.what`))))),
    h("h3", null, t("about.seed")), h("p", null, `${pick(record.graph.title)} · ${t("about.until", { day: showDay(graph.recordedUntil) })} · ${graph.licence} · ${t("about.version", { version: graph.version })}`),
    h("dl", { class: "facts" }, counted(graph.counts)),
    h("h3", null, t("about.program")), h("p", null, t("about.program.what")), h("pre", { tabindex: 0, role: "region", "aria-label": t("about.program") }, h("code", null, command)),
    h("h3", null, t("about.keys")), h("p", null, t("about.keys.what")),
    h("h3", null, t("about.more")), h("p", null, t("about.more.what")),
    h("p", null, h("a", { href: elsewhere({ view: "entities" }) }, t("view.entities"))));
  return { title: t("view.about"), element };
}
