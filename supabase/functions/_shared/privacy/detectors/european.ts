/** The numbers European countries give a person, with their check digits. */
import { day, icao, luhn, mod11and10, weighted } from "../checks.ts";
import { compact, context, detector, digits, whole } from "../rules.ts";

const idWords = context(
  "id|ids|identity|identification|identifier|national\\w*|citizen\\w*|ausweis\\w*|personalausweis\\w*|steuer\\w*|steuer-id|idnr|tin|tax\\w*|sozialversicherung\\w*|rentenversicherung\\w*|versicherungsnummer|svnr|rvnr|dni|nif|nie|pesel|hetu|henkil\\w*|personnummer|codice fiscale|carta d'identit\\w*|carta|cie|nino|insurance|ni number|kimlik|tckn|vatandaş\\w*|bsn|rijksregister\\w*|nir|insee|cpr|fødselsnummer",
);
const letters = "TRWAGMYFPDXBNJZSQVHLCKE";
const year = /^(?:19|20)\d{2}/;

export const european = detector([
  { // Spain
    kind: "ID",
    when: "alone",
    pattern: whole("\\d{7,8}-?[A-Z]"),
    valid: (value) => letters[Number(digits(value)) % 23] === compact(value).at(-1),
    context: idWords,
  },
  {
    kind: "ID",
    rank: 4,
    pattern: whole("[XYZ]\\d{7}-?[A-Z]"),
    valid: (value) => {
      const plain = compact(value);
      return letters[Number("XYZ".indexOf(plain[0]!) + plain.slice(1, 8)) % 23] === plain.at(-1);
    },
  },
  { // Finland: the character between says the century
    kind: "ID",
    rank: 5,
    pattern: /(?<!\d)\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![\p{L}\p{N}])/giu,
    valid: (value) =>
      day(value.slice(4, 6) + value.slice(2, 4) + value.slice(0, 2)) &&
      "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] ===
        value.at(-1)!.toUpperCase(),
  },
  { // Sweden
    kind: "ID",
    rank: 3,
    pattern: /(?<!\d|\d[.,:-])(?:(?:18|19|20)\d{6}[-+]?|\d{6}[-+])\d{4}(?![\p{L}\p{N}])/giu,
    valid: swedish,
  },
  {
    kind: "ID",
    when: "alone",
    pattern: whole("\\d{10}"),
    valid: swedish,
    context: idWords,
  },
  { // Italy
    kind: "ID",
    rank: 5,
    pattern: whole("[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]"),
  },
  {
    kind: "ID",
    when: "near",
    pattern: whole("[A-Z]{2} ?\\d{7}|\\d{7}[A-Z]{2}|[A-Z]{2}\\d{5}[A-Z]{2}"),
    context: context(
      "identity cards?|id cards?|carta d'identit\\w*|cie|personalausweis\\w*|ausweis\\w*",
    ),
  },
  { // Poland
    kind: "ID",
    rank: 3,
    pattern: whole("\\d{11}"),
    valid: (value) =>
      day(`${String(Number(value.slice(2, 4)) % 20).padStart(2, "0")}${value.slice(4, 6)}`) &&
      weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0,
  },
  { // Germany: tax number of a person; one digit stands two or three times among the first ten
    kind: "ID",
    rank: 3,
    pattern: whole("[1-9]\\d{10}|[1-9]\\d ?\\d{3} ?\\d{3} ?\\d{3}"),
    valid: (value) =>
      mod11and10(digits(value)) && new Set(digits(value).slice(0, 10)).size < 11 &&
      !/^(\d)\1*$/.test(digits(value)),
  },
  {
    kind: "ID",
    when: "near",
    pattern: whole("\\d{13}|\\d{2,3}/\\d{3,4}/\\d{4,5}"),
    context: context("steuer\\w*|st\\.?-?nr|finanzamt"),
  },
  { // Germany: pension insurance
    kind: "ID",
    rank: 4,
    pattern: whole("\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}"),
    valid: pension,
  },
  { // Germany: identity card
    kind: "ID",
    when: "alone",
    pattern: whole("[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{7}\\d"),
    valid: (value) => /\d{2}/.test(value) && icao(value),
    context: idWords,
  },
  { // Turkey
    kind: "ID",
    rank: 3,
    pattern: whole("[1-9]\\d{10}"),
    valid: (value) => {
      const odd = weighted(value, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
      const even = weighted(value, [0, 1, 0, 1, 0, 1, 0, 1]);
      const tenth = ((odd * 7 - even) % 10 + 10) % 10;
      return tenth === Number(value[9]) &&
        weighted(value, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10 === Number(value[10]);
    },
  },
  { // United Kingdom: national insurance
    kind: "ID",
    rank: 4,
    pattern: whole(
      "(?!bg|gb|nk|kn|nt|tn|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] (?:\\d{2} ){3}[a-d]|(?!bg|gb|nk|kn|nt|tn|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?\\d{2} \\d{2} \\d{2} ?[a-d]",
    ),
  },
  {
    kind: "ID",
    when: "alone",
    pattern: whole(
      "(?!bg|gb|nk|kn|nt|tn|zz)[a-ceghj-pr-tw-z][a-ceghj-npr-tw-z] ?\\d{6} ?[a-d]",
    ),
    context: idWords,
  },
  { // France: sex, year, month, department, commune, order, key
    kind: "ID",
    rank: 4,
    pattern: whole("[12] ?\\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}"),
    valid: (value) => {
      const plain = compact(value).replace("2A", "19").replace("2B", "18");
      return 97 - Number(BigInt(plain.slice(0, 13)) % 97n) === Number(plain.slice(13));
    },
  },
  { // Denmark and Norway: only where they are called so
    kind: "ID",
    when: "near",
    pattern: whole("\\d{6}[- ]?\\d{4,5}"),
    valid: (value) => day(value.slice(4, 6) + value.slice(2, 4) + value.slice(0, 2)),
    context: context("cpr\\w*|fødselsnummer|personnummer|cpr-nummer"),
  },
  { // the Netherlands: eleven test
    kind: "ID",
    when: "near",
    pattern: whole("\\d{8,9}"),
    valid: (value) => weighted(value.padStart(9, "0"), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    context: context("bsn|burgerservicenummer|sofinummer"),
  },
]);

function swedish(value: string): boolean {
  const plain = digits(value).slice(-10);
  const born = digits(value).slice(0, -4);
  const date = Number(plain.slice(4, 6));
  const coordination = plain.slice(0, 4) + String(date > 60 ? date - 60 : date).padStart(2, "0");
  return day(coordination) && luhn(plain) &&
    (born.length === 6 || year.test(born) || /^18/.test(born));
}

/** Deutsche Rentenversicherung: the letter counts as two digits, weights 2 1 2 5 7 1 2 1 2 1 2 1. */
function pension(value: string): boolean {
  const plain = compact(value);
  const born = plain.slice(6, 8) + plain.slice(4, 6) + plain.slice(2, 4);
  const letter = String(plain.charCodeAt(8) - 64).padStart(2, "0");
  const all = plain.slice(0, 8) + letter + plain.slice(9, 11);
  const sum = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].reduce((total, weight, i) => {
    const product = weight * Number(all[i]);
    return total + Math.floor(product / 10) + product % 10;
  }, 0);
  return day(born) && sum % 10 === Number(plain[11]);
}
