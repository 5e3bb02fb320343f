// The search: finds sections by the words of their titles, outcomes, terms and texts, as finish/search.py wrote them.
"use strict";
{
  const WEIGHTS = { title: 10, term: 8, heading: 6, place: 2, first: 2, text: 1, often: 1.4 };
  const FROM_PAGE = 0.3; // what a word in a page's title counts for the page's other sections
  const SHOWN = 30;

  const LETTERS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ı: "i" };
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[œæßøłđı]/g, (letter) => LETTERS[letter]);
  const words = (text) => (fold(text).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !/^[a-z]$/.test(word));

  // How well a word answers a wanted one: 1 if it is the same, less if it begins so or only lacks an s, least if
  // letters are wrong, 0 if too many are.
  function likeness(wanted, word) {
    if (word.startsWith(wanted)) return 0.6 + 0.4 * wanted.length / word.length;
    if (wanted.length > 4 && wanted === `${word}s`) return 0.8;
    const most = wanted.length < 4 ? 0 : wanted.length < 6 ? 1 : wanted.length < 8 ? 1.5 : 2;
    if (!most || word.length < wanted.length - most) return 0;
    const wrong = mistakes(wanted, word, most);
    return wrong > most ? 0 : 0.4 / wrong;
  }

  // How many letters are wrong, missing, too many or swapped with the next; half of one more if the word goes on.
  function mistakes(wanted, word, most) {
    const begun = word.slice(0, wanted.length + 2);
    let before = [], row = Array.from({ length: begun.length + 1 }, (_, at) => at);
    for (let i = 1; i <= wanted.length; i++) {
      const next = [i];
      let least = i;
      for (let j = 1; j <= begun.length; j++) {
        let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (wanted[i - 1] !== begun[j - 1]));
        if (i > 1 && j > 1 && wanted[i - 1] === begun[j - 2] && wanted[i - 2] === begun[j - 1]) {
          cost = Math.min(cost, before[j - 2] + 1);
        }
        next.push(cost);
        least = Math.min(least, cost);
      }
      if (least > most) return Infinity;
      [before, row] = [row, next];
    }
    return Math.min(begun === word ? row.at(-1) : Infinity, Math.min(...row) + 0.5);
  }

  // Reads numbers as finish/search.py writes them.
  const numbers = (text) => text.match(/[A-Z]*[0-9a-z]/g).map((coded) => {
    const high = [...coded.slice(0, -1)].reduce((sum, digit) => sum * 26 + digit.charCodeAt() - 65, 0);
    return high * 36 + parseInt(coded.at(-1), 36);
  });

  // Takes the first part; `add` takes the texts' words by their letter; `find` gives sections, the best first, and the
  // words that are in them.
  function searcher(data) {
    const sections = [], names = new Map(), texts = new Map(); // names, texts[letter]: word -> section -> weight

    function note(text, section, weight) {
      const all = words(text);
      for (const word of all) {
        const at = names.get(word) ?? names.set(word, new Map()).get(word);
        at.set(section, Math.max(at.get(section) ?? 0, weight / (1 + all.length / 50))); // more among fewer words
      }
    }

    for (const [address, kind, place, own] of data.pages) {
      const page = sections.length, [[, title]] = own;
      for (const [id, heading, text = ""] of own) {
        const section = sections.push({ address, id, heading, text, place, page, title }) - 1;
        note(heading, section, id ? kind === "glossary" ? WEIGHTS.term : WEIGHTS.heading : WEIGHTS.title);
        note(text, section, WEIGHTS.first);
      }
      note(place, page, WEIGHTS.place);
    }

    function add(letter, [coded, places]) {
      const found = new Map(), lists = places.split(" ");
      let word = "";
      coded.match(/[A-Z][^A-Z]*/g).forEach((entry, index) => {
        word = word.slice(0, entry.charCodeAt() - 65) + entry.slice(1);
        let section = 0;
        found.set(word, new Map(numbers(lists[index]).map((number) =>
          [section += number >> 1, number & 1 ? WEIGHTS.often : WEIGHTS.text])));
      });
      texts.set(letter, found);
    }

    function find(text) {
      const wanted = [...new Set(words(text))], marked = new Set(), found = new Map();
      const better = (scores, index, score, sure) => {
        if (!(scores[index]?.score > score)) scores[index] = { score, sure };
      };
      wanted.forEach((want, index) => {
        for (const [word, places] of [...names, ...texts.get(want[0]) ?? []]) {
          const like = likeness(want, word);
          if (!like) continue;
          marked.add(word);
          const worth = like * Math.log(1 + sections.length / places.size);
          for (const [section, weight] of places) {
            if (!found.has(section)) found.set(section, []);
            better(found.get(section), index, worth * weight, like > 0.4 ? 1 : like);
          }
        }
      });
      const results = [...found].map(([section, scores]) => {
        const all = [...scores];
        found.get(sections[section].page)?.forEach(({ score, sure }, index) => {
          if (!all[index]) all[index] = { score: FROM_PAGE * score, sure };
        });
        const sum = (name) => all.reduce((total, one) => total + (one?.[name] ?? 0), 0);
        return { ...sections[section], section, sure: sum("sure"), score: sum("score") };
      });
      results.sort((one, other) => other.sure - one.sure || other.score - one.score || one.section - other.section);
      return { results, marked };
    }

    return { add, find };
  }

  // Answers what is typed, at once from what is there, and again when the texts of its letters have come.
  function attach({ dialog, field, status, list, data, load }) {
    const { add, find } = searcher(data), asked = new Set(), said = data.words;
    const make = (name, ...content) => {
      const element = document.createElement(name);
      element.append(...content);
      return element;
    };
    const link = ({ address, id }) => {
      const file = location.protocol === "file:" && /(^|\/)$/.test(address) ? "index.html" : "";
      return new URL(`${address}${file}${id && `#${id}`}`, course.site);
    };
    const withMarks = (text, marked) => text.split(/([\p{L}\p{N}\p{M}]+)/u).map((part, index) =>
      index % 2 && marked.has(fold(part)) ? make("mark", part) : part);
    let waiting = 0, lacking = false;

    function item(result, marked) {
      const anchor = Object.assign(make("a", make("strong", ...withMarks(result.heading, marked))), { href: link(result) });
      const path = [result.place, result.id && result.title].filter(Boolean).join(" · ");
      if (path) anchor.append(" ", make("small", ...withMarks(path, marked)));
      return make("li", anchor, ...result.text ? [make("p", ...withMarks(result.text, marked))] : []);
    }

    function show() {
      const wanted = words(field.value).length, { results, marked } = find(field.value);
      const shown = wanted && !results.length && !waiting ? help : results.slice(0, SHOWN);
      const focused = list.contains(document.activeElement) && document.activeElement.href;
      list.replaceChildren(...shown.map((result) => item(result, marked)));
      if (focused) ([...list.querySelectorAll("a")].find(({ href }) => href === focused) ?? field).focus();
      const count = results.length > SHOWN ? said.best : results.length ? said.results : waiting ? said.searching : said.nothing;
      const numbered = count.replace("{number}", results.length).replace("{shown}", SHOWN);
      status.textContent = !wanted ? "" : lacking ? `${numbered} ${said.lacking}` : numbered;
    }
    const help = data.pages.filter(([, kind]) => kind === "glossary" || kind === "schedule")
      .map(([address, , place, [[, heading]]]) => ({ address, id: "", heading, place, text: "" }));

    async function answer() {
      const letters = new Set(words(field.value).map((word) => word[0]));
      const missing = [...letters].filter((letter) => data.parts[letter] && !asked.has(letter));
      lacking = false;
      await Promise.all([...missing.map(async (letter) => {
        asked.add(letter);
        waiting++;
        try {
          add(letter, await load(data.parts[letter]));
        } catch {
          asked.delete(letter); // the next key tries again
          lacking = true;
        }
        waiting--;
        show();
      }), show()]);
    }

    field.addEventListener("input", answer);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) list.querySelector("a")?.click();
    });
    dialog.addEventListener("keydown", (event) => {
      const stops = [field, ...list.querySelectorAll("a")], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const next = step && stops[stops.indexOf(document.activeElement) + step];
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
    answer();
  }

  document.currentScript.value = { fold, words, searcher, attach };
}
