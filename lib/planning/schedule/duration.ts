/** From a start to the finish of a node and back, and from one end of a link to the other. */
import type { WorkCalendar } from "./calendar.ts";
import type { Edge, Node } from "./network.ts";

/** The first instant at or after `instant` at which the node may start. */
export const startAtOrAfter = (calendar: WorkCalendar, node: Node, instant: number) =>
  node.working ? calendar.startAtOrAfter(instant) : instant;

export function finishOf(calendar: WorkCalendar, node: Node, start: number): number {
  return node.working ? calendar.shift(start, node.days) : start + node.days;
}

/** The first start with which the node finishes at or after `instant`. */
export function startToFinishAfter(calendar: WorkCalendar, node: Node, instant: number): number {
  if (!node.working) return instant - node.days;
  if (node.days === 0) return calendar.startAtOrAfter(instant);
  return calendar.shift(calendar.endAtOrAfter(instant), -node.days);
}

/** The last start with which the node finishes at or before `instant`. */
export function startToFinishBefore(calendar: WorkCalendar, node: Node, instant: number): number {
  if (!node.working) return instant - node.days;
  if (node.days === 0) return calendar.startAtOrBefore(instant);
  return calendar.shift(calendar.endAtOrBefore(instant), -node.days);
}

/** Where a finish may stand: work in working days ends with a working day. */
export function finishAtOrAfter(calendar: WorkCalendar, node: Node, instant: number): number {
  if (!node.working) return instant;
  return node.days === 0 ? calendar.startAtOrAfter(instant) : calendar.endAtOrAfter(instant);
}

export function finishAtOrBefore(calendar: WorkCalendar, node: Node, instant: number): number {
  if (!node.working) return instant;
  return node.days === 0 ? calendar.startAtOrBefore(instant) : calendar.endAtOrBefore(instant);
}

/** The earliest instant that a link leaves its successor, from the instant of its predecessor. */
export const across = (calendar: WorkCalendar, edge: Edge, instant: number) =>
  edge.working ? calendar.shift(instant, edge.lag) : instant + edge.lag;

/** The latest instant of the predecessor that leaves the successor at or before `limit`. */
export const backAcross = (calendar: WorkCalendar, edge: Edge, limit: number) =>
  edge.working ? calendar.latestBefore(limit, edge.lag) : limit - edge.lag;

export const fromStart = (edge: Edge) => edge.type === "SS" || edge.type === "SF";
export const toStart = (edge: Edge) => edge.type === "FS" || edge.type === "SS";
