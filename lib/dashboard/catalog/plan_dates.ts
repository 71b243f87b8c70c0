/** Dates of the plan item by item: against the promise, what holds the end, what may still move. */
import type { PlanDoc } from "@/lib/planning/facts.ts";
import type { Plan } from "@/lib/planning/model.ts";
import { toPlan } from "@/lib/planning/view.ts";
import { dateWords } from "@/lib/projects/words.ts";
import { count, type Doc, type Entry, n, s } from "../entry.ts";
import type { Stand } from "../model.ts";
import { unknown, worst } from "../status.ts";
import { day, many, num } from "../text.ts";
import { itemPath, LATE, numberColumn, textColumn } from "./parts.ts";

const partial = (value: unknown) => s(value) === null ? null : dateWords({ value: s(value)! });
/** "9 days later", "on the day", "3 days earlier". */
const against = (days: number | null) =>
  days === null
    ? null
    : days === 0
    ? "on the day"
    : `${many(Math.abs(days), "day")} ${days > 0 ? "later" : "earlier"}`;

function milestoneStand({ facts }: Doc): Stand {
  return worst({ atRisk: count(facts.late), of: count(facts.of) }, {
    ...{ critical: LATE, atRisk: LATE },
    none: `no milestone is ${LATE}`,
    nothing: "no milestone is recorded",
  });
}

const MILESTONES: Entry = {
  key: "plan.milestones",
  type: "table",
  title: "Milestones against the baseline",
  formula: "day reached, or to be expected − day of the newest baseline",
  thresholds: "at risk: one is past its day",
  params: ["limit"],
  show(doc) {
    const { facts, rows, value } = doc;
    const name = s(facts.baseline);
    const columns = ["Milestone", "Planned", "Baseline", "Expected", "Reached", "Against baseline"];
    return {
      data: {
        type: "table",
        columns: [...columns.map(textColumn), textColumn("State")],
        rows: rows.map((row) => ({
          name: String(row.title),
          path: itemPath(row.id),
          cells: [
            ...[partial(row.planned), partial(row.promised), partial(row.expected)],
            ...[partial(row.reached), against(n(row.days))],
            row.done === true
              ? "reached"
              : row.late === true
              ? "late"
              : row.confirmed === true
              ? "to come"
              : "not confirmed",
          ],
        })),
        total: count(value),
      },
      stand: milestoneStand(doc),
      summary: `${num(count(facts.reached))} of ${many(count(value), "milestone")} reached${
        name === null
          ? "; no baseline was taken"
          : `, ${num(count(facts.slipped))} later than promised (${name})`
      }.`,
      filled: "",
    };
  },
};

type Item = Plan["milestones"][number] | Plan["tasks"][number];

const planOf = (doc: Doc) => toPlan(doc.facts as unknown as PlanDoc);
const openItems = (plan: Plan): Item[] =>
  [...plan.milestones, ...plan.tasks].filter(({ status }) => status !== "done");
const itemCells = ({ forecast, ownerName }: Item) => [partial(forecast.finishOn), ownerName];
const byEnd = (a: Item, b: Item) =>
  (a.forecast.finishOn ?? "9999") < (b.forecast.finishOn ?? "9999") ? -1 : 1;

const CRITICAL_PATH: Entry = {
  key: "plan.critical_path",
  type: "table",
  title: "Critical path",
  formula: "items not done that have no slack, in the order of the path",
  thresholds: "",
  params: ["limit"],
  show(doc, { limit = 12 }) {
    const plan = planOf(doc);
    const place = new Map(plan.criticalPath.map((id, i) => [id, i]));
    const items = openItems(plan).filter(({ critical }) => critical)
      .sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
    return {
      data: {
        type: "table",
        columns: ["Item", "Expected", "Owner"].map(textColumn),
        rows: items.slice(0, limit).map((item) => ({
          name: item.title,
          path: itemPath(item.id),
          cells: itemCells(item),
        })),
        total: items.length,
      },
      stand: plan.problem !== null
        ? unknown(plan.problem)
        : items.length === 0
        ? unknown("nothing open has a date, so no path can be told")
        : null,
      summary: items.length === 0
        ? "No path can be told."
        : `${many(items.length, "item")} without slack; the plan ends ${
          day(plan.forecastEndOn ?? plan.endOn)
        }.`,
      filled: "",
    };
  },
};

const SLACK: Entry = {
  key: "plan.slack",
  type: "table",
  title: "Slack",
  formula: "calendar days that an open item may move before the end of the plan does, least first",
  thresholds: "",
  params: ["limit"],
  show(doc, { limit = 12 }) {
    const plan = planOf(doc);
    const open = openItems(plan);
    const known = open.filter(({ slackDays, critical }) => slackDays !== null && !critical)
      .sort((a, b) => a.slackDays! - b.slackDays! || byEnd(a, b));
    const without = open.filter(({ slackDays }) => slackDays === null).length;
    return {
      data: {
        type: "table",
        columns: [
          textColumn("Item"),
          numberColumn("Days of slack"),
          ...["Expected", "Owner"].map(textColumn),
        ],
        rows: known.slice(0, limit).map((item) => ({
          name: item.title,
          path: itemPath(item.id),
          cells: [item.slackDays, ...itemCells(item)],
        })),
        total: known.length,
      },
      stand: null,
      summary: `${many(known.length, "open item")} with slack${
        without > 0 ? `, of ${num(without)} it is not known` : ""
      }.`,
      filled: "",
    };
  },
};

export const PLAN_DATES: Entry[] = [MILESTONES, CRITICAL_PATH, SLACK];
