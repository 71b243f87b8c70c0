/** Citations of facts in a text: [F12], [F1, F2], [F3-F5]. Pure. */

const GROUP = /\[\s*F\d{1,5}(?:\s*(?:[,;]|[-–]|and|to)\s*F\d{1,5})*\s*\]/g;
/** Longest range that is spelled out. */
const LONGEST = 20;

/** Ids that a group names; a range names all between. */
function idsOf(group: string): string[] {
  return group.replace(
    /F(\d+)\s*(?:[-–]|to)\s*F(\d+)/g,
    (whole, from: string, to: string) => {
      const [first, last] = [Number(from), Number(to)];
      if (last < first || last - first >= LONGEST) return whole;
      return Array.from({ length: last - first + 1 }, (_, i) => `F${first + i}`).join(",");
    },
  ).match(/F\d+/g) ?? [];
}

/** Ids that a text cites, in order, each once. */
export function citedIds(text: string): string[] {
  return [...new Set([...text.matchAll(GROUP)].flatMap(([group]) => idsOf(group)))];
}

/** The facts that a text cites, in their own order. */
export function citedOf<T extends { id: string }>(text: string, facts: readonly T[]): T[] {
  const cited = new Set(citedIds(text));
  return facts.filter(({ id }) => cited.has(id));
}

/** A text whose citations all name given facts, one form for all, and the ids that named none. */
export function knownOnly(
  text: string,
  facts: readonly { id: string }[],
): { text: string; unknown: string[] } {
  const known = new Set(facts.map(({ id }) => id));
  const unknown = new Set<string>();
  const clean = text.replace(new RegExp(`[ \\t]*${GROUP.source}`, "g"), (match) => {
    const ids = [...new Set(idsOf(match))];
    for (const id of ids) if (!known.has(id)) unknown.add(id);
    const left = ids.filter((id) => known.has(id));
    const space = /^\s/.test(match) ? " " : "";
    return left.length > 0 ? `${space}[${left.join(", ")}]` : "";
  });
  return { text: clean, unknown: [...unknown] };
}

/**
 * An earlier text with its citations named as the same facts are named now: a fact is the same when
 * its label is, the one with the same value first. Those that are no more are left out.
 */
export function renumbered(
  text: string,
  before: readonly { id: string; label: string; value: unknown }[],
  now: readonly { id: string; label: string; value: unknown }[],
): string {
  const becomes = new Map(before.map((fact) => {
    const same = now.filter(({ label }) => label === fact.label);
    return [fact.id, (same.find(({ value }) => value === fact.value) ?? same[0])?.id];
  }));
  return text.replace(new RegExp(`[ \\t]*${GROUP.source}`, "g"), (match) => {
    const left = idsOf(match).flatMap((id) => becomes.get(id) ?? []);
    const space = /^\s/.test(match) ? " " : "";
    return left.length > 0 ? `${space}[${[...new Set(left)].join(", ")}]` : "";
  });
}
