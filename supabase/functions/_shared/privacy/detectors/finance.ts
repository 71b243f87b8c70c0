/** Payment cards, IBAN, routing and account numbers. */
import { iban, luhn, weighted } from "../checks.ts";
import type { Span } from "../kinds.ts";
import { context, type Detector, detector, digits, whole } from "../rules.ts";

/** Lengths by country: SWIFT IBAN registry, release 99. */
const ibanLengths = new Map(
  ("AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27" +
    "GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22" +
    "MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28" +
    "TL23TN24TR26UA29VA22VG24XK20YE30").match(/[A-Z]{2}\d\d/g)!.map((
      entry,
    ) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const ibanStart = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?=[-. \t\r\n]{0,3}[A-Z0-9])/giu;

/** However it is grouped or broken: as many letters and digits as the country's length says. */
const ibans: Detector = (view) => {
  const spans: Span[] = [];
  for (const { 0: head, index: start } of view.text.matchAll(ibanStart)) {
    const length = ibanLengths.get(head.slice(0, 2).toUpperCase());
    if (length === undefined || start < view.from) continue;
    let plain = "";
    let end = start;
    for (; plain.length < length && end - start < 80; end++) {
      const char = view.text[end] ?? "";
      if (/[A-Z0-9]/i.test(char)) plain += char.toUpperCase();
      else if (!/[-. \t\r\n>]/.test(char)) break;
    }
    const ended = !/[\p{L}\p{N}]/u.test(view.text[end] ?? "");
    if (plain.length === length && ended && iban(plain)) {
      spans.push({ start, end, kind: "ACCOUNT", rank: 8 });
    }
  }
  return spans;
};

/** Issuers by prefix and length: ISO/IEC 7812 as published by the schemes. */
const issuers = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(?:0[0-59]|[689]\d)\d{11}(?:\d{2})?$/, // Diners Club
  /^(?:6011|64[4-9]\d|65\d{2}|62\d{2}|60\d{2}|81\d{2})\d{8,15}$/, // Discover, UnionPay, RuPay
  /^35\d{14}(?:\d{3})?$/, // JCB
  /^(?:2131|1800)\d{11}$/,
  /^1\d{14}$/, // UATP
  /^(?:50|5[6-9]|6\d)\d{10,17}$/, // Maestro
  /^220[0-4]\d{12,15}$/, // Mir
];

function card(value: string): boolean {
  const plain = digits(value);
  return plain.length >= 12 && plain.length <= 19 && luhn(plain) &&
    issuers.some((issuer) => issuer.test(plain));
}

function routing(value: string): boolean {
  const plain = digits(value);
  return /^(?:0[0-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/.test(plain) && !/^0{4}/.test(plain) &&
    weighted(plain, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;
}

const gap = "(?:[-. ]|[ \\t]?\\r?\\n[ \\t>]{0,8})";
const label =
  "(?:\\s{0,2}(?:number|num|no|nr|id|#)(?!\\p{L})\\.?)?\\s{0,2}(?:is|are|:|=|#|-)?\\s{0,2}";

const numbers = detector([
  {
    kind: "ACCOUNT",
    rank: 7,
    pattern: whole(
      `\\d{12,19}|\\d{4}(?:${gap}\\d{4}){2,3}(?:${gap}\\d{1,4})?|\\d{4}${gap}\\d{6}${gap}\\d{4,5}`,
    ),
    valid: card,
  },
  { // called a card, of any issuer
    kind: "ACCOUNT",
    when: "near",
    rank: 6,
    pattern: whole(`\\d{12,19}|\\d{4}(?:${gap}\\d{4}){2,3}(?:${gap}\\d{1,4})?`),
    valid: (value) => luhn(digits(value)) && !/^0+$/.test(digits(value)),
    context: context("cards?|card no|credit|debit|cc|visa|mastercard|amex|maestro|discover"),
  },
  {
    kind: "ACCOUNT",
    when: "alone",
    pattern: whole("\\d{9}|\\d{4}-\\d{4}-\\d"),
    valid: routing,
    context: context("aba|routing|rtn|transit|bank\\w*|wire|rout(?:e|ing) (?:no|number)"),
  },
  {
    kind: "ACCOUNT",
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])(?:bank account|checking account|savings account|account|acct|a/c|konto|kontonummer|sort code|member account|billing account)${label}(?<v>(?=[^\\s\\d]{0,6}\\d)[A-Z0-9](?:-?[A-Z0-9]){1,33}(?: \\d{2,6}){0,6})(?![\\p{L}\\p{N}])`,
      "giu",
    ),
    valid: (value) => digits(value).length >= 5 && !/\p{Ll}{2,} \p{Ll}/u.test(value),
  },
  {
    kind: "ACCOUNT",
    when: "near",
    pattern: whole("\\d{8,17}"),
    context: context("bank|account|acct|iban|check(?:ing)? account|savings"),
    before: 32,
  },
]);

export const finance: Detector = (view) => [...numbers(view), ...ibans(view)];
