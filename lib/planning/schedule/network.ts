/** The plan checked and turned into numbers: items and links by index, in an order to walk. */
import { parseDay, WorkCalendar } from "./calendar.ts";
import type { CycleRefusal, InputRefusal, LinkType, Plan, PlanItem } from "./model.ts";
import { planErrors } from "./check.ts";

/** An item in instants. `null` for what is not known. */
export interface Node {
  id: string;
  kind: PlanItem["kind"];
  days: number;
  working: boolean;
  /** Earliest start by plan. */
  planned: number | null;
  actualStart: number | null;
  actualFinish: number | null;
}

export interface Edge {
  from: number;
  to: number;
  type: LinkType;
  lag: number;
  working: boolean;
}

export interface Network {
  ok: true;
  calendar: WorkCalendar;
  nodes: Node[];
  /** Edges by the index of their successor and predecessor, in the order of the input. */
  into: Edge[][];
  outOf: Edge[][];
  /** Indexes, predecessors first. */
  order: number[];
  dataDate: number | null;
}

/** A milestone stands at the end of its day, a task starts at the start of it. */
const position = (item: PlanItem, date: string | null | undefined): number | null => {
  const day = date == null ? null : parseDay(date)!;
  return day === null ? null : item.kind === "milestone" ? day + 1 : day;
};

function toNode(item: PlanItem): Node {
  const days = item.kind === "milestone" ? 0 : item.durationDays ?? 0;
  const start = position(item, item.actualStart);
  const finish = position(item, item.actualFinish);
  const both = finish ?? start;
  return {
    id: item.id,
    kind: item.kind,
    days,
    working: item.kind === "task" && item.durationUnit === "working",
    planned: position(item, item.plannedOn),
    actualStart: item.kind === "milestone" ? both : start,
    actualFinish: item.kind === "milestone"
      ? both
      : finish === null || days === 0
      ? finish
      : finish + 1,
  };
}

/** Kahn's order; fewer indexes than nodes when there is a circle. */
function topological(into: Edge[][], outOf: Edge[][]): number[] {
  const open = into.map((edges) => edges.length);
  const order = open.flatMap((count, i) => count === 0 ? [i] : []);
  for (let at = 0; at < order.length; at++) {
    for (const edge of outOf[order[at]!]!) {
      open[edge.to]!--;
      if (open[edge.to] === 0) order.push(edge.to);
    }
  }
  return order;
}

/** Among nodes that the order left out each has a predecessor left out: walk back to a circle; it begins with its first item. */
function findCycle(into: Edge[][], order: number[]): number[] {
  const placed = new Set(order);
  const path: number[] = [];
  let at = into.findIndex((_, i) => !placed.has(i));
  while (!path.includes(at)) {
    path.push(at);
    at = into[at]!.find((edge) => !placed.has(edge.from))!.from;
  }
  const cycle = path.slice(path.indexOf(at)).reverse();
  const first = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

/** Checks the plan; refuses wrong values with their places, and a circle with its path. */
export function toNetwork(plan: Plan): Network | CycleRefusal | InputRefusal {
  const errors = planErrors(plan);
  if (errors.length > 0) return { ok: false, kind: "input", errors };
  const index = new Map(plan.items.map((item, i) => [item.id, i]));
  const into: Edge[][] = plan.items.map(() => []);
  const outOf: Edge[][] = plan.items.map(() => []);
  for (const link of plan.links) {
    const edge: Edge = {
      from: index.get(link.from)!,
      to: index.get(link.to)!,
      type: link.type,
      lag: link.lagDays ?? 0,
      working: link.lagUnit === "working",
    };
    into[edge.to]!.push(edge);
    outOf[edge.from]!.push(edge);
  }
  const order = topological(into, outOf);
  if (order.length < plan.items.length) {
    const cycle = findCycle(into, order).map((i) => plan.items[i]!.id);
    return { ok: false, kind: "cycle", cycle };
  }
  return {
    ok: true,
    calendar: new WorkCalendar(plan.calendar),
    nodes: plan.items.map(toNode),
    into,
    outOf,
    order,
    dataDate: plan.dataDate == null ? null : parseDay(plan.dataDate)!,
  };
}
