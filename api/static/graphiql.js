// GraphiQL on our own endpoint. `?query=` and `&variables=` in the address open a query, and the
// address follows the tab in use, so that it can be passed on.
"use strict";

(() => {
  const ACCEPT = "application/graphql-response+json, application/json";
  const TABS_AT_FIRST_VISIT = 3; // the other examples are one click away, in the side bar
  const h = React.createElement;

  async function fetcher(params, options) {
    const response = await fetch("graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: ACCEPT, ...options?.headers },
      body: JSON.stringify(params),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      // Not GraphQL, a proxy in between for instance: show what came as it is.
      return { errors: [{ message: `${response.status} ${response.statusText}`, body: text }] };
    }
  }

  const asText = (variables) =>
    variables && Object.keys(variables).length ? JSON.stringify(variables, null, 2) : undefined;

  function address({ query, variables }) {
    const parameters = new URLSearchParams();
    if (query) parameters.set("query", query);
    if (variables) parameters.set("variables", variables);
    return `?${parameters}`;
  }

  function follow({ tabs, activeTabIndex }) {
    history.replaceState(null, "", address(tabs[activeTabIndex]));
  }

  function examplesPlugin(examples) {
    const icon = () =>
      h(
        "svg",
        { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
        h("path", { d: "M4 5h16M4 12h16M4 19h10" }),
      );
    const link = (example) =>
      h("li", { key: example.title }, h("a", { href: address(example) }, example.title));
    const content = () =>
      h("section", { className: "examples" }, h("h2", null, "Examples"), h("ol", null, examples.map(link)));
    return { title: "Examples", icon, content };
  }

  async function loadExamples() {
    const response = await fetch("static/examples.json");
    if (!response.ok) return [];
    const examples = await response.json();
    return examples.map(({ title, query, variables }) => ({ title, query, variables: asText(variables) }));
  }

  async function main() {
    const examples = await loadExamples();
    const asked = new URLSearchParams(location.search);
    const properties = {
      fetcher,
      query: asked.get("query") ?? undefined,
      variables: asked.get("variables") ?? undefined,
      defaultTabs: examples.slice(0, TABS_AT_FIRST_VISIT),
      isHeadersEditorEnabled: false, // the server asks for no credentials
      onTabChange: follow,
      plugins: [examplesPlugin(examples)],
    };
    const home = h(GraphiQL.Logo, null, h("a", { className: "home", href: "./" }, "Interop graph"));
    ReactDOM.createRoot(document.getElementById("graphiql")).render(h(GraphiQL, properties, home));
  }

  main();
})();
