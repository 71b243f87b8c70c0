/** Numbers written as words. Pure. */

const list = (words: string) => words.split(" ");

const VALUES = new Map<string, number>([
  ...list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
  )
    .map((word, i) => [word, i] as const),
  ...list("twenty thirty forty fifty sixty seventy eighty ninety")
    .map((word, i) => [word, 20 + 10 * i] as const),
]);
const SCALES = new Map([
  ["hundred", 100],
  ["thousand", 1000],
  ["million", 1e6],
  ["billion", 1e9],
  ["dozen", 12],
]);
const ORDINALS = new Map(
  list("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
    .map((word, i) => [word, i + 3] as const),
);
/** As a model may write in another language; words that English has too are left out. */
const FOREIGN = new Map<string, number>([
  ["zwei drei vier fünf sechs sieben acht neun zehn", 2],
  ["deux trois quatre cinq", 2],
  ["huit neuf dix onze douze", 8],
  ["dos tres cuatro cinco seis siete ocho nueve diez", 2],
  ["tre quattro cinque", 3],
  ["sette otto nove dieci", 7],
].flatMap(([words, from]) =>
  list(words as string).map((word, i) => [word, (from as number) + i] as const)
));
FOREIGN.set("zwölf", 12).set("doce", 12).set("dodici", 12);

const words = (all: Iterable<string>) => [...all].sort((a, b) => b.length - a.length).join("|");
const small = words(VALUES.keys());
const CARDINAL = new RegExp(
  `(?:(?:${small}|${words(SCALES.keys())})(?:[ -]+(?:and )?(?:${small}|${words(SCALES.keys())}))*|${
    words(FOREIGN.keys())
  })(?![\\p{L}\\p{N}])`,
  "iuy",
);
/** "first" and a lone "second" tell an order; "the second amendment" counts. */
const SECOND = /(?:the|its|a) second (?!half|look|time|place)[a-z]/y;
const ORDINAL = new RegExp(
  `(?:(?:(twent|thirt|fort|fift)y[ -]))?(${words(ORDINALS.keys())})(?![\\p{L}\\p{N}])`,
  "iuy",
);

/** Parts and multiples, with the percentage or number that says the same; null: only the word does. */
const SHARES: [RegExp, { percent?: string; number?: string }][] = [
  [/(?:a |one )?half(?![-\p{L}\p{N}])/iuy, { percent: "50", number: "0.5" }],
  [/(?:a|one)[ -]quarter of(?![\p{L}\p{N}])/iuy, { percent: "25", number: "0.25" }],
  [/three[ -]quarters(?![\p{L}\p{N}])/iuy, { percent: "75", number: "0.75" }],
  [/(?:a|one)[ -](?:third|fifth|tenth) of(?![\p{L}\p{N}])/iuy, {}],
  [/(?:two|three|four)[ -](?:thirds|fifths|tenths)(?![\p{L}\p{N}])/iuy, {}],
  [/(?:twice|doubled?|thrice|tripled?|quadrupled?|halved)(?![-\p{L}\p{N}])/iuy, {}],
  [/(?:two|three|four|five|six|ten|\d+)-?fold(?![\p{L}\p{N}])/iuy, {}],
  [/(?:dozens|scores|tens|hundreds|thousands|millions|billions)(?![\p{L}\p{N}])/iuy, {}],
  [/(?:a )?(?:couple|pair) of(?![\p{L}\p{N}])/iuy, { number: "2" }],
];

/** "one" in the place of a noun. */
const PRONOUN =
  /(?:^|[^\p{L}])(?:this|that|no|the|each|which|another|any|every|other|last|next|only|some|first|second|new|old) ?$/iu;

export type Word =
  | { kind: "cardinal"; value: number; end: number }
  | { kind: "ordinal"; value: number; end: number }
  | { kind: "share"; percent?: string; number?: string; end: number };

/** The number word that begins at a place, where a word begins; null: none. */
export function wordAt(text: string, i: number): Word | null {
  for (const [pattern, means] of SHARES) {
    const end = endOf(pattern, text, i);
    if (end !== null) return { kind: "share", ...means, end };
  }
  const second = endOf(SECOND, text, i);
  if (second !== null) return { kind: "ordinal", value: 2, end: second - 2 };
  ORDINAL.lastIndex = i;
  const ordinal = ORDINAL.exec(text);
  if (ordinal) {
    const tens = ordinal[1] ? VALUES.get(`${ordinal[1].toLowerCase()}y`)! : 0;
    const value = tens + ORDINALS.get(ordinal[2]!.toLowerCase())!;
    return { kind: "ordinal", value, end: ORDINAL.lastIndex };
  }
  const end = endOf(CARDINAL, text, i);
  if (end === null) return null;
  const said = text.slice(i, end).toLowerCase();
  if (said === "one" && PRONOUN.test(text.slice(Math.max(0, i - 12), i))) return null;
  return { kind: "cardinal", value: valueOf(said), end };
}

function endOf(pattern: RegExp, text: string, i: number): number | null {
  pattern.lastIndex = i;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** "two hundred and five thousand" as 205,000. */
function valueOf(said: string): number {
  let [sum, part] = [0, 0];
  for (const word of said.split(/[ -]+/)) {
    const scale = SCALES.get(word);
    if (scale === undefined) part += VALUES.get(word) ?? FOREIGN.get(word) ?? 0;
    else if (scale <= 100) part = Math.max(part, 1) * scale;
    else {
      sum += Math.max(part, 1) * scale;
      part = 0;
    }
  }
  return sum + part;
}

const ROMAN = /^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$/;
const ROMAN_VALUES: Record<string, number> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };

/** The value of a Roman numeral; null: it is none. */
export function romanOf(word: string): number | null {
  if (word === "" || !ROMAN.test(word)) return null;
  const all = [...word].map((letter) => ROMAN_VALUES[letter]!);
  return all.reduce((sum, one, i) => sum + (one < (all[i + 1] ?? 0) ? -one : one), 0);
}
