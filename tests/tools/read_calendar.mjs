// What a calendar file says, as ical.js reads it (the reader in Thunderbird): node read_calendar.mjs LIBRARY FILE
import { readFileSync } from "node:fs";

const { default: ICAL } = await import(process.argv[2]);
const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const told = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    revision: event.sequence,
    title: event.summary,
    status: component.getFirstPropertyValue("status"),
    begins: event.startDate.isDate ? event.startDate.toString() : event.startDate.toJSDate().toISOString(),
    ends: event.endDate.isDate ? event.endDate.toString() : event.endDate.toJSDate().toISOString(),
  };
});
const again = calendar.getFirstPropertyValue("refresh-interval");
console.log(JSON.stringify({ hours: again && again.toSeconds() / 3600, events: told }));
