import MiniSearch from "minisearch";
import { fold } from "./fold.js";

const options = {
  fields: ["title", "heading", "text"],
  processTerm: fold,
  searchOptions: { boost: { title: 10, heading: 6 }, prefix: true, fuzzy: 0.2 },
};

export function index(documents) {
  const made = new MiniSearch(options);
  made.addAll(documents);
  return JSON.stringify(made);
}

export function open(text) {
  const made = MiniSearch.loadJSON(text, options);
  return (query) => made.search(query).map(({ id }) => id);
}
