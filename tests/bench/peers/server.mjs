// @neo4j/graphql behind graphql-yoga, over the peers' graph in the Neo4j that the environment names:
// NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD. Takes a free port, and says which.
import { createServer } from "node:http";

import { Neo4jGraphQL } from "@neo4j/graphql";
import { createYoga } from "graphql-yoga";
import neo4j from "neo4j-driver";

// A path is what nothing of the library finds: Cypher written by hand, as its manual has it.
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
}`;

const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD } = process.env;
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USER, NEO4J_PASSWORD));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const context = () => ({ executionContext: driver, sessionConfig: { database: "neo4j" } });
const server = createServer(createYoga({ schema, context, logging: false }));
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
