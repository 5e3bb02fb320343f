// Asks the engine of a built site as the browser does, but for the page: node ask.mjs <site> <language> < requests.
// A request is {"queries": […]}, answered by the first three results of each, with their sections' ids;
// or {"texts": […]}, answered by the folded words of each.
import { readFileSync, readdirSync } from "node:fs";
import vm from "node:vm";

const [site, language] = process.argv.slice(2);

function valueOf(path) {
  globalThis.document = { currentScript: {} };
  vm.runInThisContext(readFileSync(`${site}/${path}`, "utf8"), { filename: path });
  return document.currentScript.value;
}

const name = readdirSync(`${site}/assets/course`).find((file) => file.startsWith("search-"));
const { searcher, words } = valueOf(`assets/course/${name}`);
const { queries, texts } = JSON.parse(readFileSync(0, "utf8"));

if (texts) {
  console.log(JSON.stringify(texts.map(words)));
} else {
  const data = valueOf(`search/${language}.js`);
  const { add, find } = searcher(data);
  for (const [letter, path] of Object.entries(data.parts)) add(letter, valueOf(path));
  const first = ({ results }) => results.slice(0, 3).map(({ address, id }) => address + (id && `#${id}`));
  console.log(JSON.stringify(queries.map((query) => first(find(query)))));
}
