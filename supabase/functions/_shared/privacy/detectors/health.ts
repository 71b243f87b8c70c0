/** Health plan members, patients and their records, devices, biometric data and photographs. */
import { weighted } from "../checks.ts";
import { compact, context, detector, digits, isYearOrStudy, whole } from "../rules.ts";

const label =
  "(?:\\s{0,2}(?:number|numbers|no|nr|num|id|identifier|#)(?!\\p{L})\\.?)?\\s{0,2}(?:is|was|are|:|=|#|-)?\\s{0,2}(?:is\\s)?[\"'|]?";
/** A code: at least four digits, or letters and digits with three. */
const code =
  "(?<v>(?=[A-Z0-9._/-]{0,20}\\d[A-Z0-9._/-]{0,4}\\d[A-Z0-9._/-]{0,4}\\d)[A-Z0-9](?:[A-Z0-9]|[._/-](?=[A-Z0-9])){3,29})(?![\\p{L}\\p{N}])";

/** A value that a label introduces. */
const told = (words: string) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${words})${label}${code}`, "giu");

const plain = "[AC-HJKMNP-RT-Y]";
const mixed = "[AC-HJKMNP-RT-Y0-9]";

export const health = detector([
  { // CMS: Medicare beneficiary identifier, positions as published
    kind: "HEALTH_PLAN",
    rank: 6,
    pattern: whole(
      `[1-9](?=[A-Z0-9 -])${plain}${mixed}\\d[- ]?${plain}${mixed}\\d[- ]?${plain}${plain}\\d{2}`,
    ),
  },
  { // NHS number: modulus 11
    kind: "HEALTH_PLAN",
    rank: 5,
    pattern: whole("\\d{3}(?<s>[- ])\\d{3}\\k<s>\\d{4}"),
    valid: nhs,
  },
  {
    kind: "HEALTH_PLAN",
    when: "alone",
    pattern: whole("\\d{10}"),
    valid: nhs,
    context: context("nhs|chi|health|patient|h&c|hsc"),
  },
  { // Australia
    kind: "HEALTH_PLAN",
    when: "alone",
    rank: 4,
    pattern: whole("[2-6]\\d{3} ?\\d{5} ?\\d(?:[ /]?\\d)?"),
    valid: (value) =>
      weighted(digits(value), [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits(value)[8]),
    context: context("medicare|health|card"),
  },
  { // Germany: the immutable part of the insured person's number
    kind: "HEALTH_PLAN",
    rank: 4,
    when: "alone",
    pattern: whole("[A-Z]\\d{9}"),
    valid: (value) => {
      const all = String(value.toUpperCase().charCodeAt(0) - 64).padStart(2, "0") + value.slice(1);
      const sum = Array.from(all.slice(0, 10), Number).reduce((total, digit, i) => {
        const product = digit * (i % 2 === 0 ? 1 : 2);
        return total + Math.floor(product / 10) + product % 10;
      }, 0);
      // D000… are the numbers of MeSH
      return sum % 10 === Number(all[10]) && !/^D000/i.test(value);
    },
    context: context(
      "kvnr|krankenkasse\\w*|krankenversich\\w*|egk\\w*|versicherten\\w*|health|insurance",
    ),
  },
  {
    kind: "HEALTH_PLAN",
    rank: 4,
    pattern: told(
      "medicare(?: card| beneficiary)?|medicaid|mbi|hicn|nhs|health(?:\\s?(?:plan|card|insurance))|insurance(?: policy| member| id)?|member(?: id)?|subscriber(?: id)?|beneficiary(?: id)?|policy ?holder|group policy|kvnr|versichertennummer",
    ),
    valid: (value) => digits(value).length >= 4 && !isYearOrStudy(value),
  },
  {
    kind: "MEDICAL_RECORD",
    rank: 5,
    pattern: told(
      "mrn|m\\.r\\.n\\.|medical ?record(?: number)?|med\\.? rec\\.?|health ?record|hospital(?: number| no| id| record)|chart(?: number| no| id)|patient(?:'s)? ?(?:id|identifier|number|no\\.?|file|record|mrn)|case ?record ?(?:number|no)|encounter(?: id| number)|fallnummer|patientennummer|pat\\.?-?nr",
    ),
    valid: (value) => digits(value).length >= 4 && !isYearOrStudy(value),
  },
  {
    kind: "DEVICE",
    rank: 5,
    pattern: told(
      "imei|imsi|iccid|udid|uuid|device ?(?:id|identifier|serial(?: number)?)|serial(?: number| no\\.?| ?#|(?= ?:))|s/n|sn(?= ?[:#])|udi|implant(?:ed)? (?:serial|id|number)|pacemaker (?:serial|id|number)|asset tag",
    ),
    valid: (value) => digits(value).length >= 3 && !isYearOrStudy(value),
  },
  { // GS1: a device identifier with serial in human readable form
    kind: "DEVICE",
    rank: 6,
    pattern: /\(01\)\d{14}(?:\(\d{2}\)[A-Z0-9-]{1,20}){0,3}\(21\)[A-Z0-9-]{1,20}/gi,
  },
  {
    kind: "BIOMETRIC",
    rank: 5,
    pattern: told(
      "(?:finger|palm|voice|face|foot|retina|iris)[ -]?(?:prints?|scan|template|hash|recognition)(?: template| scan| image| file| record| reference| hash)?|biometric(?: id| identifier| template| record| hash)?|dna (?:profile|fingerprint)(?: id)?|iris code",
    ),
  },
  {
    kind: "BIOMETRIC",
    rank: 5,
    pattern:
      /(?:fingerprint|voiceprint|iris|retina|retinal|face ?print|facial|biometric)[^\n.]{0,32}?(?<v>[\w-]{1,60}\.(?:png|jpe?g|bmp|tiff?|wsq|wav|mp3|dat|bin))(?!\w)/giu,
  },
  {
    kind: "PHOTO",
    rank: 4,
    pattern:
      /(?:photo|photograph|picture|image|selfie|portrait|headshot|face|scan|foto|bild)s?[^\n.]{0,32}?(?<v>[\w-]{1,60}\.(?:png|jpe?g|heic|gif|bmp|tiff?|webp|dcm))(?!\w)/giu,
  },
  {
    kind: "PHOTO",
    rank: 4,
    pattern:
      /(?<![\w/.])(?:IMG|DSC|DSCN|PXL|DCIM|MVIMG)[_-]?\d{3,10}(?:_\d{3,10})?(?:\.\w{3,4})?(?!\w)/g,
  },
  { kind: "PHOTO", rank: 7, pattern: /data:image\/[a-z+.-]{2,16};base64,[a-z0-9+/=]{8,2000000}/gi },
]);

function nhs(value: string): boolean {
  const plain = digits(value);
  const check = (11 - weighted(plain, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
  return check === Number(plain[9]) && !/^(\d)\1*$/.test(compact(plain));
}
