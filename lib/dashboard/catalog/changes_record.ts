/** A newer record, the plan that hangs on a change, and reviews that run out (private.widgets_changes). */
import { placed } from "@/lib/documents/words.ts";
import { recordChanges } from "@/lib/imports/changes.ts";
import type { FieldChange, Json as Value } from "@/lib/imports/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import type { Stand } from "../model.ts";
import { count, type Entry, type Json, n, part, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { date, daysLeft, STAND, table, text } from "./columns.ts";

const list = (value: unknown): Json[] => Array.isArray(value) ? value.map(part) : [];

/** A value of a record in a few words. */
function valueWords(value: Value): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") return num(value, 4);
  if (typeof value === "string") {
    if (/^\d{4}(-\d{2}){0,2}$/.test(value)) return day(value);
    const words = /^[A-Z][A-Z_]{3,}[A-Z1-4]$/.test(value) ? enumWords(value) : value;
    return words.length > 120 ? `${words.slice(0, 119).toWellFormed().trimEnd()}…` : words;
  }
  const parts = Array.isArray(value) ? value : Object.values(value);
  return parts.filter((one) => one !== null && one !== "").map(valueWords).join(", ") || "none";
}

/** What the plan has at the same place of the record. */
const hanging = (change: FieldChange, milestones: Json[]) =>
  milestones.filter(({ pointer }) => change.group === "dates" && pointer === change.pointer)
    .map(({ title }) => String(title)).join(", ") || null;

export const RECORD_CHANGES: Entry[] = [
  {
    key: "changes.record",
    type: "table",
    title: "Differences of the newest record",
    formula: "study as it stands, compared with the newest record that came after its first",
    thresholds: "at risk: there is one that nobody decided on",
    params: ["limit"],
    show(doc, { limit = 20 }) {
      const { no, version, status, record, stored, milestones } = doc.facts;
      if (!record) {
        const why = n(no) === null
          ? "the study was not imported"
          : `no record came after the first${s(version) ? `, posted ${day(s(version))}` : ""}`;
        return {
          data: table([], [], 0),
          stand: unknown(why),
          summary: `Not known: ${why}.`,
          filled: "",
        };
      }
      const changes = recordChanges(record, part(stored));
      const waits = status === "pending";
      const words = `${many(changes.length, "difference")} to record ${no}`;
      return {
        data: table(
          [text("Here"), text("In the record"), text("What it is"), text("Milestones on it")],
          changes.slice(0, limit).map((change) => ({
            name: change.label,
            path: "import",
            cells: [
              ...[valueWords(change.from), valueWords(change.to), change.kind],
              hanging(change, list(milestones)),
            ],
          })),
          changes.length,
          "Value",
        ),
        stand: changes.length === 0
          ? onTrack(`nothing differs from record ${no}`)
          : waits
          ? atRisk(`${words} wait for a decision`)
          : onTrack(`${words}, kept as they are here`),
        summary: `${words}${s(version) ? `, posted ${day(s(version))}` : ""}.`,
        filled: "",
      };
    },
  },
  {
    key: "changes.touched",
    type: "table",
    title: "Plan that hangs on it",
    formula:
      "open tasks of sites that lack an approval or work with a superseded version, and open milestones that wait for these",
    thresholds: "at risk: one is late",
    params: ["limit"],
    show(doc) {
      const { of, sites, tasks, milestones, late } = doc.facts;
      return {
        data: table(
          [text("What"), date("Due"), text("Because of"), STAND],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: "plan",
            cells: [
              row.kind === "task" ? "Task" : "Milestone",
              s(row.due_on),
              row.kind === "task" ? s(row.site) : `${many(count(row.tasks), "task")} before it`,
              row.late === true
                ? atRisk("late")
                : s(row.due_on)
                ? onTrack("not due yet")
                : unknown("no day is recorded"),
            ],
          })),
          count(doc.value),
          "Item",
        ),
        stand: worst({ atRisk: count(late), of: count(of) }, {
          critical: "",
          atRisk: "late",
          none: count(doc.value) === 0 ? "nothing of the plan hangs on it" : "none is late",
          nothing: "no site is recorded to have an approval of a version in force, or to use one",
        }),
        summary: `${many(count(sites), "site")} concerned, with ${
          many(count(tasks), "open task")
        } and ${many(count(milestones), "milestone")}.`,
        filled: "",
      };
    },
  },
  {
    key: "changes.reviews",
    type: "table",
    title: "Continuing reviews",
    formula: "ethics approvals in force or run out, at places that are not closed",
    thresholds: "critical: ended, or 30 days or less; at risk: 60 days or less",
    params: ["siteId", "limit"],
    show(doc) {
      const { of, ended, soon, undated } = doc.facts;
      return {
        data: table(
          [text("Version"), date("In force since"), date("Until"), daysLeft, STAND],
          doc.rows.map((row) => ({
            name: placed(String(row.title), s(row.at)),
            path: `documents/${row.document}`,
            cells: [
              ...[s(row.version), s(row.acts_on), s(row.lasts_to), n(row.days_left)],
              reviewStand(n(row.days_left), s(row.lasts_to)),
            ],
          })),
          count(of),
          "Approval",
        ),
        stand: count(of) === 0
          ? unknown("no ethics approval is recorded")
          : worst({ critical: count(ended) + count(soon), atRisk: count(doc.value) }, {
            critical: "ended or end within 30 days",
            atRisk: "end within 60 days",
            none: "none ends within 60 days",
            nothing: "",
          }),
        summary: `${many(count(of), "ethics approval")}, ${num(count(doc.value))} to be renewed, ${
          num(count(undated))
        } without a last day.`,
        filled: "",
      };
    },
  },
];

function reviewStand(left: number | null, lastsTo: string | null): Stand {
  if (left === null) return unknown("no last day is recorded");
  if (left < 0) return critical(`ended ${day(lastsTo)}`);
  const words = `until ${day(lastsTo)}`;
  return left <= 30 ? critical(words) : left <= 60 ? atRisk(words) : onTrack(words);
}
