import Fuse from "fuse.js";

export const index = (documents) => JSON.stringify(documents);

export function open(text) {
  const keys = [{ name: "title", weight: 10 }, { name: "heading", weight: 6 }, { name: "text", weight: 1 }];
  const made = new Fuse(JSON.parse(text), { keys, ignoreDiacritics: true, ignoreLocation: true, threshold: 0.3 });
  return (query) => made.search(query, { limit: 30 }).map(({ item }) => item.id);
}
