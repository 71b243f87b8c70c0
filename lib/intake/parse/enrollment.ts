/** How many take part: one number is a target. Nothing is added up, multiplied or averaged. */
import type { Reading } from "../model.ts";
import { bounds, counts, type Found, RANGE_AFTER, RANGE_BEFORE } from "./numbers.ts";
import { NO_PLACE, read, unread } from "./reading.ts";
import { lines, type Piece, split, within } from "./text.ts";

const PEOPLE = String
  .raw`(?:participants?|patients?|subjects?|people|persons?|adults?|children|volunteers?|pts|women|men|infants?|individuals|cases|Patient(?:inn)?en|Teilnehmer(?:innen)?|Probanden|participantes|pacientes|sujets|Personen)`;
/** Before the number: what says that it is the target. */
const NAMED = new RegExp(
  String
    .raw`(?:\b[nN]\s*[=:]|\b(?:target|total|planned|goal|enrol?l?(?:ment)?|sample size|recruit(?:ment)?|randomi[sz]e[d]?|randomi[sz]ation|Ziel|Fallzahl)\b[^.;:=\d]{0,40}[:=]?)\s*(?:(?:of|is|approx(?:imately|\.)?|about|around|ca\.?|circa|~|≈|etwa)\s*)*$`,
  "iu",
);
/** After the number: what says that it is only a part, or something else. */
const PART = new RegExp(
  String
    .raw`^\s*(?:${PEOPLE}\s*)?(?:/|per|each|in each|pro|je|par|por)\s*(?:the\s+)?(?:\p{L}+\s+)?(?:arm|group|cohort|site|cent(?:er|re)|country|month|week|year|treatment|Arm|Gruppe|bras|grupo)|^\s*(?:\p{L}+\s+)?(?:arms?|groups?|cohorts?|Arme|Gruppen)\b`,
  "iu",
);
const PEOPLE_AFTER = new RegExp(
  String
    .raw`^\s*(?:(?:adult|eligible|evaluable|randomi[sz]ed|enrol?led|healthy|female|male|\p{L}+)\s+){0,3}?${PEOPLE}(?![\p{L}])`,
  "iu",
);
/** What is counted is no people. */
const THING =
  /^\s*(?:%|(?:\p{L}+\s+)?(?:sites?|cent(?:er|re)s?|countr(?:y|ies)|percent|weeks?|months?|years?|days?|visits?|mg|Zentren|Länder)(?![\p{L}]))/iu;
/** Something else is counted: those screened, those here already, those thought to leave. */
const OTHER =
  /\b(?:screen(?:ed|ing)?|so far|already|to date|currently|drop-?outs?|lost|withdraw\w*|per\s+arm|ages?d?|older|Jahre)\b/iu;

const UNCLEAR = {
  several: "Several numbers: say which is the target, as in “Target: 450”.",
  range: "A range is not one number. Say the target, or enter it by hand.",
  bound: "A limit is not a target. Say the target, or enter it by hand.",
  part: "This is a part of the whole, and nothing is multiplied here. The text is kept.",
  none: "No number of participants is read here. Rephrase, or enter it by hand.",
};

function clauses(raw: string): Piece[] {
  return lines(raw).flatMap((line) =>
    split(
      line,
      /\s*[;；]\s*|\s*,\s+|\.\s+(?=\p{Lu})|\s+(?=\(?aged?\b)|\s+(?:of (?:whom|which)|with|at|in|across)\s+(?=[^\d,;]{0,20}\d)/u,
    )
  ).flatMap(outOfBrackets);
}

/** "300 (150 per arm)" is two clauses. */
function outOfBrackets(piece: Piece): Piece[] {
  const found = /[(\[]([^()[\]]*\d[^()[\]]*)[)\]]/u.exec(piece.text);
  if (!found) return [piece];
  const inside = within(piece, found.index + 1, found.index + found[0].length - 1);
  const before = within(piece, 0, found.index);
  const after = within(piece, found.index + found[0].length);
  return [before, inside, after].filter((part) => part !== null)
    .filter((part) => /[\p{L}\p{N}]/u.test(part.text));
}

type Verdict = "target" | keyof typeof UNCLEAR | "other" | "aside";

/** A ratio of arms, or a year. */
function isAside(before: string, after: string, value: number): boolean {
  if (/\d\s*:\s*$/.test(before) || /^\s*:\s*\d/.test(after)) return true;
  return value >= 1990 && value <= 2100 &&
    /\b(?:by|in|until|since|from|before|of)\s*$/i.test(before);
}

function judge(text: string, count: Found<number>): Verdict {
  const [before, after] = [text.slice(0, count.start), text.slice(count.end)];
  if (isAside(before, after, count.value)) return "aside";
  if (RANGE_AFTER.test(after) || RANGE_BEFORE.test(before)) return "range";
  if (THING.test(after)) return "other";
  if (PART.test(after) || /\b(?:per|each)\s+\p{L}+\s*[:=]?\s*$/iu.test(before)) return "part";
  if (
    bounds.most.test(before) || bounds.least.test(before) ||
    /^\s*(?:\+|or more|max|min)/.test(after)
  ) {
    return "bound";
  }
  if (OTHER.test(text)) return "other";
  const alone = /^\W*(?:(?:approx(?:imately|\.)?|about|around|ca\.?|circa|etwa|~|≈)\W*)?$/iu;
  const only = alone.test(before) && /^\W*$/u.test(after);
  return only || NAMED.test(before) || PEOPLE_AFTER.test(after) ? "target" : "none";
}

function clause(piece: Piece): Reading {
  const judged = counts(piece.text).map((count) => ({ count, as: judge(piece.text, count) }))
    .filter(({ as }) => as !== "aside");
  const odd = /[×x*]\s*\d|\d\s*[×*]|\d[.,]\d/u.test(piece.text.replace(/\d,\d{3}\b/g, ""));
  const [only] = judged;
  if (judged.length === 1 && only!.as === "target" && only!.count.value <= 2_147_483_647 && !odd) {
    return read("fact", piece, { field: "targetEnrollment", value: only!.count.value });
  }
  return unread("fact", piece, hintOf(piece.text, judged.map(({ as }) => as)));
}

/** Of several numbers the one that is named as the target is it; without a name nobody knows. */
export function parseEnrollment(raw: string): Reading[] {
  const found = clauses(raw).map(clause);
  const targets = found.filter(({ value }) => value !== null);
  const rivals = found.filter(({ hint, text }) => hint === UNCLEAR.none && /\d/.test(text));
  if (targets.length + rivals.length < 2) return found;
  const named = targets.filter(({ text }) => NAMED.test(text.replace(/\d[\s\S]*$/u, "")));
  return found.map((one) =>
    one.value === null || named.length === 1 && one === named[0]
      ? one
      : unread("fact", { text: one.text, start: one.start, end: one.end }, UNCLEAR.several)
  );
}

function hintOf(text: string, verdicts: Verdict[]): string {
  if (/\d\.\d{3}\b/.test(text)) return "Write the number without a dot: 1200 or 1,200.";
  if (verdicts.includes("range")) return UNCLEAR.range;
  if (verdicts.includes("bound")) return UNCLEAR.bound;
  if (verdicts.includes("other")) return NO_PLACE;
  if (verdicts.includes("part")) return UNCLEAR.part;
  if (verdicts.length > 1) return UNCLEAR.several;
  return UNCLEAR.none;
}
