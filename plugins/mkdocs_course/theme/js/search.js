// Opens the search, and loads it only then. Its field is there at once; what is typed into it while the rest loads is
// kept, and answered by search/engine.js.
for (const button of document.querySelectorAll("[data-search]")) {
  const said = button.dataset;
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const field = make("input", { type: "search", ariaLabel: button.textContent, autocomplete: "off", spellcheck: false });
  const status = make("p"), list = make("ol"), close = make("button", { type: "button", textContent: "×", ariaLabel: said.close });
  const dialog = make("dialog", { className: "search", ariaLabel: button.textContent });
  let started = false;

  // Runs a script, and gives the value that it leaves on its element. Works from file:// too.
  const load = (path) => new Promise((done, failed) => {
    const script = make("script", { src: new URL(path, course.site), onerror: failed, onload: () => done(script.value) });
    document.head.append(script);
  });

  async function start() {
    if (started) return;
    started = true;
    status.textContent = said.loading;
    try {
      const [engine, data] = await Promise.all([load(said.engine), load(said.search)]);
      engine.attach({ dialog, field, status, list, data, load });
    } catch {
      started = false; // the next key tries again
      status.textContent = said.failed;
    }
  }

  function open() {
    if (!dialog.isConnected) {
      status.setAttribute("role", "status");
      dialog.append(field, close, status, list);
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
    field.select();
    start();
  }

  field.addEventListener("input", start);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", ({ target }) => { if (target === dialog || target.closest("a")) dialog.close(); });
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault(); // which would empty the field first
    dialog.close();
  });
  button.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  button.hidden = false;
}
