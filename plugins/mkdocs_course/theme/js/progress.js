// What a learner has ticked and answered. It goes by ids, which are the same in every language, is kept in this browser
// alone, and can be saved to a file. Only what the course's page of progress can show and erase is kept.
course.progress = (() => {
  const VALUES = { weeks: /^done$/, sessions: /^attended$/, checks: /^(right|[a-h])$/ };
  const ID = /^[a-z0-9-]{1,100}(\/[a-z0-9-]{1,100})?$/;

  const none = () => ({ version: 1, weeks: {}, sessions: {}, checks: {} });

  // Joins two states, whichever comes first: nothing marked is lost, and of two answers to a question the right one stays
  // ("right" sorts behind the letter of any wrong option).
  function merge(one, other) {
    const joined = none();
    for (const kind in VALUES) {
      const marks = joined[kind] = Object.create(null);
      for (const [id, value] of [...Object.entries(one[kind]), ...Object.entries(other[kind])]) {
        marks[id] = marks[id] > value ? marks[id] : value;
      }
    }
    return joined;
  }

  // Reads a state and the course that it is of; null if the text is anything else.
  function read(text) {
    try {
      const found = JSON.parse(text);
      const sound = found.version === 1 && Object.entries(VALUES).every(([kind, allowed]) =>
        Object.getPrototypeOf(found[kind]) === Object.prototype && Object.entries(found[kind]).every(([id, value]) => ID.test(id) && typeof value === "string" && allowed.test(value)));
      return sound ? { course: found.course, ...merge(found, none()) } : null;
    } catch {
      return null;
    }
  }

  return { none, merge, read };
})();

for (const main of document.querySelectorAll("main[data-progress]")) {
  const LARGEST = 200_000; // bytes; a course of 240 weeks with ten questions each saves less

  const { store, progress: { none, merge, read } } = course;
  const words = JSON.parse(main.dataset.progress);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const state = () => read(store.get("progress")) ?? none();
  let kept = store.get("progress") !== null || store.set("progress", null);

  function keep(changed) {
    kept = store.set("progress", JSON.stringify(changed));
    show();
  }

  function mark(kind, id, value) {
    const changed = state();
    if (value) changed[kind][id] = value;
    else delete changed[kind][id];
    keep(changed);
  }

  // Showing.

  function show() {
    const now = state();
    for (const kind of ["weeks", "sessions"]) {
      for (const element of all(`[data-${kind}]`)) {
        const marked = element.dataset[kind] in now[kind];
        if (element.type === "checkbox") element.checked = marked;
        else tick(element, marked, words[kind]);
      }
    }
    for (const count of all("[data-right]")) {
      count.textContent = count.dataset.right.split(" ").filter((id) => now.checks[id] === "right").length;
    }
    for (const sum of all("[data-sum]")) {
      const boxes = all(`input[data-${sum.dataset.sum}]:checked`);
      const size = (box) => ("minutes" in sum.dataset ? Number(box.dataset.minutes) : 1);
      sum.textContent = boxes.reduce((total, box) => total + size(box), 0);
    }
    for (const note of all("[data-unkept]")) say(note, kept ? "" : note.dataset.unkept);
    for (const button of all(".mark [data-save]")) button.hidden = kept;
    showNext(now);
  }

  function tick(link, marked, word) {
    link.classList.toggle("ticked", marked);
    link.querySelector(".spoken")?.remove();
    if (marked) link.append(Object.assign(document.createElement("span"), { className: "spoken", textContent: ` ${word}` }));
  }

  // A status that says the same again would be read aloud again.
  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  // The start page's first button leads to the first week that is not finished; after the last, to all the marks.
  const start = words.next && document.querySelector(".start");
  const first = start && { href: start.href, textContent: start.textContent };
  function showNext({ weeks, sessions, checks }) {
    if (!start) return;
    const path = all(".path a"), next = path.findIndex((link) => !(link.dataset.weeks in weeks));
    const begun = [weeks, sessions, checks].some((marks) => Object.keys(marks).length);
    const { href, textContent } = !begun ? first : next < 0 ? document.querySelector(".to-progress")
      : { href: path[next].href, textContent: words.next.replace("{number}", next + 1) };
    Object.assign(start, { href, textContent });
  }

  function showDate() {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });
    for (const place of all("[data-today]")) place.textContent = format.format(new Date());
  }

  // Self-checks: the last answer is shown again. A right one stays, whatever is tried after it.
  for (const question of words.week ? all(".question") : []) {
    const id = `${words.week}/${question.id.slice(2)}`, inputs = [...question.querySelectorAll("input")];
    const right = [...question.querySelectorAll(".answers li")].findIndex((answer) => answer.classList.contains("right"));
    const earlier = state().checks[id];
    const chosen = earlier === "right" ? inputs[right] : inputs.find(({ value }) => value === earlier);
    if (chosen) {
      chosen.checked = true;
      question.querySelector(".check").click();
    }
    question.addEventListener("checked", () => {
      const place = inputs.findIndex((input) => input.checked);
      if (state().checks[id] !== "right") mark("checks", id, place === right ? "right" : inputs[place].value);
    });
  }

  // Files.

  function save() {
    const text = `${JSON.stringify({ ...state(), course: words.course }, null, 2)}\n`;
    const day = new Date().toLocaleDateString("sv"); // 2027-01-31: Swedes write dates as ISO 8601 does
    const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href, download: `course-progress-${day}.json` }).click();
  }

  async function takeIn(input) {
    const said = [];
    for (const file of input.files) {
      const found = file.size <= LARGEST ? read(await file.text().catch(() => "")) : null;
      const known = found?.course === words.course;
      if (known) keep(merge(state(), found));
      said.push(input.dataset[known ? "taken" : found ? "foreign" : "damaged"].replace("{file}", () => file.name));
    }
    input.value = "";
    document.querySelector(".said").textContent = said.join("\n");
  }

  function erase(button) {
    store.clear();
    const folded = button.closest("details");
    folded.open = false;
    folded.querySelector("summary").focus();
    document.querySelector(".said").textContent = button.dataset.erase;
    show();
  }

  document.addEventListener("change", ({ target }) => {
    const { weeks, sessions, taken } = target.dataset;
    if (weeks) mark("weeks", weeks, target.checked && "done");
    else if (sessions) mark("sessions", sessions, target.checked && "attended");
    else if (taken) takeIn(target);
  });
  document.addEventListener("click", ({ target }) => {
    if (target.matches("[data-save]")) save();
    else if (target.matches("[data-print]")) print();
    else if (target.matches("[data-erase]")) erase(target);
  });
  addEventListener("beforeprint", showDate);
  addEventListener("storage", show); // marked in another tab
  addEventListener("pageshow", show); // marked on a page from which the reader came back

  for (const part of all(".mark, .tools")) part.hidden = false;
  showDate();
  show();
}
