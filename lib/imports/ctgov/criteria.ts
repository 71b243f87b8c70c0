/**
 * Eligibility criteria, split into items. The registry gives one text, Markdown or plain, that
 * people wrote by hand. Nothing of it is lost: a line that is no heading becomes an item or part
 * of one, and only list marks and the plain headings "Inclusion Criteria" and "Exclusion Criteria"
 * are dropped, because the kind of an item says the same. What stands outside both is UNCLASSIFIED.
 */

export type CriterionKind = "INCLUSION" | "EXCLUSION" | "UNCLASSIFIED";

export interface CriterionItem {
  kind: CriterionKind;
  text: string;
  depth: number;
}

const BULLET = /^(?:[*+•▪◦●○·‣⁃➢✓–—-]|o(?=\s{2,}))(?=\s|$)\s*/;
const NUMBER =
  /^(?:\(?\d{1,3}[.)](?!\d)|\(?(?:[a-z]|[ivx]{2,5})[.)]|\([A-Z]\)|[A-Z]\)|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s+[A-Z]))(?=\s|$)\s*/;

const QUALIFIER =
  "(?:(?:key|main|major|general|primary|specific|basic|core|study|subject|patient|" +
  "participant)s?[\\s:]+)*";
const WORD = "(?<word>non[- ]?inclusion|inclusion|exclusion)s?";
const CRITERIA = "(?:\\s+criteri(?:a|on|um|as))";
/** The heading and nothing else: its words are dropped. */
const PURE = new RegExp(`^${QUALIFIER}(?:criteri(?:a|on) (?:for|of) )?${WORD}${CRITERIA}?$`, "i");
/** A heading with the criterion on the same line. */
const INLINE = new RegExp(`^${QUALIFIER}${WORD}${CRITERIA}?\\s*[:–—]\\s*(?<rest>\\S.*)$`, "i");
/** A heading that says more ("Exclusion criteria for part B"): it stays as an item. */
const QUALIFIED = new RegExp(`^${QUALIFIER}${WORD}${CRITERIA}\\b`, "i");
/** A sentence that opens a list: "Patients who meet any of these exclusion criteria:". */
const MENTIONED = /\b(?<word>non[- ]?inclusion|inclusion|exclusion)\s+criteria\b/gi;
const BOTH = /^(?:key |main |general )?(?:inclusion\s*(?:and|&|\/|or)\s*exclusion)\b/i;
/** Remarks on the list as a whole, which registrants put below it. */
const REMARK =
  /^(?:the (?:information|criteria|above)\b.*\b(?:listed|above|information|criteria)|(?:note|nb|n\.b\.)\b|not all (?:inclusion|exclusion)|other (?:protocol[- ]defined )?inclusion|(?:further|additional|other) (?:inclusion|criteria|protocol))/i;

/** Backslashes before punctuation are the registry's Markdown escapes: `\<` is `<`. */
export function unescapeMarkdown(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

const OPENS_LIST = /:[*_)\s]{0,4}$/;

interface Line {
  indent: number;
  /** Without indent and list marks, still escaped. */
  text: string;
  listed: boolean;
  /** Column at which the text of a list item starts: a paragraph indented to it belongs to it. */
  column: number;
}

function readLine(raw: string): Line {
  const expanded = raw.replaceAll("\t", "    ").trimEnd();
  const trimmed = expanded.trimStart();
  const indent = expanded.length - trimmed.length;
  const mark = BULLET.exec(trimmed) ?? NUMBER.exec(trimmed);
  if (!mark) return { indent, text: trimmed, listed: false, column: indent };
  let text = trimmed.slice(mark[0].length);
  // "* 1. text" carries two marks for one item.
  const second = BULLET.test(trimmed) ? NUMBER.exec(text) : null;
  if (second && second[0].length < text.length) text = text.slice(second[0].length);
  return { indent, text, listed: true, column: indent + mark[0].trimEnd().length + 1 };
}

