// Bundles a candidate for the browser and writes its index: node index.mjs <candidate> <texts> <folder>, in a folder
// where the packages are installed.
import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const [candidate, texts, folder] = process.argv.slice(2);
const entry = `${process.cwd()}/candidates/${candidate}.js`;
const common = { entryPoints: [entry], bundle: true, minify: true, legalComments: "none" };
await build({ ...common, format: "iife", globalName: "candidate", outfile: `${folder}/library.js` });
await build({ ...common, format: "esm", outfile: `${folder}/library.mjs` });
const { index } = await import(`${folder}/library.mjs`);
writeFileSync(`${folder}/index.json`, index(JSON.parse(readFileSync(texts, "utf8"))));
