/** The work of the plan: tasks by phase, checklists, what is past its day, what waits. */
import { PHASE_WORDS } from "@/lib/planning/model.ts";
import { count, type Entry, type Json, s } from "../entry.ts";
import { atRisk, onTrack, unknown, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { itemPath, joined, LATE, numberColumn, textColumn } from "./parts.ts";

const PHASES: Entry = {
  key: "plan.phases",
  type: "table",
  title: "Tasks by phase",
  formula: "tasks and milestones by phase and by how far they are",
  thresholds: "at risk: a task is past its day",
  params: [],
  show({ facts, rows }) {
    const counts = ["tasks", "done", "running", "ahead", "late", "waits"] as const;
    const labels = ["Tasks", "Done", "In progress", "Not started", "Past their day", "Waiting"];
    return {
      data: {
        type: "table",
        columns: [
          ...[textColumn("Phase"), ...labels.map(numberColumn)],
          textColumn("Milestones reached"),
        ],
        rows: rows.map((row) => ({
          name: PHASE_WORDS[row.phase as keyof typeof PHASE_WORDS] ?? "No phase",
          cells: [
            ...counts.map((name) => count(row[name])),
            `${num(count(row.reached))} of ${num(count(row.milestones))}`,
          ],
        })),
        total: rows.length,
      },
      stand: worst({ atRisk: count(facts.late), of: count(facts.of) }, {
        ...{ critical: LATE, atRisk: LATE },
        none: `no task is ${LATE}`,
        nothing: "no task is recorded",
      }),
      summary: `${many(count(facts.of), "task")}, ${num(count(facts.late))} past their day, ${
        num(count(facts.waits))
      } waiting; ${num(count(facts.unconfirmed))} open items nobody has confirmed.`,
      filled: "",
    };
  },
};

const CHECKLISTS: Entry = {
  key: "plan.checklists",
  type: "table",
  title: "Checklists of open tasks",
  formula: "points ticked off of all, of tasks not done; points that want evidence, with it",
  thresholds: "",
  params: ["limit"],
  show({ facts, rows, value }) {
    return {
      data: {
        type: "table",
        columns: [
          textColumn("Task"),
          { label: "Points done", kind: "bar" },
          ...["With evidence", "Due", "Owner"].map(textColumn),
        ],
        rows: rows.map((row) => ({
          name: String(row.title),
          path: itemPath(row.id),
          cells: [
            `${count(row.done)} / ${count(row.points)}`,
            count(row.wanting) === 0
              ? "none wanted"
              : `${num(count(row.evident))} of ${num(count(row.wanting))}`,
            joined(
              [s(row.due) === null ? "" : day(s(row.due)), row.late === true ? "late" : ""].filter(
                Boolean,
              ),
            ),
            s(row.owner),
          ],
        })),
        total: count(value),
      },
      stand: count(value) === 0 ? unknown("no open task has a checklist") : null,
      summary: `${num(count(facts.done))} of ${many(count(facts.points), "point")} done in ${
        many(count(value), "checklist")
      } of ${many(count(facts.open), "open task")}.`,
      filled: "",
    };
  },
};

const WAITING: Entry[] = [
  {
    key: "plan.overdue",
    type: "list",
    title: "Past their day",
    formula: "tasks and milestones not done whose day is over, the oldest first",
    thresholds: "at risk: there is one",
    params: ["limit"],
    show({ facts, rows, value }) {
      const late = count(value);
      return {
        data: {
          type: "list",
          items: rows.map((row) => ({
            title: String(row.title),
            detail: [
              row.kind === "task" ? "task" : "milestone",
              `was due ${day(s(row.due))}`,
              s(row.owner) ?? "no owner",
              row.confirmed === true ? null : "not confirmed",
            ].filter(Boolean).join(", "),
            age: `${many(count(row.days), "day")} late`,
            path: itemPath(row.id),
          })),
          total: late,
        },
        stand: count(facts.of) === 0
          ? unknown("nothing open has a day")
          : late > 0
          ? atRisk(`${num(late)} past their day`)
          : onTrack("nothing is past its day"),
        summary: `${num(late)} of ${many(count(facts.of), "open item")} with a day.`,
        filled: "",
      };
    },
  },
  {
    key: "plan.blocked",
    type: "list",
    title: "Waiting",
    formula: "confirmed tasks that wait for an item which should be there by now and is not",
    thresholds: "at risk: there is one",
    params: ["limit"],
    show({ facts, rows, value }) {
      const waits = count(value);
      return {
        data: {
          type: "list",
          items: rows.map((row) => {
            const why = row.facts as Json;
            const others = count(why.waits) - 1;
            return {
              title: String(row.title),
              detail: `waits for ${why.for}${others > 0 ? ` and ${num(others)} more` : ""}`,
              age: `${many(count(why.days), "day")} late`,
              path: itemPath(row.id),
            };
          }),
          total: waits,
        },
        stand: count(facts.of) === 0
          ? unknown("no task is open")
          : waits > 0
          ? atRisk(`${many(waits, "task")} waiting`)
          : onTrack("no task waits for something late"),
        summary: `${num(waits)} of ${many(count(facts.of), "open task")}.`,
        filled: "",
      };
    },
  },
];

export const PLAN_WORK: Entry[] = [PHASES, CHECKLISTS, ...WAITING];
