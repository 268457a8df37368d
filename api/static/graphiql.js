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
    variables && Object.keys(variables).length ? JSON.stringify(variables, null, 2) : "";

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

  function asked() {
    const parameters = new URLSearchParams(location.search);
    const query = parameters.get("query");
    return query === null ? undefined : { query, variables: parameters.get("variables") ?? "" };
  }

  function isFirstVisit() {
    try {
      return localStorage.getItem("graphiql:tabState") === null;
    } catch {
      return true; // nothing is kept in this browser
    }
  }

  async function main() {
    const examples = await loadExamples();
    // GraphiQL shows the query of the first of `defaultTabs`, but its variables only if they are
    // given once more, and looks at `defaultTabs` only if it has kept no tabs of an earlier visit.
    const opened = asked() ?? (isFirstVisit() ? examples[0] : undefined);
    const others = examples.filter(({ query }) => query !== opened?.query);
    const tabs = opened ? [opened, ...others] : others;
    const properties = {
      fetcher,
      query: opened?.query,
      variables: opened?.variables,
      defaultTabs: tabs.slice(0, TABS_AT_FIRST_VISIT),
      isHeadersEditorEnabled: false, // the server asks for no credentials
      onTabChange: follow,
      plugins: [examplesPlugin(examples)],
    };
    const home = h(GraphiQL.Logo, null, h("a", { className: "home", href: "./" }, "Interop graph"));
    ReactDOM.createRoot(document.getElementById("graphiql")).render(h(GraphiQL, properties, home));
  }

  main();
})();
