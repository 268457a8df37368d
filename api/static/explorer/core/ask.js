// Questions to the public GraphQL API, and nothing else. Each document is a file of its own, so
// that what is asked can be read, copied and tried out.
const HEADERS = {
  "Content-Type": "application/json",
  Accept: "application/graphql-response+json, application/json",
};
const documents = new Map();
const answers = new Map();

/** What the API refuses to answer, in its own words. */
export class AskError extends Error {
  constructor(errors) {
    super(errors.map((error) => error.message).join(" "));
    this.name = "AskError";
    this.code = errors[0]?.extensions?.code ?? null;
    this.suggestions = errors[0]?.extensions?.suggestions ?? [];
  }
}

/** The text of a document. */
export function documentNamed(name) {
  if (!documents.has(name)) {
    const address = new URL(`../documents/${name}.graphql`, import.meta.url);
    const text = fetch(address).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${address}`);
      return response.text();
    });
    text.catch(() => documents.delete(name));
    documents.set(name, text);
  }
  return documents.get(name);
}

async function post(query, variables) {
  const response = await fetch("graphql", { method: "POST", headers: HEADERS, body: JSON.stringify({ query, variables }) });
  const text = await response.text();
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${response.status} ${response.statusText}`); // a proxy in between, for instance
  }
  if (answer.errors?.length) throw new AskError(answer.errors);
  return answer.data;
}

/** The answer to a document with variables; the same question is asked once. */
export function ask(name, variables = {}) {
  const key = JSON.stringify([name, variables]);
  if (!answers.has(key)) {
    const answer = documentNamed(name).then((query) => post(query, variables));
    answer.catch(() => answers.delete(key));
    answers.set(key, answer);
  }
  return answers.get(key);
}

/** All pages of a list; `list` finds it in an answer. Returns the answer of the first page too. */
export async function askAll(askOne, name, variables, list) {
  const found = [];
  let after = null;
  do {
    const page = list(await askOne(name, after === null ? variables : { ...variables, after }));
    found.push(...(page.edges ?? page.nodes));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

/**
 * `ask`, with a list of what was asked, in order: what "Show the query" shows. `note` puts down a
 * question that gives what is on the screen, in the place of an earlier one of that document.
 */
export function logged() {
  const log = new Map();
  const asking = (name, variables = {}) => {
    if (!("after" in variables)) log.set(JSON.stringify([name, variables]), { name, variables });
    return ask(name, variables);
  };
  const note = (name, variables = {}) => log.set(name, { name, variables });
  return { ask: asking, note, log };
}
