// Filters the glossary by what is typed; case and accents do not count. Without it, the page is whole.
for (const filter of document.querySelectorAll(".filter")) {
  const status = filter.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = [...document.querySelectorAll(".entry")].map((entry) => ({ entry, text: plain(entry.textContent) }));
  filter.hidden = false;
  filter.addEventListener("input", ({ target }) => {
    const wanted = plain(target.value.trim());
    for (const { entry, text } of entries) entry.hidden = !text.includes(wanted);
    const left = entries.filter(({ entry }) => !entry.hidden).length;
    status.textContent = left ? `${left} / ${entries.length}` : filter.dataset.none;
  });
}
