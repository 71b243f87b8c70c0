/**
 * The caller's own names: people, sites, organisations, addresses. Looked up by words (case and
 * accents do not count), the longest first, in one pass over a text however many entries there are.
 */
import type { Kind, Span } from "./kinds.ts";
import type { View } from "./view.ts";

export interface Entry {
  value: string;
  kind: "person" | "site" | "organization" | "email";
}

interface Node {
  next: Map<string, Node>;
  /** What ends here; `exact` are the spellings that must stand so in the text. */
  end?: { kind: Kind; exact: Set<string> | null };
}

export interface Dictionary {
  root: Node;
  /** A word joined to another by a hyphen is none of these: Kaplan-Meier. */
  apart?: boolean;
}

const kindOf = {
  person: "NAME",
  site: "SITE",
  organization: "ORGANIZATION",
  email: "EMAIL",
} as const;
const words = /[\p{L}\p{N}\p{M}]{1,200}/gu;
const between = /^[\s.,'@_&/()+-]{1,6}$/;
/** Names that are words of a protocol too, and the words nobody may lose. */
const common = new Set(
  ("baker bell best bishop black blank block bond bonus brown care carter case chance child church clay close cook cross day dean dose drew early ernst faith field fields fisher flint forest frank gold good grace grant gray green hall hand hardy harm hart heart hill home hope house hunter joy judge king knight lake lane law light long love low major march mark mars may miles mill moon north page park parker patience penny piper pole pool pope porter potter power price queen reed rich rivers road robin rose ruby sage serene sharp short singer site sky small smart snow south speed spring star sterling stern stone storm strong summer sweet swift teal trial turner wade walker wall ward waters weaver weeks wells west white will wind winter wise wood woods young")
    .split(" "),
);

/** Scales, tests and diseases carry names of people. */
const eponyms = new Set(
  ("addison alzheimer apgar barrett bazett beck behcet bonferroni breslow burkitt castleman child clark cochran cockcroft crohn cushing dunnett fleming fridericia gauss gehan glasgow gleason graves haenszel hamilton hashimoto hochberg hodgkin holm huntington kaplan kaposi karnofsky kawasaki kruskal lansky lewy likert mann mantel marfan meier merkel montgomery parkinson pearson pocock poisson pugh raynaud simon simpson sjogren spearman student tukey waldenstrom wallis weibull whitney wilcoxon wilson")
    .split(" "),
);

/** @throws when an entry is not a text; the gate makes that a GateError. */
export function dictionaryOf(entries: readonly Entry[]): Dictionary {
  const root: Node = { next: new Map() };
  for (const { value, kind } of entries) {
    for (const [spelling, exact] of spellings(value.normalize("NFC").trim(), kind)) {
      add(root, spelling, kindOf[kind], exact);
    }
  }
  return { root };
}

/** A person is also written "Roe, Jane" and "J. Roe"; a title is not part of a name. */
function spellings(value: string, kind: Entry["kind"]): [string, boolean][] {
  const parts = value.split(/\s+/).filter((part) => !title.test(part) && word.test(part));
  const name = parts.join(" ");
  if (name.length < 2) return [];
  const single = (name.match(words) ?? []).length === 1;
  const all: [string, boolean][] = [[name, single && needsCase(name)]];
  if (kind !== "person" || parts.length < 2) return all;
  const last = parts.at(-1)!;
  const [first, initial] = [parts[0]!, Array.from(parts[0]!)[0]!];
  all.push([`${last} ${parts.slice(0, -1).join(" ")}`, false]);
  if (parts.length > 2) all.push([`${first} ${last}`, false]);
  if (first.length > 1) all.push([`${initial} ${last}`, true], [`${last} ${initial}`, true]);
  return all;
}

/**
 * Names that a cue gave away somewhere: as they stood, and the last word of them. In exact case, and
 * no word that a protocol uses: Ms. May is not the month.
 */
export function dictionaryOfNames(names: readonly string[]): Dictionary {
  const root: Node = { next: new Map() };
  for (const name of names) {
    const parts = name.match(words) ?? [];
    const last = parts.at(-1) ?? "";
    if (parts.length > 1) add(root, name, "NAME", true);
    if (last.length > 3 && !common.has(fold(last)) && !eponyms.has(fold(last))) {
      add(root, last, "NAME", true);
    }
  }
  return { root, apart: true };
}

const title = /^(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Sir|Dame|Herr|Frau)\.?$/i;
const word = /[\p{L}\p{N}]/u;
const needsCase = (name: string) => name.length < 6 || common.has(fold(name));

function add(root: Node, spelling: string, kind: Kind, exact: boolean) {
  let node = root;
  for (const part of spelling.match(words) ?? []) {
    const key = fold(part);
    const next = node.next.get(key) ?? { next: new Map() };
    node.next.set(key, next);
    node = next;
  }
  if (!exact) node.end = { kind, exact: null };
  else if (node.end === undefined) node.end = { kind, exact: new Set([plain(spelling)]) };
  else node.end.exact?.add(plain(spelling));
}

/** Words with one space between: what "exact case" compares. */
const plain = (text: string) => (text.normalize("NFC").match(words) ?? []).join(" ");

const letters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ħ: "h",
}; // deno-fmt-ignore: a table is read as a table

export function fold(text: string): string {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "")
    .replace(/[ßøłæœđðþıħ]/g, (letter) => letters[letter]!);
}

export function find(view: View, dictionary: Dictionary): Span[] {
  if (dictionary.root.next.size === 0) return [];
  const all = [...view.text.matchAll(words)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    key: fold(match[0]),
  }));
  const spans: Span[] = [];
  for (let at = 0; at < all.length;) {
    const found = joined(view, all[at]!, dictionary)
      ? null
      : longest(view, all, at, dictionary.root);
    if (found !== null && all[at]!.start >= view.from) {
      const [start, end] = [all[at]!.start, all[found.last]!.end];
      spans.push({ start, end, kind: found.kind, rank: 9 });
      at = found.last + 1;
    } else at++;
  }
  return spans;
}

function joined(view: View, { start, end }: { start: number; end: number }, { apart }: Dictionary) {
  return apart === true && (view.text[start - 1] === "-" || view.text[end] === "-");
}

function longest(
  view: View,
  all: readonly { start: number; end: number; key: string }[],
  first: number,
  root: Node,
): { last: number; kind: Kind } | null {
  let node: Node | undefined = root;
  let found: { last: number; kind: Kind } | null = null;
  for (let i = first; i < all.length; i++) {
    if (i > first && !between.test(view.text.slice(all[i - 1]!.end, all[i]!.start))) break;
    node = node.next.get(all[i]!.key);
    if (node === undefined) break;
    const end = node.end;
    if (end === undefined) continue;
    const text = view.text.slice(all[first]!.start, all[i]!.end);
    if (end.exact === null || end.exact.has(plain(text))) found = { last: i, kind: end.kind };
  }
  return found;
}
