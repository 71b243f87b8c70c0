import { label, plain } from "./labels.ts";
import type { Compiled } from "./model.ts";

/** A diagram that says that there is nothing to show, and why. */
export function nothing(
  title: string,
  why: string,
  { more = "", sourceRefs = [] }: { more?: string; sourceRefs?: string[] } = {},
): Compiled {
  return {
    code: `flowchart TB\n  n0["${label(why)}"]`,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${why}.${more}`,
    sourceRefs,
  };
}
