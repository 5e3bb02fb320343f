// The service worker: answers with what is kept on the device, and lets everything else through. It fetches, keeps and
// renews nothing itself; keeper.js does, in the page. It is registered when a reader asks to keep something.
"use strict";
const site = new URL("./", location.href); // the worker lies at the root of the site, below any path
const NAME = `course ${site.pathname}`; // one host may hold several courses
const AWAY = "unkept.html";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  const ours = url.origin === site.origin && url.pathname.startsWith(site.pathname);
  // Only the keeper asks without following redirects; it wants what the server has.
  if (ours && request.method === "GET" && request.redirect !== "error") event.respondWith(answer(request, url));
});

async function answer(request, url) {
  const parts = await kept(), path = named(url);
  const found = await held(parts, path);
  if (found) return request.headers.has("range") ? portion(found, request.headers.get("range")) : found;
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    if (parts.some(({ files }) => `${path}/` in files)) return Response.redirect(`${url.pathname}/${url.search}`);
    return (await away(parts)) ?? Response.error();
  }
}

// What is kept, by language: the hash of each file by its path, and the sets that the reader asked for.
async function kept() {
  const state = await caches.match(new URL("keep/state", site).href, { cacheName: NAME });
  if (!state) return [];
  return Object.entries(await state.json()).map(([language, { files = {}, sets }]) => ({ language, files, sets }));
}

// The path of a file within the site, as the manifests name it.
function named(url) {
  const path = url.pathname.slice(site.pathname.length).replace(/(^|\/)index\.html$/, "$1");
  try { return decodeURIComponent(path); } catch { return path; }
}

async function held(parts, path) {
  for (const { files } of parts) {
    const at = site.href + path.split("/").map(encodeURIComponent).join("/");
    const found = path in files && await caches.match(`${at}?${files[path]}`, { cacheName: NAME });
    if (found) return found;
  }
}

// RFC 9110 14: one range of bytes, as players of sound and pictures ask for it; several are answered with the whole.
async function portion(whole, range) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (!first && !last) return whole;
  const body = await whole.blob(), { size } = body;
  const from = first ? Number(first) : Math.max(size - last, 0);
  const to = first && last ? Math.min(last, size - 1) : size - 1;
  const headers = new Headers(whole.headers);
  headers.set("content-range", from > to ? `bytes */${size}` : `bytes ${from}-${to}/${size}`);
  return from > to
    ? new Response(null, { status: 416, headers })
    : new Response(body.slice(from, to + 1), { status: 206, headers });
}

// The page for addresses that are neither kept nor online. It names all that can be kept: what is not there goes, and its
// links, relative to the site's root, are to work from anywhere.
async function away(parts) {
  const page = await caches.match(site.href + AWAY, { cacheName: NAME, ignoreSearch: true });
  if (!page) return undefined;
  const sets = new Set(parts.flatMap(({ language, sets: all }) => (
    Object.keys(all).filter((set) => all[set] === "kept").map((set) => `${language}/${set}`)
  )));
  const text = (await page.text())
    .replace(/<li data-set="([^"]*)">.*?<\/li>/gs, (entry, set) => (sets.has(set) ? entry : ""))
    .replace(/(href|src)="(?!\w+:|#|\/)(?:\.\/)?/g, `$1="${site.pathname}`);
  return new Response(text, { status: 503, headers: page.headers });
}
