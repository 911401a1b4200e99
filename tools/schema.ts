import { writeFileSync } from "node:fs";
import { checkTypes } from "../src/checks/registry.ts";
import { fileJsonSchema } from "../src/config/json-schema.ts";
import { notifiers } from "../src/notifiers/registry.ts";
import { sinks } from "../src/sinks/registry.ts";

/** Writes hinomi.schema.json anew. src/config/json-schema.test.ts fails when that was forgotten. */
const schema = fileJsonSchema({ checkTypes, notifiers, sinks });
const file = new URL("../hinomi.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
