/** The diagrams of the plan. Pure. */
import { type Phase, PHASE_WORDS, PHASES, type Plan } from "@/lib/planning/model.ts";
import { compileGantt, MAX_ROWS } from "./gantt.ts";
import { day } from "./labels.ts";
import type { Diagram, GanttItem, Gate, Phase as DrawnPhase, SourceRow } from "./model.ts";
import { compilePhaseGates } from "./phase_gates.ts";

type Item = {
  kind: "milestone" | "task";
  item: Plan["milestones"][number] | Plan["tasks"][number];
};
export type Part = Omit<Diagram, "kind" | "asOf">;

const NO_PHASE = PHASES.length;
const order = (phase: Phase | null) => phase === null ? NO_PHASE : PHASES.indexOf(phase);

/** By phase, then by forecast; those without a date last. */
function itemsOf(plan: Plan): Item[] {
  const all: Item[] = [
    ...plan.milestones.map((item) => ({ kind: "milestone" as const, item })),
    ...plan.tasks.map((item) => ({ kind: "task" as const, item })),
  ];
  const start = ({ item }: Item) => item.forecast.startOn ?? "9999";
  return all.sort((a, b) =>
    order(a.item.phase) - order(b.item.phase) ||
    (start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0)
  );
}

function rowOf({ kind, item }: Item): SourceRow {
  const { startOn, finishOn } = item.forecast;
  const when = item.status === "done"
    ? `done ${finishOn === null ? "on a day that is not known" : day(finishOn)}`
    : finishOn === null
    ? startOn === null ? "no date" : `from ${day(startOn)}, its end is not known`
    : startOn === null || startOn === finishOn
    ? `forecast ${day(finishOn)}`
    : `forecast ${day(startOn)} to ${day(finishOn)}`;
  const phase = item.phase === null ? "no phase" : PHASE_WORDS[item.phase];
  const marks = [item.critical && "critical", item.state === "unconfirmed" && "unconfirmed"];
  return {
    kind,
    id: item.id,
    name: item.title,
    detail: [when, phase, ...marks.filter((mark) => mark !== false)].join(", "),
  };
}

const waitingForSomebody = (items: Item[]) => {
  const count = items.filter(({ item }) => item.state === "unconfirmed").length;
  return count === 0 ? null : `${count} of ${items.length} are suggestions that nobody confirmed`;
};

const sentence = (...parts: (string | null | false)[]) =>
  parts.filter((part) => part !== null && part !== false).join("; ") || null;

export function ganttOf(plan: Plan, title: string): Part {
  const items = itemsOf(plan);
  const drawn = items.map(({ kind, item }): GanttItem => ({
    kind,
    id: item.id,
    name: item.title,
    section: item.phase === null ? null : PHASE_WORDS[item.phase],
    startOn: item.forecast.startOn,
    finishOn: item.forecast.finishOn,
    done: item.status === "done",
    critical: item.critical,
  }));
  const dated = drawn.filter(({ startOn, finishOn }) => startOn !== null && finishOn !== null);
  const undated = drawn.length - dated.length;
  return {
    ...compileGantt({ title, items: drawn, asOf: plan.today }),
    formula: "actual dates of what is done, else the forecast of the schedule " +
      "(planned dates, moved by links and by what has happened); critical: no slack; " +
      "a month stands at its first day",
    rows: items.map(rowOf),
    summarised: dated.length <= MAX_ROWS
      ? null
      : `${MAX_ROWS} of ${dated.length} items are drawn, ` +
        "critical ones and milestones first; the others are one bar a phase",
    caveat: sentence(
      plan.problem,
      undated > 0 && `${undated} of ${drawn.length} have no dates and are named in the text only`,
      waitingForSomebody(items),
    ),
  };
}

/** The last milestone of the phase by forecast; of those without a date the last in their order. */
function gateItem(items: Item[]): Item | null {
  const milestones = items.filter(({ kind }) => kind === "milestone");
  return milestones.reduce<Item | null>((last, one) => {
    const [a, b] = [last?.item.forecast.finishOn ?? "", one.item.forecast.finishOn ?? ""];
    return last === null || b >= a ? one : last;
  }, null);
}

function gateOf(gate: Item, items: Item[]): Gate {
  const { item } = gate;
  const done = item.status === "done";
  return {
    id: item.id,
    name: item.title,
    state: done ? "passed" : "open",
    on: done ? item.forecast.finishOn : item.early.finishOn,
    missing: done ? [] : items
      .filter((one) => one !== gate && one.item.status !== "done").map((one) => one.item.title),
  };
}

/** The phases in their order; one without items is there, and not known. */
function phasesOf(items: Item[]): DrawnPhase[] {
  let before = true; // all of the phases before are done
  return PHASES.map((phase) => {
    const own = items.filter(({ item }) => item.phase === phase);
    const gate = gateItem(own);
    const done = own.length > 0 && own.every(({ item }) => item.status === "done");
    const begun = own.some(({ item }) => item.status !== "not_started");
    const state = own.length === 0
      ? "unknown"
      : done
      ? "done"
      : begun || before
      ? "current"
      : "ahead";
    before = before && (done || own.length === 0);
    return { id: phase, name: PHASE_WORDS[phase], state, gate: gate && gateOf(gate, own) };
  });
}

export function phaseGatesOf(plan: Plan, title: string): Part {
  const items = itemsOf(plan).filter(({ item }) => item.phase !== null);
  const outside = plan.milestones.length + plan.tasks.length - items.length;
  const phases = items.length === 0 ? [] : phasesOf(items);
  const bare = phases.filter(({ state }) => state === "unknown").map(({ name }) => name);
  return {
    ...compilePhaseGates({ title, phases }),
    sourceRefs: items.map(({ item }) => item.id),
    formula:
      "a phase is done when all its milestones and tasks are, and now when one has begun or " +
      "all before it are done; its gate is its last milestone, which waits for the rest of it",
    rows: items.map(rowOf),
    summarised: null,
    caveat: sentence(
      bare.length > 0 && `nothing is planned in ${bare.join(", ")}`,
      outside > 0 && `${outside} milestones and tasks have no phase and are left out`,
      waitingForSomebody(items),
    ),
  };
}
