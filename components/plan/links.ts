/** The lines between rows: right angles from the end of one to the end of the other. Pure. */
import type { Dependency, LinkType } from "@/lib/planning/model.ts";

/** Ends of a row's mark and the middle of its height. */
export interface Anchor {
  left: number;
  right: number;
  y: number;
}

const STUB = 6;

/** An SVG path from one mark to the other, by the ends that the link speaks of. */
export function linkPath(from: Anchor, to: Anchor, type: LinkType): string {
  const out = type === "FS" || type === "FF" ? from.right : from.left;
  const into = type === "FS" || type === "SS" ? to.left : to.right;
  const way = type === "FS" || type === "FF" ? 1 : -1;
  const side = type === "FS" || type === "SS" ? -1 : 1;
  const first = out + way * STUB;
  const last = into + side * STUB;
  // Straight down where there is room, else around between the rows.
  if (way === 1 && side === -1) {
    if (last >= first) return `M${out} ${from.y}H${last}V${to.y}H${into}`;
    const between = to.y + (to.y > from.y ? -15 : 15);
    return `M${out} ${from.y}H${first}V${between}H${last}V${to.y}H${into}`;
  }
  const bend = way === 1 ? Math.max(first, last) : Math.min(first, last);
  return `M${out} ${from.y}H${bend}V${to.y}H${into}`;
}

/** Links worth drawing: between moved items when something is tried, else those of one item. */
export function shownLinks(links: Dependency[], moved: Set<string>, selected: string) {
  return links.filter(({ fromId, toId }) =>
    moved.size > 0
      ? moved.has(fromId) && moved.has(toId)
      : selected !== "" && (fromId === selected || toId === selected)
  );
}
