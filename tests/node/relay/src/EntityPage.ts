// A page about an entity, as Relay has it: a query, a fragment with a list that grows by pages, and
// one that is read anew by the entity's id.
import { graphql } from "relay-runtime";

export const query = graphql`
  query EntityPageQuery($id: ID!) {
    entity(id: $id) {
      __typename
      ...EntityPage_name
      ...EntityPage_timeline
    }
  }
`;

export const name = graphql`
  fragment EntityPage_name on Entity @refetchable(queryName: "EntityPageNameQuery") {
    name { en zh }
    owner { id name { en } }
  }
`;

export const timeline = graphql`
  fragment EntityPage_timeline on Entity
  @refetchable(queryName: "EntityPageTimelineQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 10 }
    cursor: { type: "String" }
  ) {
    timeline(first: $count, after: $cursor) @connection(key: "EntityPage_timeline") {
      edges {
        inWindow
        node {
          id
          title { en }
          date { text }
        }
      }
    }
  }
`;
