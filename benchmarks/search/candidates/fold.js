// Folds as our engine does, for the libraries that take a function for it.
const LETTERS = { œ: "oe", æ: "ae", ß: "ss" };
export const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[œæß]/g, (letter) => LETTERS[letter]);
