// @neo4j/graphql behind graphql-yoga, over the peers' graph in the Neo4j that the environment names:
// NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD. Takes a free port, and says which.
import cluster from "node:cluster";
import { createServer } from "node:http";

import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

// No path, on a day or through time, is found by what the library makes of types: Cypher by hand.
const typeDefs = `#graphql
type Entity @node(labels: ["PeerEntity"]) {
  id: ID!
  name: String!
  kind: String!
  owner: [Entity!]! @relationship(type: "PEER_OPERATES", direction: IN)
  opens: [Entity!]! @relationship(type: "PEER_OPEN", direction: OUT, properties: "Open")
  sourceOf: [Event!]! @relationship(type: "PEER_SOURCE", direction: IN)
  targetOf: [Event!]! @relationship(type: "PEER_TARGET", direction: IN)
}
type Open @relationshipProperties {
  since: Int!
  until: Int!
  channel: String!
}
type Event @node(labels: ["PeerEvent"]) {
  id: ID!
  kind: String!
  date: String!
  channel: String!
  ord: Int!
  source: [Entity!]! @relationship(type: "PEER_SOURCE", direction: OUT)
  target: [Entity!]! @relationship(type: "PEER_TARGET", direction: OUT)
}
type Query {
  path(from: ID!, to: ID!, day: Int!): [String!]
    @cypher(
      columnName: "id"
      statement: """
      MATCH (a:PeerEntity {id: $from}), (b:PeerEntity {id: $to})
      MATCH p = shortestPath((a)-[:PEER_OPEN*..6]->(b))
      WHERE all(r IN relationships(p) WHERE r.since <= $day AND r.until > $day)
      UNWIND nodes(p) AS n
      RETURN n.id AS id
      """
    )
  arrival(from: ID!, to: ID!, since: Int!, until: Int!): Int
    @cypher(
      columnName: "day"
      statement: """
      MATCH (a:PeerEntity {id: $from}), (b:PeerEntity {id: $to})
      CALL (a, b) {
        MATCH (a)-[r:PEER_OPEN]->(b) WHERE r.until > $since AND r.since <= $until
        RETURN min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t
        UNION ALL
        MATCH (a)-[r:PEER_OPEN]->(x) WHERE r.until > $since AND r.since <= $until
        WITH b, x, min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t1
        MATCH (x)-[q:PEER_OPEN]->(b) WHERE q.until > t1 AND q.since <= $until
        RETURN min(CASE WHEN q.since > t1 THEN q.since ELSE t1 END) AS t
        UNION ALL
        MATCH (a)-[r:PEER_OPEN]->(x) WHERE r.until > $since AND r.since <= $until
        WITH b, x, min(CASE WHEN r.since > $since THEN r.since ELSE $since END) AS t1
        MATCH (x)-[q:PEER_OPEN]->(y) WHERE q.until > t1 AND q.since <= $until
        WITH b, y, min(CASE WHEN q.since > t1 THEN q.since ELSE t1 END) AS t2
        MATCH (y)-[s:PEER_OPEN]->(b) WHERE s.until > t2 AND s.since <= $until
        RETURN min(CASE WHEN s.since > t2 THEN s.since ELSE t2 END) AS t
      }
      RETURN min(t) AS day
      """
    )
}`;

const processes = Number(process.env.PROCESSES ?? 1);
const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD } = process.env;
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const context = () => ({ executionContext: driver, sessionConfig: { database: "neo4j" } });
const server = createServer(createYoga({ schema, context, logging: false }));
if (cluster.isPrimary && processes > 1) {
  await driver.close();
  let ready = 0;
  for (let i = 0; i < processes; i++) cluster.fork();
  cluster.on("listening", (_, { port }) => {
    if (++ready === processes) console.log(`listening on http://127.0.0.1:${port}`);
  });
} else {
  server.listen(0, "127.0.0.1", () => {
    if (cluster.isPrimary) console.log(`listening on http://127.0.0.1:${server.address().port}`);
  });
}
