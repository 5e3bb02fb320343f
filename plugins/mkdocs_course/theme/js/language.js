// Suggests the page in the reader's language, in that language. Never redirects; a choice or a refusal is remembered.
{
  const { store } = course;
  const links = [...document.querySelectorAll(".languages a[hreflang]")];
  const here = document.documentElement.lang;
  const base = (tag) => tag.toLowerCase().split("-")[0];
  const among = (tags) => tags.map((tag) => links.find((link) => base(link.hreflang) === base(tag))).find(Boolean);

  for (const link of links) link.addEventListener("click", () => store.set("language", link.hreflang));

  const chosen = store.get("language");
  const wanted = among(chosen ? [chosen] : [...navigator.languages]);
  const fromInside = document.referrer.startsWith(location.origin);
  if (wanted && base(wanted.hreflang) !== base(here) && !store.get("language-refused") && !fromInside) {
    const bar = document.createElement("p"), close = document.createElement("button");
    bar.className = "suggestion";
    bar.lang = wanted.hreflang;
    const link = Object.assign(document.createElement("a"), { href: wanted.href, textContent: wanted.dataset.suggest });
    link.addEventListener("click", () => store.set("language", wanted.hreflang));
    Object.assign(close, { type: "button", textContent: "×", ariaLabel: wanted.dataset.refuse });
    close.addEventListener("click", () => { store.set("language-refused", "1"); bar.remove(); });
    bar.append(link, close);
    document.querySelector(".head").append(bar);
  }
}
