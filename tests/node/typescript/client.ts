// A client whose questions and answers have types: those of documents.graphql, by generate.mjs.
import { AccessDocument, TimelineDocument, TypedDocumentString } from "./generated.js";
import type { HappenedFragment, TimelineQuery } from "./generated.js";

/** The answer to a question; throws what the server says if there is none. */
export async function ask<Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as {
    data?: Data;
    errors?: { message: string }[];
  };
  if (errors || !data) throw new Error(errors?.map((error) => error.message).join(" "));
  return data;
}

/** All that happened to an entity, page by page. */
export async function* timeline(url: string, entity: string): AsyncGenerator<HappenedFragment> {
  let after: string | null | undefined = null;
  do {
    const answer: TimelineQuery = await ask(url, TimelineDocument, { entity, after });
    const { edges, pageInfo } = answer.timeline;
    for (const edge of edges) yield edge.node;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
}

/** Through which channels one gets from one entity to another on a day, for certain. */
export async function certainChannels(
  url: string,
  from: string,
  to: string,
  asOf: string,
): Promise<string[]> {
  const { access } = await ask(url, AccessDocument, { from, to, asOf });
  return access.channels
    .filter((answer) => answer.verdict === "CERTAIN")
    .map((answer) => answer.channel ?? "any");
}
