// For the page about addresses that lead nowhere: it is shown at any of them, and in a copy nobody knows how deep the site
// lies. It asks for this script at some depths, the nearest first; where it is found, the site's root is known.
"use strict";
for (const element of document.querySelectorAll("[data-at]")) {
  element.href = new URL(`../../${element.dataset.at}`, document.currentScript.src);
  element.removeAttribute("data-at");
}
