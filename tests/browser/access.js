// What tests/browser/test_access.py measures on a page; each function returns what is wrong, in words.
"use strict";
globalThis.access = {
  // Every rule; or, of a page that was looked at already, those that look at colours.
  async axe(colours) {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
    const runOnly = colours ? ["color-contrast", "link-in-text-block"] : tags;
    const found = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  },

  // 1.4.10: the page does not scroll sideways; what scrolls within it can be reached by the keyboard, and has a name.
  reflow() {
    const wide = document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px wide`] : [];
    const scrolling = [...document.querySelectorAll("body *")].filter((element) =>
      /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth);
    const named = (element) => element.getAttribute("aria-label")
      || element.getAttribute("aria-labelledby")?.split(" ").every((id) => document.getElementById(id)?.textContent.trim());
    return wide.concat(scrolling
      .filter((element) => !(element.tabIndex === 0 && element.getAttribute("role") === "region" && named(element)))
      .map((element) => `scrolls: ${element.outerHTML.slice(0, 100)}`));
  },

  // 1.4.12: with more space in the text, nothing is cut off and no two pieces of text lie upon each other.
  spacing() {
    // What only screen readers say, and the offer of a language: it lies over the end of the screen, and can be closed.
    const aside = "script, .skip, thead, .spoken, .suggestion";
    const faults = [], pieces = [];
    for (const element of document.querySelectorAll("body *")) {
      const style = getComputedStyle(element), { clientWidth, clientHeight, scrollWidth, scrollHeight } = element;
      if (!element.checkVisibility({ visibilityProperty: true }) || clientWidth <= 1 || element.closest("svg")) continue;
      const cut = (overflow) => overflow === "hidden" || overflow === "clip";
      if ((cut(style.overflowX) && scrollWidth > clientWidth + 1) || (cut(style.overflowY) && scrollHeight > clientHeight + 1)) {
        faults.push(`cut off: ${element.outerHTML.slice(0, 100)}`);
      }
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let node; (node = walker.nextNode());) {
      const element = node.parentElement;
      if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true }) || element.closest(aside)) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1) pieces.push({ node, box });
    }
    pieces.sort((a, b) => a.box.top - b.box.top);
    pieces.forEach(({ node, box }, index) => {
      for (let next = index + 1; next < pieces.length && pieces[next].box.top < box.bottom; next++) {
        const other = pieces[next];
        if (other.node === node) continue;
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - other.box.top;
        if (across > 2 && down > 0.3 * Math.min(box.height, other.box.height)) {
          faults.push(`overlap: ${node.data.trim().slice(0, 40)} / ${other.node.data.trim().slice(0, 40)}`);
        }
      }
    });
    return faults;
  },

  // 2.4.7, 2.4.13, 1.4.11: all that takes focus is on the screen, and shows it by at least 3 px at 3:1 or more.
  focus() {
    const channel = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const parse = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (element) => {
      for (; element; element = element.parentElement) {
        const colour = parse(getComputedStyle(element).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const faults = [];
    for (const element of document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex='0']")) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      element.focus();
      const style = getComputedStyle(element), box = element.getBoundingClientRect(), what = element.outerHTML.slice(0, 100);
      if (document.activeElement !== element) continue; // of one group of radio buttons, or hidden by a script
      const inside = parseFloat(style.outlineOffset) < 0 ? element : element.parentElement;
      const [a, b] = [light(parse(style.outlineColor)), light(behind(inside))].sort((x, y) => y - x);
      if (style.outlineStyle !== "solid" || parseFloat(style.outlineWidth) < 3) faults.push(`outline ${style.outline}: ${what}`);
      if ((a + 0.05) / (b + 0.05) < 3) faults.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${what}`);
      const scroller = element.parentElement.closest(".table[tabindex]"); // scrolls what has the focus into view by itself
      if (!scroller && (box.left < 0 || box.right > innerWidth || !box.width || !box.height)) faults.push(`off-screen: ${what}`);
    }
    document.activeElement.blur();
    return faults;
  },

  motion() {
    const moves = [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
      return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
    });
    return [...moves.map((element) => element.outerHTML.slice(0, 100)), ...document.getAnimations().map(String)];
  },

  // Where the reader's own colours replace those of the page, backgrounds and shadows say nothing any more.
  forced() {
    const marks = (element) => {
      const style = getComputedStyle(element);
      return [style.borderBlockEnd, style.outline, style.textDecorationLine, style.fontWeight].join("|");
    };
    return [...document.querySelectorAll("a[aria-current]")].filter((current) => {
      const others = [...current.closest("nav").querySelectorAll("a:not([aria-current])")];
      return others.some((other) => marks(other) === marks(current));
    }).map((current) => current.outerHTML.slice(0, 100));
  },
};
