// What the browser keeps for a reader: on this device only, for this course only. Where it keeps nothing, or no more, a
// value lasts as long as the page.
"use strict";
const course = (() => {
  const site = new URL("../..", document.currentScript.src); // this script lies in assets/course/
  const passing = new Map();
  const shelf = () => self.courseShelf ?? localStorage; // packages for learning platforms have one of their own
  const named = (name) => `course ${site.pathname} ${name}`; // one host may hold several courses

  const store = {
    get(name) {
      if (passing.has(name)) return passing.get(name);
      try { return shelf().getItem(named(name)); } catch { return null; }
    },

    // Returns whether the value is kept beyond this page.
    set(name, value) {
      try {
        value === null ? shelf().removeItem(named(name)) : shelf().setItem(named(name), value);
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
        for (const key of Object.keys(shelf())) if (key.startsWith(named(""))) shelf().removeItem(key);
      } catch { /* nothing was kept */ }
    },
  };
  return { site, store };
})();
