/**
 * Which row of a record is which row of the project. Ids do not exist in a registry record, so
 * rows are known by what they say: first by their identity, then by looser identities where these
 * name one row on either side, at last (texts only) by likeness. Rows that are alike in everything
 * are interchangeable, so that their order never makes a difference.
 */

export interface Side {
  /** What the row is known by. */
  identity: string;
  /** All it says: rows with the same identity are paired by this first. */
  content: string;
  /** Looser identities, tried in order; an empty one is skipped. */
  fallbacks: string[];
  /** The text to compare by likeness, null when that makes no sense for the row. */
  text: string | null;
  /** Only rows of one kind are compared by likeness. */
  kind: string;
}

export interface Matching {
  pairs: [number, number][];
  removed: number[];
  added: number[];
}

const push = (map: Map<string, number[]>, key: string, index: number) => {
  const list = map.get(key);
  if (list) list.push(index);
  else map.set(key, [index]);
};

/** Pairs of (stored, next) indexes, and what is left on either side. */
export function matchRows(stored: Side[], next: Side[]): Matching {
  const pairs: [number, number][] = [];
  const left = new Set(stored.keys());
  const right = new Set(next.keys());
  const pair = (s: number, n: number) => {
    pairs.push([s, n]);
    left.delete(s);
    right.delete(n);
  };
  const byKey = (key: (row: Side) => string, unique: boolean) => {
    const wanted = new Map<string, number[]>();
    for (const s of left) push(wanted, key(stored[s]!), s);
    const offered = new Map<string, number[]>();
    for (const n of right) push(offered, key(next[n]!), n);
    for (const [name, ss] of wanted) {
      const ns = offered.get(name) ?? [];
      if (name === "" || (unique && (ss.length !== 1 || ns.length !== 1))) continue;
      ss.slice(0, ns.length).forEach((s, i) => pair(s, ns[i]!));
    }
  };
  byKey((row) => JSON.stringify([row.identity, row.content]), false);
  byKey((row) => row.identity, false);
  const rounds = Math.max(0, ...[...stored, ...next].map((row) => row.fallbacks.length));
  for (let round = 0; round < rounds; round++) byKey((row) => row.fallbacks[round] ?? "", true);
  likeness(stored, next, left, right).forEach(([s, n]) => pair(s, n));
  return { pairs, removed: [...left], added: [...right] };
}

/** Lists longer than this are not compared word by word; a rewrite of all is not a change of some. */
const MOST_COMPARED = 150;
const ALIKE = 0.6;

function likeness(stored: Side[], next: Side[], left: Set<number>, right: Set<number>) {
  const found: [number, number, number][] = [];
  const words = (rows: Side[], indexes: Set<number>) =>
    [...indexes].flatMap((i): [number, Set<string>][] => {
      const text = rows[i]?.text;
      return text ? [[i, new Set(text.toLowerCase().split(/[^\p{L}\p{N}]+/u))]] : [];
    });
  const [a, b] = [words(stored, left), words(next, right)];
  if (a.length > MOST_COMPARED || b.length > MOST_COMPARED) return [];
  for (const [s, mine] of a) {
    for (const [n, theirs] of b) {
      if (stored[s]!.kind !== next[n]!.kind) continue;
      const shared = [...mine].filter((word) => theirs.has(word)).length;
      const score = 2 * shared / (mine.size + theirs.size);
      if (score >= ALIKE) found.push([score, s, n]);
    }
  }
  found.sort((x, y) => y[0] - x[0] || x[1] - y[1] || x[2] - y[2]);
  const [usedLeft, usedRight] = [new Set<number>(), new Set<number>()];
  return found.flatMap(([, s, n]): [number, number][] => {
    if (usedLeft.has(s) || usedRight.has(n)) return [];
    usedLeft.add(s);
    usedRight.add(n);
    return [[s, n]];
  });
}
