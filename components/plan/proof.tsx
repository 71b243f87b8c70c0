/** What stands behind the numbers of the plan: formula with the numbers put in, rows, method. */
import { LINK_WORDS, type Plan } from "@/lib/planning/model.ts";
import { DrawerFrame } from "../drawer.tsx";
import { formatDate, formatMoment, formatNumber, plural } from "../format.ts";
import { type Row, rowsOf } from "./rows.ts";
import { CRITICAL_DAYS, standingOf } from "./standing.ts";
import { shiftWords } from "./words.ts";

export interface PlanProofOf {
  title: string;
  value: string;
  formula: string;
  method: string;
  rows: { label: string; value: string }[];
}

const METHOD =
  "Critical path method (Kelley and Walker, 1959), forward and backward pass; total float as in PMI, " +
  "Practice Standard for Scheduling. An item is critical when its slack is 0.";

const dateWords = (date: string | null) => date ? formatDate(date) : "not known";

function slackProof(plan: Plan, row: Row): PlanProofOf {
  const { item, task } = row;
  const titles = new Map(rowsOf(plan).map((one) => [one.id, one.item.title]));
  const known = item.early.finishOn && item.late.finishOn && item.slackDays !== null;
  const formula = item.status === "done"
    ? "Done: what has happened has no slack."
    : known
    ? `latest finish ${formatDate(item.late.finishOn!)} − earliest finish ${
      formatDate(item.early.finishOn!)
    } = ${plural(item.slackDays!, "calendar day")}`
    : task?.durationDays === null
    ? "Not known: nobody has said how long it takes."
    : "Not known: nothing says when it can be.";
  const links = plan.dependencies.filter(({ toId }) => toId === row.id);
  return {
    title: `Slack of ${item.title}`,
    value: item.status === "done"
      ? "Done"
      : item.slackDays === null
      ? "Not known"
      : plural(item.slackDays, "day"),
    formula,
    method: METHOD,
    rows: [
      {
        label: "Earliest",
        value: `${dateWords(item.early.startOn)} to ${dateWords(item.early.finishOn)}`,
      },
      {
        label: "Latest",
        value: `${dateWords(item.late.startOn)} to ${dateWords(item.late.finishOn)}`,
      },
      {
        label: "Free slack",
        value: item.freeSlackDays === null ? "not known" : plural(item.freeSlackDays, "day"),
      },
      ...(task
        ? [{
          label: "Duration",
          value: task.durationDays === null
            ? "not known"
            : `${formatNumber(task.durationDays)} ${task.calendar} days`,
        }]
        : []),
      {
        label: "Held by",
        value: item.heldBy ? titles.get(item.heldBy) ?? "an item not seen" : "its own planned date",
      },
      ...links.slice(0, 20).map((link) => ({
        label: "Link",
        value: `${LINK_WORDS[link.type]}: ${titles.get(link.fromId) ?? "an item not seen"}, ${
          formatNumber(link.lagDays)
        } ${link.lagCalendar} days`,
      })),
      ...(item.missing.length > 0
        ? [{
          label: "Left out",
          value: `links from ${plural(item.missing.length, "item")} without a date`,
        }]
        : []),
      ...(item.basis ? [{ label: "Basis", value: item.basis }] : []),
    ],
  };
}

function standingProof(plan: Plan): PlanProofOf {
  const { word, reason, late, promised } = standingOf(plan);
  return {
    title: "How the plan stands",
    value: word,
    formula:
      `${reason}. Critical: the forecast finish is more than ${CRITICAL_DAYS} days past the ` +
      "newest baseline, or the plan where there is none; at risk: it is past it, or a critical item " +
      "is past its planned day; else on track.",
    method: METHOD,
    rows: [
      { label: "Plan ends", value: dateWords(plan.endOn) },
      { label: "Forecast end", value: dateWords(plan.forecastEndOn) },
      {
        label: "Baseline",
        value: plan.baseline ? `${plan.baseline.name}, ends ${dateWords(promised)}` : "none",
      },
      ...late.slice(0, 20).map(({ item }) => ({
        label: "Late",
        value: `${item.title}, ${shiftWords(item.lateDays ?? 0)}`,
      })),
    ],
  };
}

function pathProof(plan: Plan): PlanProofOf {
  const rows = new Map(rowsOf(plan).map((row) => [row.id, row.item]));
  const path = plan.criticalPath.flatMap((id) => rows.get(id) ?? []);
  return {
    title: "Critical path",
    value: plural(path.length, "item"),
    formula: `${plural(rows.size, "item")}, ${
      plural(plan.dependencies.length, "link")
    }; the plan ends ${
      dateWords(plan.endOn)
    }. Working days: ${plan.calendar.workingWeekdays.length} a week, ${
      plural(plan.calendar.holidays.length, "holiday")
    }.`,
    method: METHOD,
    rows: path.slice(0, 60).map((item) => ({
      label: dateWords(item.early.finishOn),
      value: item.title,
    })),
  };
}

/** Null for a key that names nothing here. */
export function planProofOf(plan: Plan, at: string): PlanProofOf | null {
  if (at === "standing") return standingProof(plan);
  if (at === "path") return pathProof(plan);
  const id = /^slack\.(.+)$/.exec(at)?.[1];
  const row = rowsOf(plan).find((one) => one.id === id);
  return row ? slackProof(plan, row) : null;
}

interface PlanProofProps {
  plan: Plan;
  at: string;
  close: string;
}

export function PlanProof({ plan, at, close }: PlanProofProps) {
  const proof = planProofOf(plan, at);
  if (!proof) return null;
  return (
    <DrawerFrame title={proof.title} close={close}>
      <p class="drawer-v">{proof.value}</p>
      <p class="text-ink-2">
        <span class="fx" aria-hidden="true">ƒ</span> {proof.formula}
      </p>
      <dl class="kv mt-7">
        {proof.rows.map(({ label, value }) => (
          <>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </>
        ))}
        <dt>Method</dt>
        <dd>{proof.method}</dd>
        <dt>As of</dt>
        <dd>{formatMoment(plan.asOf)}, {plan.timeZone} decides the day</dd>
      </dl>
    </DrawerFrame>
  );
}
