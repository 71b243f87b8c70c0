/** Which rules: known references wherever they stand, and short entries of a list as they are. */
import type { Reading } from "../model.ts";
import { NAME_LENGTH, read, TOO_LONG, unread } from "./reading.ts";
import { entries, type Piece, split, within } from "./text.ts";

/** References with a form of their own, and whose rule each is. */
const FORMS: [RegExp, string | null][] = [
  [/\b(?:J-GCP|PMDA\s+GCP)\b/gu, "Japan"],
  [
    /\bICH[\s-]*(?:guidelines?\s+)?(?:GCP\b(?:\s*E6)?|[EQMS]\s?\d{1,2}[A-F]?)(?:\s*\(?R\d\)?)?/giu,
    "International",
  ],
  [/\bE\d{1,2}[A-F]?\s*\(R\d\)/gu, "International"],
  [
    /\b(?:US\s+)?(?:FDA\s+)?(?:21|45)\s*C\.?F\.?R\.?(?:\s*(?:Parts?|§+|sec(?:tion|\.)?)?\s*\d{1,4}(?:\.\d{1,4})?(?:\s*(?:,|and|&|\/)\s*\d{2,4}(?!\/))*)?/giu,
    "US",
  ],
  [
    /\b(?:EU[\s-]*)?(?:CTR|Clinical Trials? Regulation)\b(?:\s*\(?(?:EU\)?)?\s*(?:No\.?)?\s*536\/2014\)?)?/giu,
    "EU",
  ],
  [/\b(?:Regulation\s*)?\(?(?:EU|EC|EG)\)?\s*(?:No\.?|Nr\.?)?\s*\d{2,4}\/\d{2,4}/giu, "EU"],
  [/\bDirective\s*\d{2,4}\/\d{1,4}(?:\/E[CU])?/giu, "EU"],
  [/\b(?:EU\s*)?(?:GDPR|DSGVO|RGPD)\b/giu, "EU"],
  [/\b(?:EU\s*)?(?:MDR|IVDR)\b(?:\s*\d{4}\/\d{3})?/gu, "EU"],
  [/\b(?:EU\s*)?(?:GMP\s*)?Annex\s*\d{1,2}\b/giu, "EU"],
  [/\bHIPAA\b/gu, "US"],
  [
    /\b(?:Declaration of Helsinki|Deklaration von Helsinki|Déclaration d['’]Helsinki)(?:\s*\(?(?:19|20)\d{2}\)?)?/giu,
    "International",
  ],
  [/\bISO\s?\d{4,5}(?:-\d{1,2})?(?::(?:19|20)\d{2})?/gu, "International"],
  [/\b(?:(?:EU|UK|ICH)\s*)?G[CML]P\b(?:\s+(?:guidelines?|principles))?/gu, null],
  [/\bCommon Rule\b/gu, "US"],
  [/\bUK\s+(?:SI\s+)?(?:Medicines for Human Use[^,;.\n]*|MHRA(?:\s+regulations?)?)/giu, "UK"],
];

interface Hit {
  start: number;
  end: number;
  jurisdiction: string | null;
}

function references(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const [form, jurisdiction] of FORMS) {
    for (const match of text.matchAll(form)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (!hits.some((hit) => hit.start < end && hit.end > start)) {
        hits.push({ start, end, jurisdiction });
      }
    }
  }
  return hits.sort((a, b) => a.start - b.start);
}

/** What may stand between references without saying anything. */
const FILL =
  /\b(?:we|will|follow(?:s|ing|ed)?|according|to|the|trial|study|comply|complies|compliance|with|in|accordance|as well|and|und|et|y|also|plus|or|by|is|are|under|subject|applicable|conducted|guidelines?|regulations?|requirements?|of|for|all|should|must|be|rules?|laws?|EU|US|FDA|EMA|No|on|electronic records|good clinical practice|both)\b/giu;
const says = (text: string) => /\p{L}{2,}|\d/u.test(text.replace(FILL, ""));

/** Names around a reference belong to it when the entry is nothing else: "GDPR (privacy)". */
function entry(piece: Piece): Reading[] {
  const hits = references(piece.text);
  if (hits.length === 0) return [plainEntry(piece)];
  if (hits.length === 1 && piece.text.length <= 80) {
    const [hit] = hits;
    const rest = piece.text.slice(0, hit!.start) + " " + piece.text.slice(hit!.end);
    if (!says(rest) || /^\s*[(–—:-]/.test(piece.text.slice(hit!.end))) {
      const whole = says(rest) ? piece : within(piece, hit!.start, hit!.end)!;
      return [read("regulation", whole, { name: whole.text, jurisdiction: hit!.jurisdiction })];
    }
  }
  return [
    ...hits.map((hit) => {
      const part = within(piece, hit.start, hit.end)!;
      return read("regulation", part, { name: part.text, jurisdiction: hit.jurisdiction });
    }),
    ...between(piece, hits),
  ];
}

function between(piece: Piece, hits: Hit[]): Reading[] {
  const edges = [0, ...hits.flatMap((hit) => [hit.start, hit.end]), piece.text.length];
  const found: Reading[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const part = within(piece, edges[i]!, edges[i + 1]);
    if (!part || !says(part.text)) continue;
    found.push(unread("regulation", part, "No rule is read here. Name it in a line of its own."));
  }
  return found;
}

function plainEntry(piece: Piece): Reading {
  if (piece.text.length > NAME_LENGTH || piece.text.split(/\s+/).length > 14) {
    return unread("regulation", piece, TOO_LONG);
  }
  return read("regulation", piece, { name: piece.text, jurisdiction: null });
}

/** Parts between commas, but "21 CFR 11, 50 and 56" has commas of its own. */
function parts(piece: Piece): Piece[] {
  const hits = references(piece.text);
  const apart = split(piece, /\s*[,、，]\s*(?:and\s+|und\s+|et\s+)?/);
  const found: Piece[] = [];
  for (const part of apart) {
    const last = found.at(-1);
    const within = hits.some((hit) =>
      piece.start + hit.start < part.start && piece.start + hit.end > part.start
    );
    if (!last || !within) found.push(part);
    else {
      const text = piece.text.slice(last.start - piece.start, part.end - piece.start);
      found[found.length - 1] = { ...last, end: part.end, text };
    }
  }
  const short = found.every(({ text }) =>
    references(text).length > 0 || text.split(/\s+/).length <= 8
  );
  return hits.length > 0 || short ? found : [piece];
}

export function parseRegulations(raw: string): Reading[] {
  return entries(raw).flatMap(parts).flatMap(entry);
}
