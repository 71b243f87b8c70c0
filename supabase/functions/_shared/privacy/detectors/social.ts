/** Social security numbers and the numbers a country gives a person: United States, Asia, others. */
import { day, luhn, verhoeff, weighted } from "../checks.ts";
import { context, detector, digits, whole } from "../rules.ts";

const gap = "(?:[- ]|[ \\t]?-?\\r?\\n[ \\t>]{0,8})";

/** SSA: no area 000, 666 or 900 and above, no group 00, no serial 0000; and the printed samples. */
function ssn(value: string): boolean {
  const plain = digits(value);
  return !/^(?:000|666|9)|^...00|0000$/.test(plain) && !/^(\d)\1*$/.test(plain) &&
    !["123456789", "987654320", "078051120"].includes(plain);
}

/** Bare digits may begin with a year: the number of an ethics application does. */
const bareSsn = (value: string) => ssn(value) && !/^(?:19[5-9]|20[0-4])\d/.test(value);

const usWords = context(
  "ssn|ss#|ssns|social(?:\\s?security)?(?:\\s?(?:number|no))?|itin|taxpayer\\w*|tax id|tin",
);
const voterWords = context("voter\\w*|epic|election card|election");
const idWords = context(
  "id|ids|identity|identification|identifier|national\\w*|citizen\\w*|tax\\w*|tfn|sin|insurance|aadhaar|aadhar|uidai|pan|pan card|pesel|rrn|frn|nric|fin|hetu|personnummer|resident|kimlik|tc|tckn|cpf|curp|tnin|thai|voter|epic|election|permanent account|tin|bir",
);

export const social = detector([
  { // the hyphens make it one; with area 9 it is an ITIN
    kind: "SSN",
    rank: 5,
    pattern: whole(`\\d{3}(?<s>[-. ]|[ \\t]?-?\\r?\\n[ \\t>]{0,8})\\d{2}\\k<s>\\d{4}`),
    valid: (value) => ssn(value) || itin(value),
  },
  { // hyphens and spaces mixed, or broken at the end of a line
    kind: "SSN",
    rank: 4,
    pattern: whole(`\\d{3}${gap}\\d{2}${gap}\\d{4}|\\d{3}-\\d{6}`),
    valid: (value) => ssn(value) || itin(value),
  },
  {
    kind: "SSN",
    when: "alone",
    pattern: whole("\\d{9}"),
    valid: (value) => (bareSsn(value) || itin(value)) && !snomed(value),
    context: usWords,
  },
  {
    kind: "SSN",
    when: "near",
    pattern: whole("\\d{3}[-. ]?\\d{2}[-. ]?\\d{4}|\\d{5}-\\d{4}"),
    valid: (value) => !/^(\d)\1*$/.test(digits(value)),
    context: context("ssn|social(?:\\s?security)?|itin"),
  },
  { // the last four after "ssn ending in"
    kind: "SSN",
    pattern:
      /(?:ssn|social security(?: number)?)[^\d\n]{0,24}(?:last (?:4|four)(?: digits)?|ending in|ends in)[\s:]{0,3}(?:is |are )?(?<v>\d{4})(?!\d)/giu,
  },
  {
    kind: "SSN",
    pattern:
      /last (?:4|four)(?: digits)? of (?:the |his |her |my |their )?(?:ssn|social(?: security)?(?: number)?)[\s:]{0,3}(?:is |are )?(?<v>\d{4})(?!\d)/giu,
  },
  { // India: Verhoeff, never beginning with 0 or 1, no palindrome
    kind: "ID",
    rank: 4,
    pattern: whole("[2-9]\\d{3}(?<s>[-: ]?)\\d{4}\\k<s>\\d{4}"),
    valid: (value) => {
      const plain = digits(value);
      return verhoeff(plain) && plain !== [...plain].reverse().join("");
    },
  },
  { // India: permanent account number; the fourth letter is the kind of holder, P a person
    kind: "ID",
    when: "alone",
    pattern: whole("[A-Z]{5}\\d{4}[A-Z]"),
    context: idWords,
  },
  { kind: "ID", when: "near", pattern: whole("[A-Z]{3}\\d{7}"), context: voterWords },
  { // Korea: birth date, a digit of century and sex (foreigners 5 to 8)
    kind: "ID",
    rank: 4,
    pattern: whole("\\d{6}-[1-8]\\d{6}"),
    valid: (value) => day(value.slice(0, 6)),
  },
  {
    kind: "ID",
    when: "alone",
    pattern: whole("\\d{6}[1-8]\\d{6}"),
    valid: (value) => day(value.slice(0, 6)) && korean(value),
    context: idWords,
  },
  { // Thailand
    kind: "ID",
    rank: 3,
    pattern: whole("[1-8]\\d{12}|[1-8]-\\d{4}-\\d{5}-\\d{2}-\\d|[1-8] \\d{4} \\d{5} \\d{2} \\d"),
    valid: (value) => {
      const plain = digits(value);
      const sum = weighted(plain, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
      return !/^(\d)\1*$/.test(plain) && /^.[1-9]/.test(plain) &&
        !/^.(?:[29][89]|[57]9|8[79]|28|68|78|88|98)/.test(plain) &&
        (11 - sum % 11) % 10 === Number(plain[12]);
    },
  },
  { // Singapore
    kind: "ID",
    when: "alone",
    rank: 3,
    pattern: whole("[STFGM]\\d{7}[A-Z]"),
    context: idWords,
  },
  { // Australia: tax file number of a person
    kind: "ID",
    when: "alone",
    pattern: whole("\\d{3} ?\\d{3} ?\\d{3}"),
    valid: (value) =>
      weighted(digits(value), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 &&
      !/^(?:19[5-9]|20[0-4])\d{6}$/.test(value),
    context: idWords,
  },
  { // Canada: social insurance number
    kind: "ID",
    when: "alone",
    rank: 4,
    pattern: whole("[1-79]\\d{2}(?<s>[- ]?)\\d{3}\\k<s>\\d{3}"),
    valid: (value) =>
      luhn(digits(value)) && !/^(\d)\1*$/.test(digits(value)) &&
      (/\D/.test(value) || bareSsn(value)),
    context: idWords,
  },
  { // South Africa
    kind: "ID",
    rank: 4,
    pattern: whole("\\d{6} ?\\d{4} ?[0-2]\\d{2}"),
    valid: (value) =>
      day(value.slice(0, 6)) && luhn(digits(value)) && /^\d{10}[01]/.test(digits(value)),
  },
  { // the Philippines and others: a tax number only where it is called so
    kind: "ID",
    when: "near",
    pattern: whole("\\d{3}-?\\d{3}-?\\d{3}(?:-?\\d{3})?"),
    valid: (value) => /^[0-5]/.test(value),
    context: context("tin|tax id(?:entification)?|bir|taxpayer"),
    unless: /not an? \w{2,8}\s{0,2}$/,
  },
  { // Brazil: CPF
    kind: "ID",
    rank: 4,
    pattern: whole("\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}"),
  },
]);

/** IRS: 9xx, then 50-65, 70-88, 90-92, 94-99. */
function itin(value: string): boolean {
  return /^9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])\d{4}$/.test(digits(value));
}

/** The check digit of residents (11) and of foreigners (13). */
function korean(value: string): boolean {
  const rest = weighted(value, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
  return (/^.{6}[1-4]/.test(value) ? 11 - rest : 13 - rest) % 10 === Number(value[12]);
}

/** A concept of SNOMED CT: its last three digits are a partition and a Verhoeff digit. */
const snomed = (value: string) => /[01][0-2]\d$/.test(value) && verhoeff(value);
