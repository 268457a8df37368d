// Compares two schemas, older and newer, and prints as JSON what changed, and whether clients break.
import { readFile } from "node:fs/promises";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const [older, newer] = await Promise.all(
  process.argv.slice(2).map(async (path) => buildSchema(await readFile(path, "utf-8"))),
);
const changes = await diff(older, newer);
console.log(
  JSON.stringify(
    changes.map(({ path, message, criticality }) => ({ path, message, level: criticality.level })),
  ),
);
