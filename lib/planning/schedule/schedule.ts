import { FIRST_DAY, formatDay, LAST_DAY } from "./calendar.ts";
import { backwardPass, freeLimits, type Late } from "./backward.ts";
import { type Early, endOf, forwardPass } from "./forward.ts";
import type { InputRefusal, IsoDate, Plan, ScheduledItem, ScheduleResult } from "./model.ts";
import { type Network, type Node, toNetwork } from "./network.ts";

/** The plan in instants, for those who need differences of ends that dates cannot show. */
export interface Calculation {
  ok: true;
  network: Network;
  early: Early[];
  end: number | null;
}

export function calculate(plan: Plan) {
  const network = toNetwork(plan);
  if (!network.ok) return network;
  const early = forwardPass(network);
  const beyond = early.findIndex(({ start, finish }) =>
    (start ?? LAST_DAY) <= FIRST_DAY || (finish ?? LAST_DAY) > LAST_DAY
  );
  if (beyond >= 0) {
    const message = "Cannot place it between the years 1 and 9999";
    const refusal: InputRefusal = {
      ok: false,
      kind: "input",
      errors: [{ path: `/items/${beyond}`, message }],
    };
    return refusal;
  }
  return { ok: true, network, early, end: endOf(early) } satisfies Calculation;
}

const startDate = (node: Node, instant: number | null): IsoDate | null =>
  instant === null ? null : formatDay(node.kind === "milestone" ? instant - 1 : instant);

const finishDate = (node: Node, instant: number | null): IsoDate | null =>
  instant === null
    ? null
    : formatDay(node.kind === "task" && node.days === 0 ? instant : instant - 1);

/** Days from the early to the limiting instant: of the start, in progress of the finish. */
const floatTo = (early: Early, limit: Late) =>
  early.state === "inProgress" ? limit.finish - early.finish! : limit.start - early.start!;

function describe(
  { nodes }: Network,
  at: number,
  early: Early,
  late: Late | null,
  free: Late | null,
): ScheduledItem {
  const node = nodes[at]!;
  const slackDays = late && floatTo(early, late);
  return {
    id: node.id,
    state: early.state,
    startOn: startDate(node, early.start),
    finishOn: finishDate(node, early.finish),
    lateStartOn: late && startDate(node, late.start),
    lateFinishOn: late && finishDate(node, late.finish),
    slackDays,
    freeSlackDays: free && floatTo(early, free),
    critical: slackDays === 0,
    drivingPredecessor: early.driver === null ? null : nodes[early.driver]!.id,
    missing: early.missing.map((i) => nodes[i]!.id),
  };
}

function criticalPath({ order }: Network, early: Early[], items: ScheduledItem[]): string[] {
  return order.filter((at) => items[at]!.critical)
    .sort((a, b) => early[a]!.start! - early[b]!.start!)
    .map((at) => items[at]!.id);
}

export function toSchedule({ network, early, end }: Calculation) {
  const late = backwardPass(network, early, end ?? 0);
  const free = freeLimits(network, early, end ?? 0);
  const items = early.map((own, at) => describe(network, at, own, late[at]!, free[at]!));
  const last = items.filter((_, at) => end !== null && early[at]!.finish === end)
    .map((item) => item.finishOn!);
  return {
    ok: true as const,
    items,
    endOn: last.reduce<IsoDate | null>((a, b) => a === null || b > a ? b : a, null),
    criticalPath: criticalPath(network, early, items),
  };
}

/**
 * Early and late dates, slack and critical path of a plan (see model.ts for the definitions).
 * Refuses a circle with its path and wrong values with their places. Nothing undated gets a date:
 * an item without a planned date, an actual date or a dated predecessor is `unscheduled`.
 *
 * A completed item stays where it was and is never critical. One in progress keeps its start; its
 * finish is the latest of its duration, of FF and SF links and of the data date. Of a completed
 * item without a recorded start, links by start are reported as missing. Milestones and lags may
 * fall on a free day; tasks in working days never start on one.
 */
export function schedule(plan: Plan): ScheduleResult {
  const calculation = calculate(plan);
  return calculation.ok ? toSchedule(calculation) : calculation;
}
