// Reads calendars with ical.js: a JSON list of texts on the standard input, a JSON list of lists of events on the output.
import { readFileSync } from "node:fs";

const { default: ICAL } = await import(process.argv[2]);

const events = (text) => new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    summary: event.summary,
  };
});

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(events)));
