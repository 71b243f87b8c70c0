/** What differs between two values: texts word by word, lists item by item, objects by field. */

export interface Part {
  kind: "same" | "out" | "in";
  text: string;
}

/** Tables larger than this (words times words) are not worth the wait. */
const MOST_CELLS = 400_000;

/** Words with the blanks before them. */
const wordsOf = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

/** The words that went, came and stayed, in reading order. */
export function wordDiff(from: string, to: string): Part[] {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const [mineA, mineB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle: Part[] = mineA.length * mineB.length > MOST_CELLS
    ? [{ kind: "out", text: mineA.join("") }, { kind: "in", text: mineB.join("") }]
    : byWords(mineA, mineB);
  return joined([
    { kind: "same", text: a.slice(0, start).join("") },
    ...middle,
    { kind: "same", text: a.slice(a.length - end).join("") },
  ]);
}

/** By the longest common subsequence. */
function byWords(a: string[], b: string[]): Part[] {
  const width = b.length + 1;
  const length = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i * width + j] = a[i] === b[j]
        ? length[(i + 1) * width + j + 1]! + 1
        : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
    }
  }
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: "same", text: a[i++]! });
      j++;
    } else if (
      j >= b.length || (i < a.length && length[(i + 1) * width + j]! >= length[i * width + j + 1]!)
    ) parts.push({ kind: "out", text: a[i++]! });
    else parts.push({ kind: "in", text: b[j++]! });
  }
  return parts;
}

/** Neighbours of one kind as one; between two changes, what went stands before what came. */
function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  let [out, came] = ["", ""];
  const keep = (text: string) => {
    const last = result.at(-1);
    if (last?.kind === "same") last.text += text;
    else if (text) result.push({ kind: "same", text });
  };
  const flush = () => {
    // Blanks that both begin with are nobody's change.
    const blank = /^\s*/.exec(out)![0];
    if (blank && came.startsWith(blank)) {
      keep(blank);
      [out, came] = [out.slice(blank.length), came.slice(blank.length)];
    }
    if (out) result.push({ kind: "out", text: out });
    if (came) result.push({ kind: "in", text: came });
    [out, came] = ["", ""];
  };
  for (const { kind, text } of parts) {
    if (text === "") continue;
    if (kind === "out") out += text;
    else if (kind === "in") came += text;
    else {
      flush();
      keep(text);
    }
  }
  flush();
  return result;
}

/** Long unchanged stretches are cut in the middle, at words: what changed is what is looked for. */
export function elided(parts: Part[], around = 120): Part[] {
  return parts.map((part, index) => {
    if (part.kind !== "same" || part.text.length <= 2 * around + 40) return part;
    const head = index === 0 ? "" : part.text.slice(0, around).replace(/\S*$/, "");
    const tail = index === parts.length - 1 ? "" : part.text.slice(-around).replace(/^\S*/, "");
    return { kind: "same", text: `${head}…${tail}` };
  });
}

/** Items of a list that went, came and stayed: those that stayed first. */
export function listDiff(from: readonly unknown[], to: readonly unknown[]) {
  const key = (value: unknown) => JSON.stringify(value);
  const [a, b] = [from.map(key), to.map(key)];
  const took = new Set<number>();
  const gone = from.filter((_, i) => {
    const at = b.findIndex((one, j) => one === a[i] && !took.has(j));
    if (at >= 0) took.add(at);
    return at < 0;
  });
  return {
    same: to.filter((_, j) => took.has(j)),
    out: gone,
    in: to.filter((_, j) => !took.has(j)),
  };
}

export interface Leaf {
  path: string;
  from: unknown;
  to: unknown;
}

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The fields of two objects or lists of objects that differ, with their place: "0 · type". */
export function leaves(from: unknown, to: unknown, path: string[] = []): Leaf[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (!isNested(from) && !isNested(to) || path.length > 6) {
    return [{ path: path.join(" · "), from, to }];
  }
  const [a, b] = [entries(from), entries(to)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .flatMap((name) => leaves(a[name], b[name], [...path, name]));
}

function entries(value: unknown): Record<string, unknown> {
  return isNested(value) ? Object.assign(Object.create(null), value) : Object.create(null);
}
