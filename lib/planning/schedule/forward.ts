/** Forward pass (PMI, Practice Standard for Scheduling): early starts and finishes. */
import {
  across,
  finishAtOrAfter,
  finishOf,
  fromStart,
  startAtOrAfter,
  startToFinishAfter,
  toStart,
} from "./duration.ts";
import type { ItemState } from "./model.ts";
import type { Edge, Network, Node } from "./network.ts";

export interface Early {
  state: ItemState;
  /** Instants; null when not known. */
  start: number | null;
  finish: number | null;
  /** Index of the predecessor that holds the early date. */
  driver: number | null;
  /** Indexes of predecessors without the date that their link needs. */
  missing: number[];
}

const stateOf = (node: Node): ItemState =>
  node.actualFinish !== null
    ? "completed"
    : node.actualStart !== null
    ? "inProgress"
    : "notStarted";

/** What links ask of a node: the latest of its bounds as a start and as a finish. */
interface Bounds {
  start: number | null;
  finish: number | null;
  startBy: number | null;
  finishBy: number | null;
  missing: number[];
}

const later = (a: number | null, b: number) => a === null || b > a;

function boundsOf(network: Network, edges: Edge[], early: Early[]): Bounds {
  const bounds: Bounds = { start: null, finish: null, startBy: null, finishBy: null, missing: [] };
  for (const edge of edges) {
    const before = early[edge.from]!;
    const instant = fromStart(edge) ? before.start : before.finish;
    if (instant === null) {
      if (!bounds.missing.includes(edge.from)) bounds.missing.push(edge.from);
      continue;
    }
    const bound = across(network.calendar, edge, instant);
    if (toStart(edge)) {
      if (later(bounds.start, bound)) [bounds.start, bounds.startBy] = [bound, edge.from];
    } else if (later(bounds.finish, bound)) [bounds.finish, bounds.finishBy] = [bound, edge.from];
  }
  return bounds;
}

/**
 * Started and not finished: the start stands, the finish is the latest of its duration, of what
 * FF and SF links ask, and of the data date.
 */
function inProgress(network: Network, node: Node, bounds: Bounds): Early {
  const { calendar, dataDate } = network;
  const start = node.actualStart!;
  const own = finishOf(calendar, node, start);
  const data = dataDate === null ? own : dataDate + (node.days === 0 ? 0 : 1);
  const finish = finishAtOrAfter(calendar, node, Math.max(own, data, bounds.finish ?? own));
  const held = bounds.finish !== null &&
    finishAtOrAfter(calendar, node, bounds.finish) === finish;
  return {
    state: "inProgress",
    start,
    finish,
    driver: held ? bounds.finishBy : null,
    missing: bounds.missing,
  };
}

/** The earliest start that plan, data date and links leave; none when nothing says when. */
function notStarted(network: Network, node: Node, bounds: Bounds): Early {
  const { calendar, dataDate } = network;
  const byFinish = bounds.finish === null
    ? null
    : startToFinishAfter(calendar, node, bounds.finish);
  const held = bounds.start === null ? null : startAtOrAfter(calendar, node, bounds.start);
  const known = [node.planned, held, byFinish].filter((instant) => instant !== null);
  if (known.length === 0) {
    const { missing } = bounds;
    return { state: "unscheduled", start: null, finish: null, driver: null, missing };
  }
  if (dataDate !== null) known.push(node.kind === "milestone" ? dataDate + 1 : dataDate);
  const start = startAtOrAfter(calendar, node, Math.max(...known));
  return {
    state: "notStarted",
    start,
    finish: finishOf(calendar, node, start),
    driver: held === start ? bounds.startBy : byFinish === start ? bounds.finishBy : null,
    missing: bounds.missing,
  };
}

export function forwardPass(network: Network): Early[] {
  const early: Early[] = new Array(network.nodes.length);
  for (const at of network.order) {
    const node = network.nodes[at]!;
    const state = stateOf(node);
    if (state === "completed") {
      const { actualStart: start, actualFinish: finish } = node;
      early[at] = { state, start, finish, driver: null, missing: [] };
      continue;
    }
    const bounds = boundsOf(network, network.into[at]!, early);
    early[at] = state === "inProgress"
      ? inProgress(network, node, bounds)
      : notStarted(network, node, bounds);
  }
  return early;
}

/** The end of the project: the latest early finish; null when nothing has a date. */
export function endOf(early: Early[]): number | null {
  let end: number | null = null;
  for (const { finish } of early) if (finish !== null && later(end, finish)) end = finish;
  return end;
}
