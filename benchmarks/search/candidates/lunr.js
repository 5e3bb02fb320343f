import lunr from "lunr";
import stemmers from "lunr-languages/lunr.stemmer.support.js";
import french from "lunr-languages/lunr.fr.js";
import { fold } from "./fold.js";

stemmers(lunr);
french(lunr);
const folded = (token) => token.update(fold);
lunr.Pipeline.registerFunction(folded, "folded");

export function index(documents) {
  return JSON.stringify(lunr(function () {
    this.use(lunr.fr);
    this.pipeline.add(folded);
    this.searchPipeline.add(folded);
    this.field("title", { boost: 10 });
    this.field("heading", { boost: 6 });
    this.field("text");
    documents.forEach((one) => this.add(one));
  }));
}

export function open(text) {
  const made = lunr.Index.load(JSON.parse(text));
  return (query) => made.query((clauses) => {
    for (const term of fold(query).match(/[\p{L}\p{N}]+/gu) ?? []) {
      clauses.term(term, { boost: 10 });
      clauses.term(term, { usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING, boost: 3 });
      if (term.length > 3) clauses.term(term, { usePipeline: false, editDistance: term.length < 8 ? 1 : 2 });
    }
  }).map(({ ref }) => ref);
}
