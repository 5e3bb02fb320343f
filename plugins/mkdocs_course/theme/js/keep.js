// Offers to keep parts of the course on this device. Until a reader asks, nothing is fetched and no worker registered;
// the keeper is a file of its own. Where something is kept, the worker controls the page.
{
  const workers = (() => { try { return navigator.serviceWorker; } catch { return null; } })(); // a sandbox throws
  const reason = !location.protocol.startsWith("http") ? "file"
    : !isSecureContext ? "plain"
    : workers && self.caches ? "" : "unable";

  const open = (then, failed) => {
    if (course.keeper) return then?.();
    const script = document.createElement("script");
    script.src = new URL("assets/course/@keeper", course.site);
    script.onload = () => then?.();
    script.onerror = () => { script.remove(); failed?.(); };
    document.head.append(script);
  };

  // Sizes are written for a server that compresses. One that does not has sent this page as long as it is.
  const [visit] = performance.getEntriesByType("navigation");
  course.whole = !workers?.controller && visit?.encodedBodySize > 0 && visit.encodedBodySize === visit.decodedBodySize;

  for (const part of document.querySelectorAll("[data-keep-when]")) {
    part.hidden = !part.dataset.keepWhen.split(" ").includes(reason || "able");
  }
  if (!reason) for (const place of document.querySelectorAll("[data-keep]")) {
    const offer = document.createElement("button"), status = document.createElement("span");
    const stand = place.querySelector(".keep-offer"), size = stand.querySelector("[data-whole]");
    Object.assign(offer, { type: "button", className: "button" }).append(...stand.childNodes);
    Object.assign(status, { className: "keep-status", tabIndex: -1 }).setAttribute("role", "status");
    if (course.whole) size.textContent = size.dataset.whole;
    stand.replaceWith(offer);
    place.append(status);
    place.hidden = false;
    offer.addEventListener("click", ({ detail }) => { // the second click of a double one says nothing more
      if (detail < 2) open(() => course.keeper.keep(place), () => { status.textContent = place.dataset.lost; });
    });
  }
  if (!reason && workers.controller) open();
}