interface Heading {
  kind: CriterionKind;
  /** What is left of the line as an item, "" for a heading that says nothing more. */
  rest: string;
}

function kindOf(word: string): CriterionKind {
  return word.toLowerCase() === "inclusion" ? "INCLUSION" : "EXCLUSION";
}

/** Longer lines are no headings; this also keeps the patterns below from long runs of one mark. */
const LONGEST_HEADING = 300;

function readHeading(text: string, listed: boolean): Heading | null {
  const line = text.length > LONGEST_HEADING ? "" : unescapeMarkdown(text);
  const bare = line.replace(/^[#*_\s=-]+/, "").replace(/[*_\s:.=–—-]+$/, "").trim();
  if (BOTH.test(bare) && bare.length <= 80) return { kind: "UNCLASSIFIED", rest: text };
  const pure = PURE.exec(bare);
  if (pure?.groups) return { kind: kindOf(pure.groups.word ?? ""), rest: "" };
  const inline = INLINE.exec(text);
  if (inline?.groups) {
    return { kind: kindOf(inline.groups.word ?? ""), rest: inline.groups.rest ?? "" };
  }
  const qualified = QUALIFIED.exec(bare);
  if (qualified?.groups && bare.length <= 160) {
    return { kind: kindOf(qualified.groups.word ?? ""), rest: text };
  }
  const mentioned = !listed && OPENS_LIST.test(line) ? [...bare.matchAll(MENTIONED)] : [];
  if (mentioned.length === 1) {
    return { kind: kindOf(mentioned[0]?.groups?.word ?? ""), rest: text };
  }
  return null;
}

/** Splits the registry's eligibility text into items, in its order. */
export function splitCriteria(text: string): CriterionItem[] {
  const items: CriterionItem[] = [];
  const open: Line[] = [];
  let kind: CriterionKind = "UNCLASSIFIED";
  let below = 0;
  let afterBlank = true;
  let remark = false;
  const add = (item: CriterionItem) => {
    const tidy = unescapeMarkdown(item.text).replace(/\s+/g, " ").trim();
    if (tidy !== "") items.push({ ...item, text: tidy });
    return tidy !== "";
  };
  const append = (more: string) => {
    const last = items.at(-1);
    if (last) last.text = `${last.text} ${unescapeMarkdown(more).replace(/\s+/g, " ").trim()}`;
  };
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = readLine(raw);
    if (line.text === "" && !line.listed) {
      afterBlank = true;
      continue;
    }
    const heading = readHeading(line.text, line.listed);
    if (heading) {
      [kind, remark, open.length, below] = [heading.kind, false, 0, 0];
      if (add({ kind, text: heading.rest, depth: 0 }) && heading.rest === line.text) below = 1;
    } else if (line.listed) {
      while (open.length > 0 && (open.at(-1)?.indent ?? 0) >= line.indent) open.pop();
      const depth = Math.min(open.length + below, 20);
      if (add({ kind: remark ? "UNCLASSIFIED" : kind, text: line.text, depth })) open.push(line);
    } else if (items.length > 0 && continues(line, open.at(-1), afterBlank)) {
      append(line.text);
    } else {
      remark = REMARK.test(line.text) && (remark || items.length > 0);
      open.length = 0;
      add({ kind: remark ? "UNCLASSIFIED" : kind, text: line.text, depth: 0 });
      below = OPENS_LIST.test(line.text) ? 1 : 0;
    }
    afterBlank = false;
  }
  return items;
}

/** A line without a mark: part of the item above, or a paragraph of its own. */
function continues(line: Line, above: Line | undefined, afterBlank: boolean): boolean {
  if (above) return !afterBlank || line.indent >= above.column;
  // Plain text: a line that goes on in lower case was wrapped by hand.
  return !afterBlank && /^[a-z(,;]/.test(line.text);
}
