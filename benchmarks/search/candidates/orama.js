import { create, insertMultiple, load, save, search } from "@orama/orama";
import { fold } from "./fold.js";

const empty = () => {
  const made = create({
    schema: { id: "string", title: "string", heading: "string", text: "string" },
    language: "french",
  });
  const { tokenize } = made.tokenizer;
  made.tokenizer.tokenize = (text, ...others) => tokenize.call(made.tokenizer, fold(text), ...others);
  return made;
};

export function index(documents) {
  const made = empty();
  insertMultiple(made, documents);
  return JSON.stringify(save(made));
}

export function open(text) {
  const made = empty();
  load(made, JSON.parse(text));
  const options = { properties: ["title", "heading", "text"], boost: { title: 10, heading: 6 }, limit: 30 };
  return (term) => {
    const exact = search(made, { term, ...options });
    return (exact.hits.length ? exact : search(made, { term, tolerance: 2, ...options })).hits.map(({ id }) => id);
  };
}
