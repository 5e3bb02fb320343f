// Keeps parts of the course on this device, renews and removes them. It does so from the page, so that a reader sees it
// and can stop it; what was begun goes on on the next page.
//
// The cache holds each file under its address and hash, and one record of what is kept: `keep/state`. Files come first
// and the record last, in one write, so that a device holds one release or another, never half of one.
"use strict";
course.keeper = (() => {
  const { site } = course;
  const NAME = `course ${site.pathname}`, RECORD = new URL("keep/state", site).href; // worker.js has the same names
  const AT_ONCE = 4, HOUR = 3_600_000, UNASKED = 100_000; // bytes that a renewal may cost without asking
  const WHOLE = "*";

  const workers = navigator.serviceWorker;
  const locked = (work) => (navigator.locks ? navigator.locks.request(NAME, work) : work());
  const address = (path) => site.href + path.split("/").map(encodeURIComponent).join("/");
  const place = ({ path, hash }) => `${address(path)}?${hash}`; // of a file within the cache
  const split = (set) => [set.slice(0, set.indexOf("/")), set.slice(set.indexOf("/") + 1)];

  class Fault extends Error {}
  const named = ({ name, message }) => ({ AbortError: "stopped", QuotaExceededError: "full" })[name] ?? message;

  // The record: for each language its sets (`kept`, `going` or `stopped`), the manifest of the release that is kept and
  // the hashes of its files, and the manifest of the release that is on its way.

  let record = {};

  async function readRecord() {
    const found = await caches.match(RECORD, { cacheName: NAME });
    record = found ? await found.json() : {};
  }

  async function change(edit) {
    await readRecord();
    edit(record);
    for (const [language, part] of Object.entries(record)) if (!Object.keys(part.sets).length) delete record[language];
    if (Object.keys(record).length) {
      await (await caches.open(NAME)).put(RECORD, new Response(JSON.stringify(record)));
      await sweep();
    } else await clear();
    await draw();
  }

  async function clear() {
    record = {};
    await caches.delete(NAME);
    const registration = await workers.getRegistration(site);
    if (registration?.scope === site.href) await registration.unregister();
  }

  // Files that no set needs any more.
  async function sweep() {
    const needed = new Set([RECORD]);
    for (const { now, next, files, sets } of Object.values(record)) {
      for (const [path, hash] of Object.entries(files ?? {})) needed.add(place({ path, hash }));
      for (const file of wanted(next ?? now, Object.keys(sets))) needed.add(place(file));
    }
    const cache = await caches.open(NAME);
    for (const { url } of await cache.keys()) if (!needed.has(url)) await cache.delete(url);
  }

  // The files of some sets. A set stands on what all of them share.
  function wanted(manifest, sets) {
    if (!manifest || !sets.length) return [];
    const all = sets.includes(WHOLE) ? manifest.files.keys() : ["", ...sets].flatMap((set) => manifest.sets[set] ?? []);
    return [...new Set(all)].map((index) => {
      const [path, hash, sent, size] = manifest.files[index];
      return { path, hash, sent, size };
    });
  }

  async function missing(manifest, sets) {
    const there = new Set((await caches.has(NAME) ? await (await caches.open(NAME)).keys() : []).map(({ url }) => url));
    return wanted(manifest, sets).filter((file) => !there.has(place(file)));
  }

  const cost = (files, part) => total(files, part?.whole ? "size" : "sent"); // not every server compresses
  const asked = (sets, ...states) => Object.keys(sets).filter((set) => states.includes(sets[set]));
  const total = (files, what) => files.reduce((sum, file) => sum + file[what], 0);

  // From the server.

  async function get(url, options) {
    try {
      const answer = await fetch(url, { redirect: "error", ...options });
      if (answer.ok) return answer;
    } catch (error) {
      throw error.name === "AbortError" ? error : new Fault("lost");
    }
    throw new Fault("changed");
  }

  async function look(language, signal) {
    const answer = await get(new URL(`keep/${language}.json`, site), { cache: "no-cache", signal });
    try { return await answer.json(); } catch (error) {
      throw error.name === "AbortError" ? error : new Fault(error instanceof SyntaxError ? "changed" : "lost");
    }
  }

  async function hashOf(body) {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
    return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Takes a file to the device, once its bytes are those of the release: what the browser has of it already will do.
  async function take(file, signal) {
    for (const cache of ["default", "reload"]) {
      const answer = await get(address(file.path), { cache, signal });
      const body = await answer.arrayBuffer().catch((error) => {
        throw error.name === "AbortError" ? error : new Fault("lost");
      });
      if (await hashOf(body) !== file.hash) continue;
      const headers = new Headers(answer.headers); // a policy of the server holds for what is kept, too
      for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
      return (await caches.open(NAME)).put(place(file), new Response(body, { headers }));
    }
    throw new Fault("changed");
  }

  // Brings all that is asked for in a language to one release.
  async function bring(language, manifest, signal, tell) {
    const { sets } = record[language], files = wanted(manifest, asked(sets, "kept", "going"));
    const left = await missing(manifest, asked(sets, "kept", "going")), all = [...left];
    const room = await navigator.storage?.estimate?.();
    if (room && room.quota - room.usage < total(left, "size")) throw new Fault("full");
    let done = 0, sent = 0;
    const report = () => tell({ files: done, all: all.length, size: sent, total: cost(all, record[language]) });
    report();
    const rest = new AbortController(); // one file that fails ends the others
    let fault;
    signal.addEventListener("abort", () => rest.abort());
    if (signal.aborted) rest.abort();
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      try {
        for (let file; (file = left.shift());) {
          await take(file, rest.signal);
          done += 1;
          sent += cost([file], record[language]);
          report();
        }
      } catch (error) {
        fault ??= error;
        left.length = 0;
        rest.abort();
      }
    }));
    if (fault) throw fault;
    tell(null);
    await change((state) => {
      const part = state[language];
      for (const set of asked(part.sets, "going")) part.sets[set] = "kept";
      for (const set of Object.keys(part.sets)) if (set !== WHOLE && !manifest.sets[set]) delete part.sets[set];
      part.now = manifest;
      delete part.next;
      part.files = Object.fromEntries(files.map(({ path, hash }) => [path, hash]));
      part.looked = Date.now();
    });
  }

  let running = null; // what is being fetched: its language, how to stop it, how far it is

  // Fetches what is asked for in a language, and says at the end how it went: nothing, or the name of a fault.
  async function fetchAll(language, manifest) {
    const stop = new AbortController(), run = { language, stop, progress: null };
    running = run;
    try {
      for (let again = 1; ; again -= 1) {
        await change((state) => { state[language].next = manifest; });
        try {
          return await bring(language, manifest, stop.signal, (progress) => { run.progress = progress; drawProgress(); });
        } catch (error) {
          if (error.message !== "changed" || !again) throw error;
          const newer = await look(language, stop.signal); // a release may have come meanwhile
          if (newer.release === manifest.release) throw error;
          manifest = newer;
        }
      }
    } catch (error) {
      const fault = named(error);
      const end = (state) => {
        const { sets = {} } = state[language] ?? {};
        for (const set of asked(sets, "going")) fault === "full" ? delete sets[set] : sets[set] = "stopped";
        if (fault === "full") delete state[language]?.next;
      };
      if (fault === "full") { // without what came in vain there is room for the record again
        end(record);
        await sweep();
      }
      if (fault !== "lost") await change(end);
      return fault;
    } finally {
      running = null;
      await draw();
    }
  }

  // What a reader may ask for.

  async function keep(spot) {
    const [language, set] = split(spot.dataset.keep);
    if (running) return;
    try {
      const manifest = await look(language);
      spoken = manifest.words;
      await workers.register(new URL("sw.js", site), { updateViaCache: "all" });
      await workers.ready;
      navigator.storage?.persist?.();
      await locked(async () => {
        await change((state) => {
          const whole = Object.values(state)[0]?.whole ?? course.whole;
          const part = (state[language] ??= { sets: {}, whole });
          part.sets[set] = "going";
          part.next = manifest;
        });
        finish(spot, await fetchAll(language, manifest));
      });
    } catch (error) {
      say(spot, spoken?.[named(error)] ?? spot.dataset.lost);
    }
  }

  function finish(spot, fault) {
    if (fault && fault !== "stopped") say(spot, spoken[fault]);
  }

  async function remove(set) {
    const [language, id] = split(set);
    await locked(() => change((state) => {
      const part = state[language];
      if (!part) return;
      delete part.sets[id];
      const left = wanted(part.now, asked(part.sets, "kept"));
      part.files = Object.fromEntries(left.map(({ path }) => [path, part.files[path]]));
    }));
  }

  // A release that came since: a small one is fetched at once, a large one only when the reader says so.
  async function renew(always) {
    for (const [language, { sets, now, looked }] of Object.entries(record)) {
      if (!now || (!always && Date.now() - looked < HOUR)) continue;
      let manifest;
      try { manifest = await look(language); } catch { continue; }
      if (manifest.release === now.release) {
        await locked(() => change((state) => { if (state[language]) state[language].looked = Date.now(); }));
        continue;
      }
      const price = cost(await missing(manifest, asked(sets, "kept")), record[language]), said = manifest.words;
      const offer = () => note(said.out, said.update.replace("{size}", amount(price, said)), bring);
      const bring = async () => {
        const fault = await locked(() => fetchAll(language, manifest));
        if (fault === "stopped") offer();
        else if (fault) note(said[fault]);
        else note(said.newer, said.reload, () => location.reload());
      };
      if (price <= UNASKED && !navigator.connection?.saveData) await bring();
      else offer();
    }
  }

  // What a reader sees.

  const offers = [...document.querySelectorAll("[data-keep]")].map((spot) => {
    const [language, set] = split(spot.dataset.keep);
    const offer = spot.querySelector("button"), status = spot.querySelector("[role=status]");
    const bar = document.createElement("progress"), stop = button(() => running?.stop.abort());
    const drop = button(async () => { await remove(spot.dataset.keep); say(spot, spoken.removed); });
    status.before(bar);
    status.after(stop, drop);
    return { spot, language, set, offer, status, bar, stop, drop, size: offer.querySelector("[data-whole]") };
  });
  const used = document.querySelector("[data-keep-used]");
  const removeAll = used?.querySelector("button");
  removeAll?.addEventListener("click", async () => {
    running?.stop.abort();
    await locked(clear);
    await draw();
    used.nextElementSibling.textContent = used.dataset.removed;
    used.nextElementSibling.focus();
  });

  function button(press) {
    const made = document.createElement("button");
    made.addEventListener("click", press);
    return Object.assign(made, { type: "button", className: "button", hidden: true });
  }

  let spoken; // the words of the last language that was drawn; the record may be gone when they are needed

  function words(language) {
    const part = record[language] ?? Object.values(record)[0];
    return (spoken = (part?.next ?? part?.now)?.words ?? spoken);
  }

  function amount(bytes, said) {
    const tag = document.documentElement.lang, small = bytes < 999_500;
    const number = small ? Math.ceil(bytes / 1000) : bytes / 1e6;
    const digits = { minimumFractionDigits: small ? 0 : 1, maximumFractionDigits: small ? 0 : 1 };
    return (small ? said.kB : said.MB).replace("{number}", number.toLocaleString(tag, digits));
  }

  const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name]);

  function say(spot, text) {
    offers.find((each) => each.spot === spot).status.textContent = text;
  }

  async function draw() {
    for (const { spot, language, set, offer, status, bar, stop, drop, size } of offers) {
      const part = record[language];
      const state = part?.sets[WHOLE] === "kept" ? "kept" : part?.sets[set];
      const now = running?.language === language && state === "going";
      const had = [offer, stop, drop].includes(document.activeElement);
      offer.hidden = now || state === "kept";
      offer.disabled = Boolean(running);
      bar.hidden = stop.hidden = !now;
      drop.hidden = now || !part?.sets[set] || !("keepManage" in spot.dataset);
      if (had && (document.activeElement.hidden || document.activeElement === document.body)) status.focus();
      if (!part) { status.textContent = ""; continue; }
      const said = words(language), manifest = part.next ?? part.now;
      stop.textContent = said.stop;
      drop.textContent = said.remove;
      if (state === "kept") status.textContent = said.kept;
      else if (!now) {
        const left = await missing(manifest, [set]), all = wanted(manifest, [set]);
        size.textContent = amount(cost(left, part), said);
        status.textContent = state ? filled(said.stopped, { files: all.length - left.length, all: all.length }) : "";
      }
    }
    if (used) {
      const parts = Object.values(record).filter(({ now, next }) => now ?? next);
      used.hidden = !parts.length;
      const files = new Map(parts.flatMap(({ now, sets }) => wanted(now, asked(sets, "kept"))).map((file) => [place(file), file]));
      if (parts.length) used.firstElementChild.textContent = filled(used.dataset.keepUsed, { size: amount(total([...files.values()], "size"), words()) });
    }
    drawProgress();
  }

  function drawProgress() {
    if (!running?.progress) return;
    const { language, progress } = running, said = words(language);
    const text = filled(said.progress, {
      files: progress.files, all: progress.all, size: amount(progress.size, said), total: amount(progress.total, said),
    });
    const shown = offers.filter((each) => each.language === language && !each.bar.hidden);
    for (const { bar, status } of shown) {
      Object.assign(bar, { max: progress.total || 1, value: progress.total ? progress.size : 1 });
      status.textContent = text;
    }
    if (!shown.length && progress.all) note(text, said.stop, () => running?.stop.abort());
  }

  let noted;

  // A line at the head of the page.
  function note(text, label, press) {
    if (!noted) {
      const line = document.createElement("p"), status = document.createElement("span"), act = button(() => noted.press());
      line.className = "suggestion keep-note";
      status.setAttribute("role", "status");
      line.append(status, act);
      noted = { line, status, act };
    }
    if (!noted.line.isConnected) document.querySelector(".head").after(noted.line);
    noted.press = press;
    noted.act.hidden = !label;
    noted.act.textContent = label ?? "";
    noted.status.textContent = text;
  }

  // What was begun goes on; what is kept is compared with the server now and then, and whenever its page is opened.
  async function begin() {
    await readRecord();
    await draw();
    for (const [language, { sets }] of Object.entries(record)) {
      if (!asked(sets, "going").length) continue;
      await locked(async () => {
        let manifest;
        try { manifest = await look(language); } catch { return; }
        await readRecord();
        const going = asked(record[language]?.sets ?? {}, "going");
        const shown = offers.filter((each) => each.language === language && going.includes(each.set));
        const fault = going.length ? await fetchAll(language, manifest) : "stopped";
        for (const { spot } of shown) finish(spot, fault);
        if (fault === "stopped") noted?.line.remove();
        else if (!shown.length) note(spoken[fault ?? "kept"]);
      });
    }
    await renew(Boolean(used));
  }

  const begun = begin();
  return { keep: async (spot) => { await begun; await keep(spot); } };
})();
