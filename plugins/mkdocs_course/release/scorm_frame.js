// Holds the session with a learning platform (SCORM 1.2) while the frame below shows the pages of one week. In that
// standard a page that is left ends its session; this one stays. What the pages mark comes here instead of into the
// browser, which learners may share.
"use strict";
{
  const LIMIT = 4096; // characters of cmi.suspend_data that every platform keeps
  const { week, questions, marked } = document.currentScript.dataset;
  const began = performance.now();
  const asked = questions.split(" ").filter(Boolean);

  // The platform's object is in a window around this one, or around the one that opened it.
  function find(place) {
    for (let steps = 0; place && steps < 500; steps++) {
      try { if (place.API?.LMSInitialize) return place.API; } catch { /* a window of another host */ }
      if (place.parent === place) return null;
      place = place.parent;
    }
    return null;
  }

  const api = find(self) ?? find(opener) ?? find(top.opener);
  const call = (name, ...values) => { try { return String(api[name](...values)); } catch { return ""; } };
  const get = (element) => call("LMSGetValue", element);
  const set = (element, value) => call("LMSSetValue", element, value) === "true";

  let open = Boolean(api) && call("LMSInitialize", "") === "true";
  const status = open ? get("cmi.core.lesson_status") : "";
  const recorded = open && !["browse", "review"].includes(get("cmi.core.lesson_mode"));
  let kept = open && get("cmi.suspend_data") || null;
  if (!kept && ["completed", "passed"].includes(status)) {
    kept = JSON.stringify({ version: 1, weeks: { [week]: "done" }, sessions: {}, checks: {} });
  }
  let done = isDone(kept);
  let said = !api ? "alone" : !open ? "lost" : recorded ? "sent" : "review";

  function report({ weeks, sessions, checks }) {
    if (!open || !recorded) return;
    const own = (marks, ids) => Object.fromEntries(ids.filter((id) => id in marks).map((id) => [id, marks[id]]));
    const state = { version: 1, weeks: own(weeks, [week]), sessions: own(sessions, [week]), checks: own(checks, asked) };
    const text = JSON.stringify(state);
    let taken = text.length <= LIMIT && set("cmi.suspend_data", text);
    if (Object.keys(state.checks).length) {
      set("cmi.core.score.min", "0"); // a platform need not know these two
      set("cmi.core.score.max", "100");
      const right = asked.filter((id) => state.checks[id] === "right").length;
      taken = set("cmi.core.score.raw", String(Math.round(100 * right / asked.length))) && taken;
    }
    if (week in weeks !== done) { // else what the platform or a teacher has set stands
      const told = set("cmi.core.lesson_status", done ? "incomplete" : "completed");
      if (told) done = !done;
      taken = told && taken;
    }
    taken = commit() && taken;
    say(taken ? "sent" : "lost");
  }

  function isDone(text) {
    try { return week in JSON.parse(text).weeks; } catch { return false; }
  }

  function commit() {
    set("cmi.core.session_time", spent());
    return call("LMSCommit", "") === "true";
  }

  // HHHH:MM:SS.SS, as CMITimespan asks for.
  function spent() {
    const hundredths = Math.round((performance.now() - began) / 10), two = (number) => String(number).padStart(2, "0");
    const hours = Math.min(Math.floor(hundredths / 360_000), 9999), minutes = Math.floor(hundredths / 6000) % 60;
    return `${String(hours).padStart(4, "0")}:${two(minutes)}:${(hundredths % 6000 / 100).toFixed(2).padStart(5, "0")}`;
  }

  // What the pages keep (theme/js/store.js). Their progress goes to the platform, choices such as that of an edition
  // into the browser.
  const ours = (name) => api && name.endsWith(" progress");
  self.courseShelf = {
    week,
    getItem: (name) => (ours(name) ? kept : localStorage.getItem(name)),
    setItem(name, text) {
      if (!ours(name)) return localStorage.setItem(name, text);
      kept = text;
      report(JSON.parse(text));
    },
    removeItem(name) {
      if (!ours(name)) return localStorage.removeItem(name);
      kept = null;
    },
  };

  if (recorded) {
    let begun = set("cmi.core.exit", "suspend"); // else a platform may forget what was marked
    if (["", "not attempted", "unknown", "browsed"].includes(status)) {
      begun = set("cmi.core.lesson_status", marked ? "incomplete" : "completed") && begun;
    }
    if (!commit() || !begun) said = "lost";
    addEventListener("visibilitychange", () => { if (open && document.hidden) commit(); });
  }
  if (open) addEventListener("pagehide", () => {
    if (!open) return;
    if (recorded) set("cmi.core.session_time", spent());
    call("LMSFinish", "");
    open = false;
  });
  addEventListener("pageshow", ({ persisted }) => { if (persisted && api) location.reload(); }); // its session is over

  function say(what) {
    said = what;
    const line = document.querySelector(".told"), words = line && (marked || what === "lost" ? line.dataset[what] : "");
    if (line && line.textContent !== words) line.textContent = words; // what is said again would be read aloud again
  }

  addEventListener("DOMContentLoaded", () => {
    say(said);
    const frame = document.querySelector("iframe"), links = [...document.querySelectorAll("nav a")];
    frame.addEventListener("load", () => {
      let shown;
      try { shown = frame.contentWindow.location.pathname; } catch { return; } // files may not see each other
      for (const link of links) {
        if (link.pathname === shown) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    });
  });
}
