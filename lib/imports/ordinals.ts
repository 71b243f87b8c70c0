/**
 * Where a row stands in its list. Rows are numbered in steps, so that one that comes later finds a
 * number between its neighbours and none of them has to move (every move is an audit entry).
 */
const STEP = 1000;

/** The number of the row at `index` of a list that is new. */
export function ordinalAt(index: number): number {
  return index * STEP;
}

/**
 * Numbers for rows that come, keyed by their index in the record: each directly after the row that
 * stands before it there. `stored` are the numbers that are taken, `pairs` says which stored row
 * (by index) is which row of the record.
 */
export function ordinalsOf(
  coming: number[],
  stored: number[],
  pairs: [number, number][],
): Map<number, number> {
  const placed = new Map(pairs.map(([s, n]) => [n, stored[s] ?? 0]));
  const taken = [...stored];
  const found = new Map<number, number>();
  for (const index of [...coming].sort((a, b) => a - b)) {
    let before = index - 1;
    while (before >= 0 && !placed.has(before)) before--;
    const lower = placed.get(before) ?? Math.min(0, ...taken) - STEP;
    const above = taken.filter((ordinal) => ordinal > lower);
    const upper = above.length > 0 ? Math.min(...above) : lower + 2 * STEP;
    const ordinal = Math.floor((lower + upper) / 2);
    placed.set(index, ordinal);
    found.set(index, ordinal);
    taken.push(ordinal);
  }
  return found;
}
