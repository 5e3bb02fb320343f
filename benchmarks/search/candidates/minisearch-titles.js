// MiniSearch in two parts, as one could do it: this is the first, without the texts.
import { index as whole, open } from "./minisearch.js";

export const index = (documents) => whole(documents.map((one) => (one.first ? one : { ...one, text: "" })));
export { open };
