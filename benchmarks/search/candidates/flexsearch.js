// Its index has no form in one file, so the device makes it from the texts.
import { Charset, Document } from "flexsearch";

export const index = (documents) => JSON.stringify(documents);

export function open(text) {
  const made = new Document({
    tokenize: "forward",
    encoder: Charset.LatinBalance,
    document: { id: "id", index: ["title", "heading", "text"] },
  });
  for (const one of JSON.parse(text)) made.add(one);
  return (query) => {
    const found = made.search(query, { limit: 30, suggest: true });
    return [...new Set(found.flatMap(({ result }) => result))];
  };
}
