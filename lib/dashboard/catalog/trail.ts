/** The audit trail: its chain, who changed what and why, readings of restricted rows. */
import { entityWords } from "@/lib/activity/words.ts";
import { count, type Doc, type Entry, n, part, s } from "../entry.ts";
import type { Row, Stand } from "../model.ts";
import { critical, onTrack, unknown } from "../status.ts";
import { day, many, num } from "../text.ts";

const PERIOD = ["days", "limit"] as const;
const KINDS: Record<string, string> = { human: "person", agent: "agent", system: "system" };
const DEEDS: Record<string, string> = { insert: "added", update: "changed", delete: "removed" };

/** "21 Nov 2026, 16:40 UTC" of a UTC timestamp. */
const moment = (at: unknown) => {
  const said = s(at);
  return said === null
    ? "at a time not known"
    : `${day(said.slice(0, 10))}, ${said.slice(11, 16)} UTC`;
};

const since = ({ facts }: Doc) => `since ${day(s(facts.from))}`;

/** A chain is as good as its last check; the entries after that are not checked yet. */
function chainStand(facts: Doc["facts"]): Stand {
  const check = part(facts.check);
  if (s(check.state) === null) return unknown("the chain was never verified");
  if (check.state === "broken") {
    return critical(
      n(check.brokenAt) === null
        ? "the chain is broken"
        : `broken at entry ${num(count(check.brokenAt))}`,
    );
  }
  if (check.state === "running") {
    return unknown(`verified up to entry ${num(count(check.upto))}, not to its end`);
  }
  return onTrack(`intact up to entry ${num(count(check.upto))}`);
}

const CHAIN: Entry = {
  key: "trail.chain",
  type: "list",
  title: "Audit trail",
  formula:
    "each entry's SHA-256 is over the entry before it; verified by computing all of them anew",
  thresholds: "critical: the last verification found it broken; unknown: none was finished",
  params: [],
  show(doc) {
    const { facts } = doc;
    const [check, outside] = [part(facts.check), part(part(facts.check).outside)];
    const after = count(facts.seq) - count(check.upto);
    const verified = s(check.state) === null
      ? "never"
      : `${moment(check.checkedAt)}${s(check.by) ? ` by ${check.by}` : ""}, ${
        many(count(check.upto), "entry", "entries")
      }${after > 0 ? `; ${num(after)} came after` : ""}`;
    const items = [
      { title: "Entries of the organisation", detail: num(count(facts.seq)), path: "activity" },
      { title: "Head", detail: (s(facts.hash) ?? "not known").slice(0, 16), path: "activity" },
      { title: "Last verified", detail: verified, path: "activity" },
      {
        title: "Head kept elsewhere",
        detail: n(outside.seq) === null
          ? "not known of the last verification"
          : `entry ${num(count(outside.seq))}, ${moment(outside.at)}`,
        path: "activity",
      },
    ];
    const stand = chainStand(facts);
    return {
      data: { type: "list", items, total: items.length },
      stand,
      summary: `${many(count(facts.seq), "entry", "entries")}; ${stand.reason}.`,
      filled: "",
    };
  },
};

const figures = (row: Record<string, unknown>, names: string[]) =>
  names.map((name) => n(row[name]));
const number = (label: string) => ({ label, kind: "number" as const });

const CHANGES: Entry = {
  key: "trail.changes",
  type: "table",
  title: "What was changed",
  formula: "entries of the trail of this study by kind of record; readings apart",
  thresholds: "",
  params: [...PERIOD],
  show(doc) {
    const { people, agents, system, of } = doc.facts;
    return {
      data: {
        type: "table",
        columns: [
          { label: "Record", kind: "text" },
          ...["Added", "Changed", "Removed", "By people", "By agents", "By the system"].map(number),
          { label: "Newest", kind: "date" },
        ],
        rows: doc.rows.map((row): Row => ({
          name: entityWords(String(row.key)),
          path: "activity",
          cells: [
            ...figures(row, ["made", "changed", "removed", "people", "agents", "system"]),
            s(row.newest)?.slice(0, 10) ?? null,
          ],
        })),
        total: count(of),
      },
      stand: null,
      summary: `${many(count(doc.value), "change")} ${since(doc)}: ${
        num(count(people))
      } by people, ${num(count(agents))} by agents, ${num(count(system))} by the system.`,
      filled: "",
    };
  },
};

const PEOPLE: Entry = {
  key: "trail.people",
  type: "table",
  title: "Who changed it",
  formula: "entries of the trail of this study by who wrote them; readings apart",
  thresholds: "",
  params: [...PERIOD],
  show(doc) {
    return {
      data: {
        type: "table",
        columns: [
          { label: "Who", kind: "text" },
          { label: "Kind", kind: "text" },
          ...["Changes", "Kinds of records"].map(number),
          { label: "Newest", kind: "date" },
        ],
        rows: doc.rows.map((row): Row => ({
          name: s(row.name) ?? (row.kind === "system" ? "The system" : "A name not known"),
          path: "activity",
          cells: [
            KINDS[String(row.kind)] ?? String(row.kind),
            ...figures(row, ["n", "kinds"]),
            s(row.newest)?.slice(0, 10) ?? null,
          ],
        })),
        total: count(doc.facts.of),
      },
      stand: null,
      summary: `${many(count(doc.value), "change")} ${since(doc)}.`,
      filled: "",
    };
  },
};

const REASONS: Entry = {
  key: "trail.reasons",
  type: "list",
  title: "Changes with their reasons",
  formula: "changes that say why, of rows that are not restricted, the newest first",
  thresholds: "",
  params: [...PERIOD],
  show(doc) {
    return {
      data: {
        type: "list",
        items: doc.rows.map((row) => ({
          title: `Entry ${num(count(row.seq))}: ${entityWords(String(row.entity)).toLowerCase()}${
            s(row.name) ? ` "${row.name}"` : ""
          } ${DEEDS[String(row.action)] ?? String(row.action)}`,
          detail: `${s(row.who) ?? "the system"}, ${moment(row.at)}: ${row.reason}`,
          path: "activity",
        })),
        total: count(doc.value),
      },
      stand: null,
      summary: `${many(count(doc.value), "change")} with a reason ${since(doc)}.`,
      filled: "",
    };
  },
};

const READINGS: Entry = {
  key: "trail.readings",
  type: "table",
  title: "Readings of restricted rows",
  formula: "readings written down, once an hour for each session and row; counts only",
  thresholds: "unknown: only who is cleared for restricted rows sees who read them",
  params: [...PERIOD],
  show(doc) {
    const cleared = doc.facts.cleared === true;
    return {
      data: {
        type: "table",
        columns: [
          { label: "Record", kind: "text" },
          ...["Readings", "People"].map(number),
          { label: "Newest", kind: "date" },
        ],
        rows: cleared
          ? doc.rows.map((row): Row => ({
            name: entityWords(String(row.key)),
            path: "activity",
            cells: [...figures(row, ["n", "persons"]), s(row.newest)?.slice(0, 10) ?? null],
          }))
          : [],
        total: cleared ? count(doc.facts.of) : 0,
      },
      stand: cleared ? null : unknown("only who is cleared for restricted rows sees who read them"),
      summary: cleared
        ? `${many(count(doc.value), "reading")} ${since(doc)}.`
        : "Not for who is not cleared.",
      filled: "",
    };
  },
};

export const TRAIL: Entry[] = [CHAIN, CHANGES, PEOPLE, REASONS, READINGS];
