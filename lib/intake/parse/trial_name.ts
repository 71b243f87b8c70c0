/** What is the trial called: its name, and titles and numbers where they say what they are. */
import type { FactField, Reading } from "../model.ts";
import { NAME_LENGTH, read, unread } from "./reading.ts";
import { labelled, lines, type Piece, plain, split, within } from "./text.ts";

const LABELS: [RegExp, FactField][] = [
  [/^(?:official|full|long|scientific|study|protocol)?\s*title$/, "officialTitle"],
  [/^acronym$/, "acronym"],
  [/^(?:sponsor|lead sponsor)$/, "sponsor"],
  [
    /^(?:protocol|study|sponsor(?:'s)?|org\w*)\s*(?:no|nr|number|id|code|identifier)?\.?$/,
    "orgStudyId",
  ],
  [/^(?:nct|clinicaltrials\.gov)(?:\s*(?:no|nr|number|id|identifier))?\.?$/, "nctId"],
  [/^(?:phase|study phase)$/, "phases"],
  [/^(?:(?:trial|study|project|short|working)?\s*name|(?:trial|study|project)|called)$/, "name"],
];

const ROMAN: Record<string, string> = { I: "1", II: "2", III: "3", IV: "4" };

/** "Phase 2/3" and "Phase II" as the registry's words; null for anything else. */
function phasesIn(text: string): string[] | null {
  const found =
    /^(?:phase\s*)?(early\s*)?((?:[1-4]|I{1,3}|IV)(?:\s*[/-]\s*(?:[1-4]|I{1,3}|IV))?)[ab]?$/i
      .exec(text.trim());
  if (!found) return null;
  const numbers = found[2]!.toUpperCase().split(/\s*[/-]\s*/).map((one) => ROMAN[one] ?? one);
  if (found[1]) return numbers.join() === "1" ? ["EARLY_PHASE1"] : null;
  return numbers.map((number) => `PHASE${number}`);
}

function fact(field: FactField, piece: Piece): Reading {
  const { text } = piece;
  if (field === "phases") {
    const value = phasesIn(text);
    return value
      ? read("fact", piece, { field, value })
      : unread("fact", piece, `Cannot read phase “${text.slice(0, 60)}”: write Phase 1 to 4`);
  }
  if (field === "nctId" && !/^NCT\d{8}$/i.test(text)) {
    return unread("fact", piece, "An NCT number is NCT and eight digits");
  }
  const most = field === "officialTitle" ? 1_000 : field === "name" ? 200 : NAME_LENGTH;
  if (text.length > most) {
    return unread("fact", piece, `Too long for a name: at most ${most} characters`);
  }
  return read("fact", piece, { field, value: field === "nctId" ? text.toUpperCase() : text });
}

const MARKED =
  /\bNCT\d{8}\b|\bphase\s*(?:[1-4]|I{1,3}|IV)(?:\s*\/\s*(?:[1-4]|I{1,3}|IV))?[ab]?\b/giu;

/** Numbers and phases that a name has in brackets, or beside a comma, are facts of their own. */
function parts(piece: Piece): Reading[] {
  const found: Reading[] = [];
  for (const match of piece.text.matchAll(MARKED)) {
    const part = within(piece, match.index, match.index + match[0].length)!;
    found.push(fact(/^nct/i.test(part.text) ? "nctId" : "phases", part));
  }
  return found;
}

const isPart = (text: string) => /^NCT\d{8}$/i.test(text) || phasesIn(text) !== null;

export function parseTrialName(raw: string): Reading[] {
  const found: Reading[] = [];
  let named = false;
  for (const line of lines(raw).flatMap((one) => split(one, /\s*[;；]\s*/))) {
    const label = labelled(line);
    const field = label && LABELS.find(([form]) => form.test(plain(label.label)))?.[1];
    if (label?.rest && field) {
      if (field === "name") named = true;
      found.push(...(field === "name" ? nameOf(label.rest) : [fact(field, label.rest)]));
    } else if (isPart(line.text)) {
      found.push(fact(/^nct/i.test(line.text) ? "nctId" : "phases", line));
    } else if (named) {
      found.push(
        unread("fact", line, WHAT),
      );
    } else {
      named = true;
      found.push(...nameOf(line));
    }
  }
  return found;
}

const WHAT = "Say what this is: Official title, Acronym, Protocol, Sponsor";

/** The first line that says nothing else is the name; what follows a colon or dash describes it. */
function nameOf(line: Piece): Reading[] {
  const label = labelled(line);
  const quoted = /^["“„«'](.{1,200}?)["”“»'](?=$|[\s,.:;-])/u.exec(line.text);
  const at = quoted
    ? quoted[0].length
    : label?.rest
    ? label.label.length
    : /\s*[(,]\s*(?:NCT\d|phase\b)/i.exec(line.text)?.index ?? line.text.length;
  const head = quoted ? within(line, 1, at - 1)! : within(line, 0, at)!;
  const lead = /^[^\p{L}\p{N}]*/u.exec(line.text.slice(at))![0].length;
  const rest = within(line, at + lead);
  return [
    fact("name", head),
    ...(rest && says(rest.text) ? [unread("fact", rest, WHAT)] : []),
    ...parts(line),
  ];
}

/** Whether there is more in it than numbers and phases, which are read for themselves. */
function says(text: string): boolean {
  return /\p{L}{2,}/u.test(text.replace(MARKED, "").replace(/\b(?:a|the|study|trial)\b/giu, ""));
}
