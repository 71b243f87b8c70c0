/** Postcodes and street addresses. Addresses are best effort: a street, a box or a unit must be seen. */
import { context, type Detector, detector, whole } from "../rules.ts";
import type { Span } from "../kinds.ts";
import type { View } from "../view.ts";

const states =
  "(?:A[AEKLPRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOSTP]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY])";
const britain =
  "(?:A[BL]|B[ABDHLNRST]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[CHNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGKLMNOPRSTWY]?|T[ADFNQRSW]|UB|W[ACDFNRSV]?|YO|ZE)";
const inward = "\\d[ABD-HJLNP-UW-Z]{2}";
const zipWords = context(
  "zip(?:\\s?code)?|zipcode|post\\s?code|postal(?:\\s?code)?|plz|postleitzahl|code postal|c[óo]digo postal|codice postale|postnummer|psč|irányítószám|pin ?code|eircode",
);

const postcodes = detector([
  { // as the label says it: a code of any country
    kind: "ZIP",
    rank: 4,
    pattern:
      /(?<![\p{L}\p{N}])(?:zip(?:[\s-]?codes?)?|post[\s-]?codes?|postal(?:[\s-]?codes?)?|plz|postleitzahl|code postal|c[óo]digo postal|codice postale|postnummer|pin ?code|eircode)(?:\s{0,2}(?:is|was|are|:|=|#))?(?:\s{0,2}\r?\n)?\s{0,2}["'|]?(?<v>(?=[A-Z0-9 -]{0,9}\d)[A-Z0-9]{2,6}(?:[ -](?:\d{2,4}|\d[A-Z]{2}|[A-Z]{2}|\d[A-Z]\d))?)(?![\p{L}\p{N}])/giu,
    valid: (value) => !/^[a-z]{3,}$/.test(value),
  },
  {
    kind: "ZIP",
    when: "near",
    pattern: whole("\\d{5}(?:-\\d{3,4})?|\\d{3} \\d{2}|\\d{2}-\\d{3}"),
    context: zipWords,
    before: 24,
  },
  { // City, ST 12345
    kind: "ZIP",
    rank: 3,
    pattern: new RegExp(
      `(?<=\\p{Lu}[\\p{L}.' -]{1,40},\\s{1,3}${states}\\s{1,3})\\d{5}(?:-\\d{4})?(?![\\p{L}\\p{N}-])`,
      "gu",
    ),
  },
  { kind: "ZIP", rank: 3, pattern: /(?<=\b[AFD]PO,? A[AEP] {1,2})\d{5}(?:-\d{4})?(?!\w)/g },
  {
    kind: "ZIP",
    rank: 2,
    when: "alone",
    pattern: whole(`GIR ?0AA|${britain}(?:\\d{1,2}|\\d[A-HJKMNPR-Y])(?: ?)${inward}`, "gu"),
    context: context(
      "post\\s?code|postal|address|lives|send|town|london|street|road|united kingdom|england|scotland|wales|uk",
    ),
  },
  { // nine digits of the United States
    kind: "ZIP",
    when: "alone",
    pattern: whole("\\d{5}-\\d{4}"),
    context: zipWords,
  },
  { // Canada
    kind: "ZIP",
    rank: 2,
    when: "alone",
    pattern: whole("[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] \\d[ABCEGHJ-NPRSTV-Z]\\d", "gu"),
    context: context("post\\s?code|postal|address|lives|canada|ontario|quebec|street|on|qc|bc|ab"),
  },
]);

const word = "\\p{Lu}[\\p{L}\\p{N}'.-]{0,30}";
const unit = "(?:[Aa]pt|APT|[Aa]partment|[Ss]uite|SUITE)\\.? ?#?\\d{1,5}[a-z]?";
/** With a capital: "25 foot walk" and "64 slice CT" are no streets, nor are "Foot Walk" and "CT". */
const suffix =
  "(?:Street|STREET|Str|St|Avenue|AVENUE|Ave|Av|Road|ROAD|Rd|Boulevard|Blvd|Lane|Ln|Drive|DRIVE|Dr|Court|Place|Pl|Square|Sq|Terrace|Ter|Parkway|Pkwy|Highway|Hwy|Crescent|Cres|Close|Gardens|Grove|Mews|Alley|Way|Hill|Plaza|Ridge|Extensions?|Crossroad|Heights)";
const prefix =
  "(?:[Rr]ue|Via|Viale|Piazza|Corso|Calle|C\\/|Avenida|Av|Avda\\.?|[Rr]ua|[Rr]úa|Praça|Plaza|Paseo|[Uu]l\\.|Ulica|Rynek|Boulevard|Chemin|Allée|Impasse|Quai|Strada|Travessa|Largo)";
const ending =
  "(?:(?:stra(?:ss|ß)e|str\\.|straat|laan|weg|gasse|platz|allee|plein|kade|gracht|singel|gaten|vej|vei(?:en)?|väg(?:en)?|gränd|stien|vegur|katu|kuja|polku|utca|útja|ulice|náměstí|třída|braut|stræti|stræde|hlíð|skeið)|(?: (?:gate|gata|gade|tie|út|útja|utca|tér|weg|vei|allé|ulica)))";

const number = "\\d{1,6}[a-z]?";
const streets = [
  `(?:${number}[ ,]{1,2}){1,2}(?:(?:${word}|of|de|la|the|am|du|des) ){1,4}${suffix}(?![\\p{L}\\p{N}])\\.?(?: (?:N|S|E|W|NE|NW|SE|SW)(?![\\p{L}.]))?`,
  `(?:${number} ){0,2}${prefix} (?:(?:${word}|de|del|la|le|los|des|du|da|do|dos|di|dei|delle|degli|della|lieutemants|l'|d') ?){1,5} ?${number}(?![\\p{L}\\p{N}%])`,
  `(?:${number}[ ,]{1,2}){1,2}${prefix} (?:(?:de|del|la|le|des|du|da|do|dos|di|dei) ){0,2}${word}(?: ${word}){0,3}`,
  `(?:${number} ){0,2}(?:${word} ){0,2}${word}${ending} ${number}(?![\\p{L}\\p{N}%])`,
  "[Pp]\\.? ?[Oo]\\.? ?[Bb]ox \\d{1,6}(?: \\p{Lu}[\\p{L}'-]{1,24}){0,3}",
  "(?:[Pp][Ss][Cc]|[Cc][Mm][Rr]|[Uu]nit) \\d{1,5},? [Bb]ox \\d{1,5}[ ,]*\\n? ?(?:(?:[AFDafd][Pp][Oo]) [Aa][AEPaep] \\d{5})?",
  "(?:USS|USNS|USNV|USCGC) \\p{L}{2,24}[ ,]*\\n? ?[AFD]PO A[AEP] \\d{5}",
  `(?:${number}|${word})(?: [\\p{L}\\p{N}'./-]{1,24}){1,5},? ?\\n?[ >?]{0,5}${unit}`,
  unit,
];
const street = new RegExp(`(?<![\\p{L}\\p{N}.,/-])(?:${streets.join("|")})`, "gu");
/** "This study will address: …" is no address. */
const named =
  /(?:(?<![\p{L}\p{N}])(?:home|street|mailing|billing|postal|shipping|residential|his|her|my|your|new) address(?:\s(?:is|was)|\s?[:=])|^address: |(?<![\p{L}\p{N}])Address\s?[:=]|(?<=\n)address:|(?<![\p{L}\p{N}])address of [^\n]{1,40} is|(?<![\p{L}\p{N}])(?:lives?|lived|living|resid(?:es|ing)) (?:at|on)(?: the north side of)?|(?<![\p{L}\p{N}])(?:[Mm]eet (?:me|you)|drops you off|letter arrived|restaurant is) at|(?:my|the|his|her) address(?: linked to [^\n]{1,40})? to|address\? (?:it'?s|it is)(?: in| at)?|to be sent to\? User:|to have the statement sent to|(?:send|sent) (?:it|one|them|this) to|new one to|taxi to)[:\s>?]{1,6}/gu;

const place: Detector = (view) => [...postcodes(view), ...addresses(view)];
export { place };

const onlyUnit = new RegExp(`^${unit}$`, "u");
const unitFirst = new RegExp(`^${unit}`, "u");

function addresses(view: View): Span[] {
  const spans: Span[] = [];
  for (const match of view.text.matchAll(street)) {
    const bare = onlyUnit.test(match[0]);
    const start = match.index;
    if (start < view.from) continue;
    if (!bare && !residential(match[0])) continue;
    const end = tail(view, start + match[0].trimEnd().length, match[0]);
    spans.push({ start, end, kind: "ADDRESS", rank: 2 });
  }
  for (const cue of view.text.matchAll(named)) {
    const start = cue.index + cue[0].length;
    const line =
      /^(?:\d{1,6}[a-z]?,? (?:\p{Lu}|\d{1,4} \p{L}|\p{Ll}{1,12}\.? \p{Lu})|\p{Lu}[\p{L}'.-]{1,24} (?:\p{L}[\p{L}'.-]{0,24} ){0,4}\d{1,5}(?![\p{L}\p{N}%]))/u
        .exec(
          view.text.slice(start, start + 160),
        );
    if (line === null || start < view.from || measure.test(view.text.slice(start, start + 24))) {
      continue;
    }
    const rest = /^[^\n.?!;,"<|\ufffc]{3,90}/u.exec(view.text.slice(start, start + 120));
    if (rest !== null) {
      spans.push({ start, end: tail(view, start + words(rest[0]), ""), kind: "ADDRESS", rank: 1 });
    }
  }
  return spans;
}

const measure =
  /^\d{1,6}[a-z]?,? (?:mg|g|kg|ml|l|mcg|µg|iu|mm|cm|m|min|h|hours?|days?|weeks?|months?|years?|sites?|patients?|participants?|subjects?|cent(?:er|re)s?|visits?|doses?|time\s?points?|of|to|or|and|times?|hospitals?|countries|clinics?|%)(?![\p{L}])/iu;

/** What a street would not have: units of measure, words of a protocol. */
function residential(value: string): boolean {
  return !measure.test(value) &&
    !/(?:mg|ml|kg|mcg|weeks?|days?|hours?|minutes?|months?|years?|dose|doses|patients?|subjects?|visit|cycle|arm|group|cohort|phase|stage|grade|step|week|day|placebo|tablet|capsule|per|score|points?|therapy|treatment|study|trial|followed|by|with|mass)(?![\p{L}])/iu
      .test(value);
}

/** Up to where the words look like a place: capitals and numbers. */
function words(text: string): number {
  let end = 0;
  for (const match of text.matchAll(/[^\s]{1,60}/gu)) {
    const small = /^\p{Ll}{3,}/u.test(match[0]) &&
      !/^(?:nan|the|des?|del|der|van|von|dos|das|rue|via|rua|and|corner|street|road)/u.test(
        match[0],
      );
    if (small) break;
    end = match.index + match[0].length;
  }
  return end;
}

/** Units, towns, states, countries and codes that follow a street, on its line and the next ones. */
function tail(view: View, from: number, street: string): number {
  let end = from;
  const lowered = street !== "" && street === street.toLowerCase();
  for (let count = 0; count < 6; count++) {
    const next =
      /^(?:[ \t]{0,4}(?:,[ \t]{0,4}\r?\n?|\r?\n)|[ \t]{1,4})[ \t>?]{0,8},?[ ]?([^\n,.?!;:"<|()\ufffc]{1,48}(?:\.(?= ?\d)[^\n,.?!;:"<|()\ufffc]{1,12})?)/u
        .exec(view.text.slice(end, end + 90));
    if (next === null) break;
    const part = next[1]!;
    const taken = words(part);
    const sameLine = !/[,\n]/.test(next[0].slice(0, next[0].length - part.length));
    if (taken === 0 || phoneLike(part)) break;
    if (lowered && !/\d/.test(part)) break;
    if (sameLine && count === 0 && !/^(?:apt|suite|\p{Lu}|\d)/iu.test(part)) break;
    const after = view.text[end + next[0].length];
    if (after === ":" || after === "@") break;
    if (taken < part.trimEnd().length) {
      // prose goes on: only what is clearly part of a place is taken
      const code =
        /^(?:[\p{Lu}][\p{L}'-]{1,24}[ ]){0,3}\d{3,6}(?:[- ]\d{2,4})?(?!\w)/u.exec(part) ??
          unitFirst.exec(part);
      if (code !== null) end += next[0].length - part.length + code[0].length;
      break;
    }
    end += next[0].length - part.length + taken;
  }
  return end;
}

const phoneLike = (part: string) =>
  /^\+|^\(|\d{2,4}[-. ]\d{2,4}[-. ]\d{2,4}/.test(part) || /\d{9,}/.test(part);
