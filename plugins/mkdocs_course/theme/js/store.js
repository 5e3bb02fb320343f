// What the browser keeps for a reader: on this device only, for this course only. Where it keeps nothing, or no more, a
// value lasts as long as the page.
"use strict";
const course = (() => {
  const site = new URL("../..", document.currentScript.src); // this script lies in assets/course/
  const passing = new Map();
  const named = (name) => `course ${site.pathname} ${name}`; // one host may hold several courses

  const store = {
    get(name) {
      if (passing.has(name)) return passing.get(name);
      try { return localStorage.getItem(named(name)); } catch { return null; }
    },

    // Returns whether the value is kept beyond this page.
    set(name, value) {
      try {
        value === null ? localStorage.removeItem(named(name)) : localStorage.setItem(named(name), value);
        passing.delete(name);
        return true;
      } catch {
        passing.set(name, value);
        return false;
      }
    },

    // Forgets all that is kept for this course.
    clear() {
      passing.clear();
      try {
        for (const key of Object.keys(localStorage)) if (key.startsWith(named(""))) localStorage.removeItem(key);
      } catch { /* nothing was kept */ }
    },
  };
  return { site, store };
})();
