/**
 * A calendar file (RFC 5545): all-day events, one for each item whose day is known. Pure.
 * A milestone planned for a month is an event of the whole month, one planned for a year is none.
 */
import { addDays, firstDay, lastDay } from "./dates.ts";
import type { CalendarFacts } from "./facts.ts";
import { calendarOf, finishOn } from "./passes.ts";

/** A project as `private.calendar_rows` gives it. */
export interface CalendarRows {
  id: string;
  name: string;
  calendar: CalendarFacts;
  milestones: {
    id: string;
    title: string;
    plannedOn: string | null;
    forecastOn: string | null;
    actualOn: string | null;
    state: string;
    version: number;
    updatedAt: string;
  }[];
  tasks: {
    id: string;
    title: string;
    plannedStart: string | null;
    durationDays: number | null;
    calendar: "working" | "calendar";
    forecastFinish: string | null;
    actualStart: string | null;
    actualFinish: string | null;
    state: string;
    version: number;
    updatedAt: string;
  }[];
}

interface Event {
  id: string;
  title: string;
  /** First and last day. */
  from: string;
  to: string;
  state: string;
  version: number;
  updatedAt: string;
  note: string;
}

/** Commas, semicolons, backslashes and line ends mean something in a value; controls are dropped. */
export function escapeText(text: string): string {
  return text.toWellFormed()
    .replace(/\\/g, "\\\\").replace(/\r\n?|\n/g, "\\n").replace(/[,;]/g, (mark) => `\\${mark}`)
    // deno-lint-ignore no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

const encoder = new TextEncoder();

/** Lines have at most 75 bytes; one that is longer goes on behind a space, between characters. */
export function fold(line: string): string {
  let [out, bytes] = ["", 0];
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (bytes + size > 75) {
      out += "\r\n ";
      bytes = 1;
    }
    out += character;
    bytes += size;
  }
  return out;
}

/** An estimate and the plan give way to what has happened. */
function milestoneEvents({ milestones }: CalendarRows): Event[] {
  return milestones.flatMap((row) => {
    const said = row.actualOn ?? row.forecastOn ?? row.plannedOn;
    if (said === null || said.length === 4) return [];
    const note = row.actualOn
      ? "Reached"
      : row.forecastOn
      ? "Forecast"
      : said.length === 7
      ? "Planned for this month, the day is not known"
      : "Planned";
    return [{ ...row, from: firstDay(said), to: lastDay(said), note }];
  });
}

function taskEvents(rows: CalendarRows): Event[] {
  const calendar = calendarOf(rows);
  return rows.tasks.flatMap((row) => {
    const end = row.actualFinish ?? row.forecastFinish ?? finishOn(calendar, row);
    const from = row.actualStart ?? row.plannedStart ?? end;
    if (from === null) return [];
    const to = end ?? from;
    const note = row.actualFinish ? "Done" : row.actualStart ? "In progress" : "Not started";
    return [{ ...row, from: from < to ? from : to, to, note }];
  });
}

const compact = (date: string) => date.replaceAll("-", "");
const stamp = (moment: string) => moment.replace(/[-:]|\.\d+/g, "");

function eventLines(event: Event, project: CalendarRows, origin: string): string[] {
  const unconfirmed = event.state === "unconfirmed";
  const note = unconfirmed ? `${event.note}. Suggested by a rule, not confirmed` : event.note;
  return [
    "BEGIN:VEVENT",
    `UID:${event.id}@clinops`,
    `DTSTAMP:${stamp(event.updatedAt)}`,
    `LAST-MODIFIED:${stamp(event.updatedAt)}`,
    `SEQUENCE:${event.version - 1}`,
    `DTSTART;VALUE=DATE:${compact(event.from)}`,
    // The first day after it.
    `DTEND;VALUE=DATE:${compact(addDays(event.to, 1))}`,
    `SUMMARY:${escapeText(`${event.title} (${project.name})`)}`,
    `DESCRIPTION:${escapeText(note)}`,
    `STATUS:${unconfirmed ? "TENTATIVE" : "CONFIRMED"}`,
    "TRANSP:TRANSPARENT",
    `URL:${origin}/projects/${project.id}/plan`,
    "END:VEVENT",
  ];
}

/** The file; `origin` is where people reach the app. */
export function calendarFile(name: string, projects: CalendarRows[], origin: string): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//ClinOps//Plan//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
    ...projects.flatMap((project) =>
      [...milestoneEvents(project), ...taskEvents(project)].flatMap((event) =>
        eventLines(event, project, origin)
      )
    ),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}
