// Puts one operation with the client library of a protocol, and prints what it is told, each result
// on a line as JSON. Arguments: graphql-ws or graphql-sse, the server's address, the parameters of
// the operation as JSON, and after how many results to leave (0: never).
import { createClient as eventsClient } from "graphql-sse";
import { createClient as socketClient } from "graphql-ws";
import WebSocket from "ws";

const [protocol, url, parameters, leaveAfter] = process.argv.slice(2);

// A server that is started anew refuses connections for a moment, which graphql-ws takes as the end
// unless it is told to try again.
const retry = { retryAttempts: 400, retryWait: () => new Promise((done) => setTimeout(done, 50)) };
const clients = {
  "graphql-ws": () =>
    socketClient({ url: url.replace("http", "ws"), webSocketImpl: WebSocket, shouldRetry: () => true, ...retry }),
  "graphql-sse": () => eventsClient({ url, ...retry }),
};
const say = (what) => console.log(JSON.stringify(what));

const client = clients[protocol]();
let results = 0;
try {
  for await (const result of client.iterate(JSON.parse(parameters))) {
    say({ result });
    results += 1;
    if (results === Number(leaveAfter)) break;
  }
  say({ end: "complete" });
} catch (error) {
  say({ error: Array.isArray(error) ? error : { code: error.code, reason: error.reason, message: error.message } });
} finally {
  await client.dispose();
}
