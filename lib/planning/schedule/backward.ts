/** Backward pass (PMI, Practice Standard for Scheduling): late dates, total and free float. */
import {
  backAcross,
  finishAtOrBefore,
  finishOf,
  fromStart,
  startToFinishBefore,
  toStart,
} from "./duration.ts";
import type { Early } from "./forward.ts";
import type { Edge, Network, Node } from "./network.ts";

/** Latest instants that keep the end, or that keep the early dates of the successors. */
export interface Late {
  start: number;
  finish: number;
}

/** The latest instants of an item that leave the items after it where `limits` has them. */
function latest(
  network: Network,
  node: Node,
  early: Early,
  edges: Edge[],
  end: number,
  limits: (at: number) => Late | null,
): Late {
  const { calendar } = network;
  let start = Infinity;
  let finish = end;
  for (const edge of edges) {
    const limit = limits(edge.to);
    if (limit === null) continue;
    const bound = toStart(edge) ? limit.start : limit.finish;
    if (bound === Infinity) continue;
    const instant = backAcross(calendar, edge, bound);
    if (fromStart(edge)) start = Math.min(start, instant);
    else finish = Math.min(finish, instant);
  }
  if (early.state === "inProgress") {
    return { start: early.start!, finish: finishAtOrBefore(calendar, node, finish) };
  }
  const byFinish = startToFinishBefore(calendar, node, finish);
  const last = start >= byFinish
    ? byFinish
    : node.working
    ? calendar.startAtOrBefore(start)
    : start;
  return { start: last, finish: finishOf(calendar, node, last) };
}

const open = ({ state }: Early) => state === "inProgress" || state === "notStarted";

/**
 * What holds the predecessors of an item. Nothing does when it is completed; when it is in
 * progress only its finish can still move.
 */
const holding = (early: Early, late: Late): Late | null =>
  !open(early)
    ? null
    : early.state === "inProgress"
    ? { start: Infinity, finish: late.finish }
    : late;

/** Null for items that are completed or unscheduled. */
export function backwardPass(network: Network, early: Early[], end: number): (Late | null)[] {
  const late: (Late | null)[] = early.map(() => null);
  for (let i = network.order.length - 1; i >= 0; i--) {
    const at = network.order[i]!;
    if (!open(early[at]!)) continue;
    late[at] = latest(
      network,
      network.nodes[at]!,
      early[at]!,
      network.outOf[at]!,
      end,
      (to) => late[to] ? holding(early[to]!, late[to]) : null,
    );
  }
  return late;
}

/** The latest instants that move no other item. Null for items that are completed or undated. */
export function freeLimits(network: Network, early: Early[], end: number): (Late | null)[] {
  return early.map((own, at) =>
    open(own)
      ? latest(network, network.nodes[at]!, own, network.outOf[at]!, end, (to) => {
        const next = early[to]!;
        return open(next) ? holding(next, { start: next.start!, finish: next.finish! }) : null;
      })
      : null
  );
}
