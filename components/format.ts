/**
 * Numbers, dates and names as the interface writes them. English, absolute dates, a space before
 * a unit, a true minus. Pure: the same input gives the same text on the server and in an island.
 */
import type { PartialDate } from "@/lib/projects/model.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Keeps a number and its unit on one line. */
const NBSP = "\u00a0";
const MINUS = "\u2212";

/** `1148` -> "1,148", `-4` -> "−4". */
export function formatNumber(value: number): string {
  const [whole, fraction] = Math.abs(value).toString().split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? MINUS : ""}${grouped}${fraction ? `.${fraction}` : ""}`;
}

/** "1 site", "1,148 sites". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)}${NBSP}${count === 1 ? one : many}`;
}

/** A share of 1 as "12.4 %". */
export function formatPercent(share: number, digits = 0): string {
  return `${formatNumber(Number((share * 100).toFixed(digits)))}${NBSP}%`;
}

/** `213840` -> "214 kB" (1 kB is 1,000 bytes). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes}${NBSP}B`;
  if (bytes < 999_500) return `${formatNumber(Math.round(bytes / 1000))}${NBSP}kB`;
  return `${formatNumber(Number((bytes / 1_000_000).toFixed(1)))}${NBSP}MB`;
}

/** `2025-10-06` -> "6 Oct 2025", `2024-02` -> "Feb 2024", `2024` -> "2024". Other text stays as it is. */
export function formatDate(value: string): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(value) ?? [];
  if (!year) return value;
  const name = month && MONTHS[Number(month) - 1];
  if (!name) return year;
  return day ? `${Number(day)} ${name} ${year}` : `${name} ${year}`;
}

/** "Feb 2024 · estimated". */
export function formatPartial(date: Pick<PartialDate, "value" | "type">): string {
  return date.type
    ? `${formatDate(date.value)} · ${date.type.toLowerCase()}`
    : formatDate(date.value);
}

interface MomentParts {
  date: string;
  time: string;
}

/** A UTC timestamp in a time zone: { date: "12 Mar 2026", time: "09:36:12" }. */
export function momentParts(iso: string, timeZone = "UTC"): MomentParts {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return { date: iso, time: "" };
  // Most moments are shown in UTC, and Intl takes ten times as long.
  if (timeZone === "UTC") {
    const [day, time] = at.toISOString().split("T");
    return { date: formatDate(day!), time: time!.slice(0, 8) };
  }
  const parts = Object.fromEntries(
    formatter(timeZone).formatToParts(at).map((part) => [part.type, part.value]),
  );
  return {
    date: formatDate(`${parts.year}-${parts.month}-${parts.day}`),
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
  };
}

/** "12 Mar 2026 09:36 UTC". */
export function formatMoment(iso: string, timeZone = "UTC"): string {
  const { date, time } = momentParts(iso, timeZone);
  return time ? `${date} ${time.slice(0, 5)} ${timeZone}` : date;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let found = formatters.get(timeZone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formatters.set(timeZone, found);
  }
  return found;
}

/** The first day that a date can mean, for comparing: `2024-02` -> "2024-02-01". */
export function earliestDay(value: string): string {
  return `${value}-01-01`.slice(0, 10);
}

/** The last day that a date can mean: `2024-02` -> "2024-02-31" (good enough to compare by). */
export function latestDay(value: string): string {
  return value.length === 4 ? `${value}-12-31` : value.length === 7 ? `${value}-31` : value;
}

/** "Ada Rennick" -> "AR"; an address gives its first letter. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return `${first(words[0])}${first(last)}`.toUpperCase();
}

function first(word: string | undefined): string {
  return [...(word ?? "")][0] ?? "";
}

/** Degrees, WGS 84, to two decimals (about a kilometre): "47.07, 15.44". */
export function formatPosition(lat: number, lon: number): string {
  return `${lat.toFixed(2)}, ${lon.toFixed(2)}`.replaceAll("-", MINUS);
}

/** The first characters of a hash, in groups of four: "9f3c 17be". */
export function shortHash(hash: string, groups = 2): string {
  return hash.slice(0, groups * 4).replace(/(.{4})(?=.)/g, "$1 ");
}

/** A long text cut at a word, with an ellipsis; the whole of it is a click away. */
export function shortened(text: string, longest = 160): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest + 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2)).toWellFormed()} …`;
}
