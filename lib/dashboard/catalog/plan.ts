/** The plan: dates that people gave, against today and the newest baseline (private.plan_items). */
import type { Moment } from "../model.ts";
import { count, type Doc, type Entry, type Json, n, part, s } from "../entry.ts";
import { atRisk, onTrack, slip, TARGETS, unknown, worst } from "../status.ts";
import { day, many, num, pct } from "../text.ts";
import { kpi } from "./kpi.ts";

function moment(item: Json): Moment {
  return {
    id: String(item.id),
    title: String(item.title),
    on: s(item.doneOn) ?? s(item.due),
    state: item.done === true
      ? "reached"
      : item.late === true
      ? "late"
      : item.confirmed === true
      ? "coming"
      : "unconfirmed",
  };
}

const LATE = "past the day it was due";
const late = (doc: Doc, noun: string) =>
  worst({ atRisk: count(doc.facts.late), of: count(doc.facts.of) }, {
    critical: LATE,
    atRisk: LATE,
    none: `no ${noun} is ${LATE}`,
    nothing: `no ${noun} is recorded`,
  });

export const PLAN: Entry[] = [
  {
    key: "plan.next_milestones",
    type: "timeline",
    title: "Next milestones",
    formula: "milestones not reached, by forecast or plan, after the last one that was",
    thresholds: "at risk: one is past its day",
    params: ["limit"],
    show(doc) {
      const last = part(doc.facts.last);
      const items = [...(s(last.id) ? [moment(last)] : []), ...doc.rows.map(moment)];
      const next = items.find((item) => item.state !== "reached");
      return {
        data: { type: "timeline", items },
        stand: late(doc, "milestone"),
        summary: next
          ? `${next.state === "late" ? "Late" : "Next"}: ${next.title}, ${day(next.on)}.`
          : "No milestone is to come.",
        filled: "",
      };
    },
  },
  {
    key: "plan.milestone_workflow",
    type: "workflow",
    title: "Milestones by state",
    formula: "milestones by how far they are",
    thresholds: "at risk: one is past its day",
    params: [],
    show(doc) {
      const { reached, late: over, undated, unconfirmed, of } = doc.facts;
      const coming = count(of) - count(reached) - count(over) - count(undated);
      const steps = [
        { label: "Reached", n: count(reached) },
        { label: "Past their day", n: count(over), now: true },
        { label: "To come", n: coming },
        { label: "Without a day", n: count(undated) },
      ];
      const open = count(unconfirmed);
      return {
        data: {
          type: "workflow",
          steps,
          notes: open > 0 ? [`${num(open)} not confirmed by anybody`] : [],
        },
        stand: late(doc, "milestone"),
        summary: `${steps.map((step) => `${num(step.n)} ${step.label.toLowerCase()}`).join(", ")}.`,
        filled: "",
      };
    },
  },
  {
    key: "plan.slippage",
    type: "kpi",
    title: "End against baseline",
    formula: "last day − last day of the newest baseline",
    thresholds: `at most ${TARGETS.slippage} days`,
    params: ["target"],
    show(doc, { target = TARGETS.slippage }) {
      const { baseline, promisedOn, endOn } = doc.facts;
      const name = s(baseline);
      const days = n(doc.value);
      return kpi({
        doc,
        unit: "days",
        target,
        targetWords: "days",
        stand: name === null ? unknown("no baseline was taken") : slip(days, target),
        filled: days === null ? "" : `${day(s(endOn))} − ${day(s(promisedOn))}, baseline ${name}`,
      });
    },
  },
  {
    key: "plan.gantt",
    type: "gantt",
    title: "Coming up",
    formula: "open items by forecast or plan, soonest first",
    thresholds: "at risk: one is past its day",
    params: ["limit"],
    show(doc) {
      const items = doc.rows.map((row) => ({
        id: String(row.id),
        title: String(row.title),
        kind: row.kind === "task" ? "task" as const : "milestone" as const,
        from: s(row.start),
        to: s(row.due)!,
        late: row.late === true,
        confirmed: row.confirmed === true,
      }));
      return {
        data: { type: "gantt", today: String(doc.facts.today), items },
        stand: late(doc, "item of the plan"),
        summary:
          items.map((item) => `${item.title} ${day(item.to)}${item.late ? ", late" : ""}`).join(
            "; ",
          ) ||
          "Nothing open has a day.",
        filled: "",
      };
    },
  },
  {
    key: "plan.workload",
    type: "chart",
    title: "Open tasks by owner",
    formula: "tasks not done, by owner",
    thresholds: "",
    params: ["limit"],
    show(doc) {
      const bars = doc.rows.map((row) => ({
        label: s(row.owner) ?? "Nobody",
        n: count(row.n),
        note: count(row.late) > 0 ? `${num(count(row.late))} late` : "",
      }));
      return {
        data: { type: "chart", unit: "open tasks", bars },
        stand: null,
        summary: `${
          bars.map((bar) => `${bar.label} ${num(bar.n)}`).join(", ") || "No task is open"
        }.`,
        filled: "",
      };
    },
  },
  {
    key: "plan.tasks_due",
    type: "list",
    title: "Tasks due",
    formula: "tasks not done whose day comes in so many days, or is past",
    thresholds: "at risk: one is past its day",
    params: ["days", "limit"],
    show(doc) {
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: String(row.title),
            detail: `${day(s(row.due))}${row.late === true ? ", late" : ""}`,
            path: `plan?item=${row.id}`,
          })),
          total: count(doc.value),
        },
        stand: late(doc, "task"),
        summary: `${many(count(doc.value), "task")} due by ${day(s(doc.facts.until))}.`,
        filled: "",
      };
    },
  },
  {
    key: "plan.tasks_done",
    type: "kpi",
    title: "Tasks done",
    formula: "tasks done, of all",
    thresholds: "none unless one is given",
    params: ["target"],
    show(doc, { target }) {
      const [done, all] = [count(doc.value), count(doc.facts.of)];
      const words = all === 0
        ? "no task is recorded"
        : `${pct(done / all, 0)} of ${many(all, "task")}`;
      const stand = all === 0
        ? unknown(words)
        : target === undefined
        ? unknown("no target is set")
        : done / all * 100 >= target
        ? onTrack(words)
        : atRisk(words);
      return kpi({
        doc,
        unit: "count",
        target: target === undefined ? null : target / 100 * all,
        targetWords: target === undefined
          ? `of ${num(all)}`
          : `at least ${num(target)} % of ${num(all)}`,
        stand,
        filled: `${num(done)} of ${num(all)}`,
      });
    },
  },
];
