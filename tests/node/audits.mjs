// Puts all questions of the audits of graphql-http to the server at an address, and prints as JSON
// what became of each. See https://graphql.github.io/graphql-over-http.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const results = [];
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const { id, name, status, reason } = await audit.fn();
  results.push({ id, name, status, reason });
}
console.log(JSON.stringify(results));
