import uFuzzy from "@leeoniya/ufuzzy";

export const index = (documents) => JSON.stringify(documents);

export function open(text) {
  const documents = JSON.parse(text);
  const lines = uFuzzy.latinize(documents.map(({ title, heading, text }) => `${title} ${heading} ${text}`));
  const made = new uFuzzy({ intraMode: 1 });
  return (query) => {
    const [found, info, order] = made.search(lines, uFuzzy.latinize([query])[0], 2, 1e4);
    return (order ? order.map((at) => info.idx[at]) : found ?? []).map((at) => documents[at].id);
  };
}
