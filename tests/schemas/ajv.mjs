// Validates documents with Ajv: reads {schema, documents} from standard input, writes a list of true and false.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.env.NPM_DIR}/node_modules/`);
const Ajv = require("ajv/dist/2020").default;

const { schema, documents } = JSON.parse(readFileSync(0, "utf-8"));
const ajv = new Ajv({ strict: true, unicodeRegExp: true });
ajv.addVocabulary(["x-audience", "x-personal", "x-normal-form"]);
const validate = ajv.compile(schema);
process.stdout.write(JSON.stringify(documents.map((document) => validate(document))));
