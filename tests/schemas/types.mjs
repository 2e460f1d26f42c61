// Writes the TypeScript types of a JSON Schema, read from standard input.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.env.NPM_DIR}/node_modules/`);
const { compile } = require("json-schema-to-typescript");

const { schema, name } = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(await compile(schema, name, { bannerComment: "", unreachableDefinitions: false }));
