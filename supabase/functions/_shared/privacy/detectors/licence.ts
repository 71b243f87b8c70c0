/** Certificates and licences (medical, driving), passports, vehicles. */
import { icao, luhn, weighted } from "../checks.ts";
import { compact, context, detector, digits, isYearOrStudy, whole } from "../rules.ts";

const label =
  "(?:\\s{0,2}(?:number|numbers|nummer|no|nr|num|numero|número|id|#)(?!\\p{L})\\.?)?\\s{0,2}(?:is|was|are|:|=|#)?\\s{0,2}(?:is\\s)?[\"'|]?";
/** Groups after a space are digits only: words that follow are not taken along. */
const code =
  "(?<v>(?=[^\\s\\d]{0,6}\\d[A-Z0-9 .-]{0,3}\\d)[A-Z0-9](?:[.-]?[A-Z0-9]){2,18}(?: \\d{2,6}){0,3})(?![\\p{L}\\p{N}])";
const told = (words: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})${label}${code}`, "giu");
/** At least four digits, and no words taken along. */
const likeCode = (value: string) =>
  digits(value).length >= 4 && !/\p{L}{4,}/u.test(value) && !isYearOrStudy(value);

const passportWords = context(
  "passport\\w*|reisepass\\w*|pass-nr|passnummer|pasaporte|passaporto|passeport|travel document|여권",
);
const drivingWords = context(
  "driv\\w* licen[cs]e\\w*|my licen[cs]e|(?:his|her) licen[cs]e|licen[cs]e (?:no|number|id)|driver'?s|führerschein\\w*|fahrerlaubnis\\w*|patente di guida|permis de conduire|dvla",
);
const plateWords = context(
  "licen[cs]e plates?|number ?plates?|plate (?:no|number)|registration (?:plate|mark)|(?:car|vehicle) reg(?:istration)?|(?:my|his|her) car|kennzeichen|kfz\\w*|plaka\\w*|targa|immatriculation|matr[íi]cula|vrn|vrm",
);
const providerWords = context(
  "npi|provider identifier|provider (?:id|no|number)|prescriber\\w*|dea|licen[cs]e (?:no|number|id)|medical licen[cs]e|certificate (?:no|number|id)|lanr|arztnummer|arzt\\w*|gmc",
);
/** Codes of compounds that look like a DEA number. */
const compound = /^(?:LY|PF|GS|BI|AZ|MK|AG|BM|GW|SB|JN|RO|CP|SR|TA|AB|AR|GB|BL|GA|RG)\d/i;

export const licence = detector([
  { // DEA: two letters (or one and a 9), seven digits, the last a check
    kind: "LICENCE",
    rank: 4,
    when: "alone",
    pattern: whole("[A-HJ-MPRSTUX][A-Z9]\\d{7}"),
    valid: (value) => dea(value) && !compound.test(value),
    context: providerWords,
  },
  {
    kind: "LICENCE",
    rank: 4,
    when: "near",
    pattern: whole("[A-HJ-MPRSTUX][A-Z9]\\d{7}"),
    valid: dea,
    context: providerWords,
  },
  { // CMS: national provider identifier
    kind: "LICENCE",
    when: "alone",
    rank: 4,
    pattern: whole("[12]\\d{9}|[12]\\d{3}-\\d{3}-\\d{3}|[12]\\d{3} \\d{3} \\d{3}"),
    valid: (value) => luhn(`80840${digits(value)}`),
    context: providerWords,
  },
  { // Germany: physician's number
    kind: "LICENCE",
    when: "alone",
    rank: 2,
    pattern: whole("[1-9]\\d{8}"),
    valid: (value) => {
      const sum = weighted(value, [4, 9, 4, 9, 4, 9]);
      return (10 - sum % 10) % 10 === Number(value[6]) && !/^(?:19|20)[0-4]\d/.test(value);
    },
    context: providerWords,
  },
  {
    kind: "LICENCE",
    rank: 4,
    pattern: told(
      "dea|medical licen[cs]e|physician licen[cs]e|nursing licen[cs]e|state licen[cs]e|licen[cs]e|certificate|certification|gmc|lanr|arztnummer|board certification|upin|pharmacy licen[cs]e|driver'?s? licen[cs]e|driving licen[cs]e|führerscheinnummer|führerschein",
    ),
    valid: likeCode,
  },
  {
    kind: "LICENCE",
    rank: 5,
    pattern: told(
      "passport|passports|passport (?:number|no) is|reisepass|reisepassnummer|pass-nr|pasaporte|passaporto|passeport|travel document|passport card|visa number|green card",
    ),
    valid: likeCode,
  },
  {
    kind: "LICENCE",
    when: "near",
    rank: 3,
    pattern: whole(
      "[A-Z]{1,3}\\d{6,9}|\\d{9}|[MSRODG]\\d{3}[A-Z]\\d{4}|[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7}\\d",
    ),
    valid: (value) => digits(value).length >= 5 || icao(value),
    context: passportWords,
  },
  { // United Kingdom: five letters of the name, birth date, initials
    kind: "LICENCE",
    rank: 5,
    pattern: whole(
      "[A-Z]{1,5}9{0,4}\\d(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])(?:0[1-9]|[12]\\d|3[01])\\d[A-Z9]{2}[A-Z0-9][A-Z]{2}",
    ),
    valid: (value) => value.length === 16,
  },
  { // Italy
    kind: "LICENCE",
    when: "alone",
    pattern: whole("[A-Z]{2}\\d{7}[A-Z]|U1[A-Z0-9]{7}[A-Z]"),
    context: drivingWords,
  },
  { // Germany: authority, running number, check, copy
    kind: "LICENCE",
    when: "alone",
    pattern: whole("[A-Z]{2}\\d{8}[A-Z]"),
    context: drivingWords,
  },
  { // Korea: region, year, number, check
    kind: "LICENCE",
    rank: 4,
    pattern: whole("(?:1[1-9]|2[0-8])-\\d{2}-\\d{6}-\\d{2}"),
  },
  {
    kind: "LICENCE",
    when: "near",
    pattern: whole("[A-Z]{0,3}\\d{5,14}[A-Z]{0,2}|[A-Z]\\d{2,4}-\\d{3,4}-\\d{3,6}(?:-\\d{1,4})?"),
    valid: (value) => digits(value).length >= 5,
    context: drivingWords,
    before: 28,
  },
  { // ISO 3779
    kind: "VEHICLE",
    rank: 5,
    pattern: whole("[A-HJ-NPR-Z0-9]{17}"),
    valid: (value) => vin(compact(value)),
  },
  {
    kind: "VEHICLE",
    rank: 4,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:vin|vehicle identification|chassis)${label}(?<v>[A-HJ-NPR-Z0-9]{11,17})(?![\\p{L}\\p{N}])`,
      "giu",
    ),
    valid: likeCode,
  },
  { // plates of many countries: letters and digits in two or three groups
    kind: "VEHICLE",
    when: "near",
    rank: 4,
    pattern: whole(
      "[A-Z]{1,3}[- ]?\\d{1,4}[- ]?[A-Z]{1,3}(?:[- ]?\\d{1,4})?|\\d{1,4}[- ]?[A-Z]{1,3}[- ]?\\d{1,4}|[A-ZÄÖÜ]{1,3}[- ][A-ZÄÖÜ]{1,2}[- ]?\\d{1,4}[EH]?|\\d{1,4}[- ][A-Z]{2,3}|[A-Z]{2,3}[- ]?\\d{3,5}|\\d{3}[- ][A-Z]{3}",
      "gu",
    ),
    valid: (value) => digits(value).length >= 1 && compact(value).length >= 4,
    context: plateWords,
    before: 28,
  },
  {
    kind: "VEHICLE",
    pattern:
      /(?:licen[cs]e plate|number plate|plate number|plate no\.?|kennzeichen|plaka|targa|car reg|vehicle registration|registration plate)(?: number| no\.?| numarası| #)?\s{0,2}(?:is|was|:|=|#)?\s{0,2}(?<v>(?=[a-zäöü0-9 -]{0,8}\d)[a-zäöü0-9]{1,4}(?:[- ]?[a-zäöü0-9]{1,4}){1,2})(?![\p{L}\p{N}])/giu,
    valid: (value) => /\p{L}/u.test(value) && !/\p{L}{4}/u.test(value),
  },
  { // alone in a cell: Turkey (provinces 01 to 81), India (states), the German form with spaces
    kind: "VEHICLE",
    when: "alone",
    rank: 1,
    pattern: whole(
      "(?:0[1-9]|[1-7]\\d|8[01]) ?(?:[A-Z] ?\\d{3,4}|[A-Z]{2} ?\\d{2,4}|[A-Z]{3} ?\\d{2,4})",
      "gu",
    ),
    valid: (value) => !/(?:MG|ML|KG|MCG|CM|MM|IU|MIN|DAY|HRS?|WK|G) /.test(value),
    context: plateWords,
  },
  {
    kind: "VEHICLE",
    when: "alone",
    rank: 1,
    pattern: whole(
      "(?:A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|LD|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[NRS]|U[KP]|WB)[- ]?\\d{2}[- ]?[A-Z]{1,2}[- ]?\\d{4}|DL\\d{1,2}[A-Z]{1,3}\\d{4}",
    ),
    context: plateWords,
  },
]);

function dea(value: string): boolean {
  const plain = value.slice(2);
  const sum = weighted(plain, [1, 2, 1, 2, 1, 2]);
  return sum % 10 === Number(plain[6]);
}

/** 49 CFR 565: transliteration and weights, the ninth character is the check. */
function vin(value: string): boolean {
  const worth = (char: string) =>
    /\d/.test(char) ? Number(char) : Number("12345678012345070923456789"[char.charCodeAt(0) - 65]);
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * worth(value[i]!), 0);
  return /[A-Z]/.test(value) && "0123456789X"[sum % 11] === value[8];
}
