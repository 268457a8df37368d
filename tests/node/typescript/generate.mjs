// Writes generated.ts, with a type for each question of documents.graphql and for its answer.
// Arguments: the schema's file, as saved from /schema.graphql, and the folder to write into.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as documentNodes from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const [schema, folder] = process.argv.slice(2);
const location = new URL("documents.graphql", import.meta.url);
const document = parse(await readFile(location, "utf-8"));

const text = await codegen({
  filename: "generated.ts",
  schema: parse(await readFile(schema, "utf-8")),
  documents: [{ location: location.pathname, document }],
  config: {
    documentMode: "string",
    enumsAsTypes: true,
    useTypeImports: true,
    scalars: { DateTime: "string", Day: "string", DayInput: "string", ID: "string" },
  },
  plugins: [{ operations: {} }, { documentNodes: {} }],
  pluginMap: { operations, documentNodes },
});
await writeFile(join(folder, "generated.ts"), text);
