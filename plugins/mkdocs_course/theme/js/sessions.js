// What only the reader's device knows: which edition they follow, what time it is, and in which zone they are.
// Pages are whole without it. Nothing is sent anywhere; the edition is kept in the browser.
for (const main of document.querySelectorAll("main[data-words]")) {
  const MINUTE = 60_000, DAY = 86_400_000;
  const RECORDING_EXPECTED = 14 * DAY;

  const words = JSON.parse(main.dataset.words);
  const language = document.documentElement.lang;

  // Which edition.

  const followed = () => course.store.get("edition");
  const follow = (run) => course.store.set("edition", run);

  // In each group the followed edition changes places with the one that the page shows first.
  const first = new Map([...document.querySelectorAll("[data-runs]")].map((group) => [group, shown(group)]));

  function shown(group) {
    return group.querySelector(":scope > [data-run]");
  }

  function arrange() {
    const run = followed();
    for (const [group, byDefault] of first) {
      const mine = run && group.querySelector(`[data-run="${CSS.escape(run)}"]`);
      exchange(shown(group), mine || byDefault);
    }
    for (const button of document.querySelectorAll("[data-follow]")) {
      say(button, button.dataset.follow === run ? button.dataset.stop : "");
      button.hidden = false;
    }
    const meeting = document.querySelector(".session-card > .meeting[data-day]");
    if (meeting) showHours(meeting);
  }

  function exchange(one, other) {
    if (!one || one === other) return;
    const place = document.createComment("");
    one.replaceWith(place);
    other.replaceWith(one);
    place.replaceWith(other);
  }

  // The day in a week's steps and the hours of a session's agenda are those of the edition shown.
  function showHours(meeting) {
    const day = document.querySelector(".step-day");
    if (day) day.textContent = meeting.dataset.day;
    const place = document.querySelector("[data-clock]");
    if (!place) return;
    const start = Date.parse(meeting.dataset.start);
    place.textContent = place.dataset.clock.replace("{place}", meeting.dataset.place);
    for (const cell of document.querySelectorAll("[data-minute]")) {
      cell.textContent = hours(new Date(start + cell.dataset.minute * MINUTE), Number(meeting.dataset.offset));
    }
  }

  // Times.

  function span(time) {
    return {
      start: Date.parse(time.dateTime),
      end: Date.parse(time.dataset.end),
      offset: Number(time.dataset.offset),
    };
  }

  const pad = (number) => String(number).padStart(2, "0");

  // A moment as the clock of a zone shows it, so many minutes ahead of UTC.
  const shifted = (moment, offset) => new Date(moment.getTime() + offset * MINUTE);
  const hours = (moment, offset) => {
    const clock = shifted(moment, offset);
    return `${pad(clock.getUTCHours())}:${pad(clock.getUTCMinutes())}`;
  };
  const isoDay = (moment, offset) => shifted(moment, offset).toISOString().slice(0, 10);
  const offsetHere = (moment) => -moment.getTimezoneOffset();

  function dayInWords(moment, offset) {
    const format = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    return format.formatToParts(shifted(moment, offset))
      .map(({ type, value }) => (type === "day" && value === "1" ? words.first : value)).join("");
  }

  function zoneHere(moment) {
    const minutes = offsetHere(moment), size = Math.abs(minutes);
    const rest = size % 60 ? `:${pad(size % 60)}` : "";
    const offset = `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
    const city = /^(?!Etc\/).*\//.test(zone) ? zone.split("/").pop().replaceAll("_", " ") : "";
    return city ? offset + words.comma + city : offset;
  }

  // Adds the reader's own time where it differs from that of the edition.
  function addLocalTime(time) {
    const { start, end, offset } = span(time);
    const from = new Date(start), to = new Date(end), here = offsetHere(from);
    if (here === offset) return;
    const sameDay = isoDay(from, here) === isoDay(from, offset);
    const text = `${sameDay ? "" : dayInWords(from, here) + words.comma}${hours(from, here)}–${hours(to, offsetHere(to))}`;
    const local = document.createElement("span");
    local.className = "local";
    local.textContent = words.yours.replace("{time}", `${text} (${zoneHere(from)})`);
    (time.closest("small")?.lastChild ?? time).after(" ", local); // in a table, behind the hours in UTC
  }

  // States.

  function state(time, status) {
    const { start, end } = span(time), now = Date.now();
    if (status !== "scheduled" && status !== "moved") return "";
    if (now < start) return "";
    if (now < end) return "live";
    return now < end + RECORDING_EXPECTED ? "ended" : "past";
  }

  // "in 20 minutes", "in 3 hours", "tomorrow", "in 2 days", "in 9 weeks"; days are those of the reader's calendar.
  function until(start) {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
    const now = new Date(), left = start - now;
    const midnight = (moment) => Date.parse(isoDay(moment, offsetHere(moment)));
    const days = Math.round((midnight(new Date(start)) - midnight(now)) / DAY);
    if (days === 0 && left < 60 * MINUTE) return relative.format(Math.ceil(left / MINUTE), "minute");
    if (days === 0) return relative.format(Math.round(left / (60 * MINUTE)), "hour");
    return days < 14 ? relative.format(days, "day") : relative.format(Math.round(days / 7), "week");
  }

  // What a label says by itself is kept, so that it can be said again.
  function say(element, text) {
    element.dataset.words ??= element.textContent;
    element.textContent = text || element.dataset.words;
  }

  function label(className, text) {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  }

  function showStates() {
    for (const badge of document.querySelectorAll("td .state, li .state")) {
      const time = badge.closest("tr, li").querySelector("time");
      if (!time) continue;
      const name = state(time, badge.dataset.state);
      badge.className = `state state-${name || badge.dataset.state}`;
      say(badge, words[name]);
    }
    for (const meeting of document.querySelectorAll(".meeting[data-day]")) {
      meeting.querySelector(".count")?.remove();
      const time = meeting.querySelector("time");
      if (time) addCount(time, meeting.dataset.state, meeting.querySelector(".card-when"));
    }
    for (const block of document.querySelectorAll("[data-next]")) showNext(block);
    showWeek();
  }

  function addCount(time, status, where) {
    const { start } = span(time), name = state(time, status);
    if (name) where.append(" ", label(`count state state-${name}`, words[name]));
    else if (start > Date.now() && status !== "held") where.append(" ", label("count", until(start)));
  }

  // The next session of an edition on the start page, and what became of that of the current week.
  function showNext(block) {
    const rows = [...block.querySelectorAll("li")].map((row) => ({
      row, time: row.querySelector("time"), status: row.querySelector(".state").dataset.state,
    })).filter(({ time, status }) => time && (status === "scheduled" || status === "moved"));
    const next = rows.find(({ time }) => span(time).end > Date.now());
    const { row, time } = next ?? rows.at(-1) ?? {};
    if (!row) return;
    say(block.querySelector(".next-label"), row === rows[0].row && next ? "" : next ? words.next : words.over);
    block.querySelector(".next-title a").replaceWith(row.querySelector("a").cloneNode(true));
    const when = block.querySelector(".card-when");
    when.replaceChildren(time.cloneNode(true));
    addLocalTime(when.firstChild);
    if (next) addCount(time, "scheduled", when);
    block.querySelector(".next-zone").textContent = row.querySelector("[data-zone]").dataset.zone;
    showThisWeek(block, next?.row);
  }

  const isCurrent = (days) => {
    const today = isoDay(new Date(), offsetHere(new Date()));
    return days.dataset.monday <= today && today <= days.dataset.sunday;
  };

  function showThisWeek(block, nextRow) {
    block.querySelector(".this-week")?.remove();
    const days = [...block.querySelectorAll("[data-monday]")].find(isCurrent);
    if (!days) return;
    const row = days.closest("li"), number = [...row.parentNode.children].indexOf(row);
    const line = label("this-week", `${words.week}${words.colon} `);
    line.append(document.querySelectorAll(".path a")[number].cloneNode(true));
    if (row !== nextRow) line.append(" ", row.querySelector(".state").cloneNode(true));
    block.prepend(line);
  }

  function showWeek() {
    for (const days of document.querySelectorAll("tr [data-monday]")) {
      const row = days.closest("tr"), current = isCurrent(days);
      row.toggleAttribute("data-current", current);
      row.querySelector(".now")?.remove();
      if (current) days.after(label("now", words.week));
    }
  }

  // Buttons.

  document.addEventListener("click", async ({ target }) => {
    if (target.dataset?.follow) {
      follow(target.dataset.follow === followed() ? null : target.dataset.follow);
      arrange();
      target.focus();
    } else if (target.dataset?.copy) {
      await navigator.clipboard.writeText(target.dataset.copy);
      say(target, target.dataset.done);
    }
  });

  // Print a session as the facilitator's running order, with nothing folded away.
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll(".session details:not(.others)")) folded.open = true;
  });

  if (navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  for (const time of document.querySelectorAll("[data-run] time[data-end]")) addLocalTime(time);
  arrange();
  showStates();
  setInterval(() => { if (!document.hidden) showStates(); }, MINUTE / 2);
}
