/** Dates tied to a person (birth, death, admission, discharge) and ages over 89. */
import { type Detector, detector } from "../rules.ts";

const months =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre)";
const cut = "(?:[-/. ]|\\r?\\n[ \\t>]{0,8})";
const date = "(?:" + [
  `\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}(?:[T ]\\d{1,2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?`,
  `\\d{1,2}${cut}\\d{1,2}${cut}(?:\\d{4}|\\d{2})`,
  `\\d{1,2}(?:st|nd|rd|th)?[-\\s.]{0,2}(?:of |de )?${months}\\.?,?(?:[-\\s]{0,2}(?:de |of )?\\d{2,4})?`,
  `${months}\\.?[-\\s]{1,2}\\d{1,2}(?:st|nd|rd|th)?(?:,?[-\\s]{1,2}\\d{4})?`,
  `${months}\\.?,?\\s\\d{4}`,
  "(?:19|20)\\d{6}",
].join("|") + ")(?![\\p{L}\\p{N}])";

const small = "[\\s:=,;.?()\\[\\]|\"'*_>–-]{0,8}";
const birth =
  "(?:date of birth|birth\\s?-?date|birthday|d\\.?o\\.?b\\b\\.?|born|geboren(?: am)?|geburtsdatum|geb\\.|née? le|date de naissance|fecha de nacimiento|nacid[oa]|data di nascita|nat[oa] il|data de nascimento)";
const death = "(?:date of death|death\\s?date|d\\.?o\\.?d\\b\\.?|died|passed away|deceased)";
const stay =
  "(?:admission date|date of admission|admit date|discharge date|date of discharge|(?:was|been|is|got) (?:re)?(?:admitted|hospitali[sz]ed|discharged)|(?:admitted|discharged):|(?:he|she|mr\\.? \\p{Lu}\\p{L}{1,30}|mrs\\.? \\p{Lu}\\p{L}{1,30}|ms\\.? \\p{Lu}\\p{L}{1,30}) (?:was )?(?:re)?(?:admitted|hospitali[sz]ed|discharged))";
/** A few words between the event and its day: "born in Basel on 3 May 1950", "birth. It's …". */
const between =
  `(?:${small}(?:\\([a-z/. -]{2,20}\\)${small})?(?:\\s{0,2}(?:is|was|it's|it is|on|the|in|at|of|to|from|am|le|el|il)${small}){0,3}(?:(?:[\\p{L}'.-]{2,24}\\s){0,4}(?:on|am|le|el)\\s)?)`;

const tied = (event: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}])${event}${between}(?<v>${date})`, "giu");

/** "born between 1 January 1950 and …" is a criterion, not a person. */
const range =
  /(?:between|before|after|since|prior to|on or|until|from)[\s:]{1,3}$|(?:patients|subjects|participants|individuals|children|infants|women|men|adults|people|persons|those)[^.]{0,24}$/;

const person =
  "(?:male|female|man|woman|lady|gentleman|patient|subject|participant|person|white|black|asian|hispanic|caucasian|retired|veteran|grand\\w{3,8}|mother|father|nun|priest|widow\\w{0,2}|m|f)";
const age = "(?<v>9\\d|1[01]\\d)";
const after = "(?![\\p{L}\\p{N}])";
const years = "[\\s-]{0,2}(?:years?|yrs?)[\\s-]{0,2}old|[\\s-]{0,2}y[./]?o\\b\\.?";

/** The age is the group, what follows is looked at only. */
const ageRules = [
  `(?:a|an|this|the|our|is|was|i'm|am|turned|currently|he's|she's)\\s{1,2}${age}(?=(?:${years})${after}(?!\\s(?:or|and|to)\\s))`,
  `(?<!to |- |than |least |over |under |≥ |> )${age}(?=(?:${years})\\s(?:\\p{L}{3,12}\\s)?${person}${after})`,
  `(?:he|she|patient|subject|participant|mr\\.? \\p{L}{2,30}|mrs\\.? \\p{L}{2,30}|ms\\.? \\p{L}{2,30}|man|woman|male|female|mother|father|husband|wife)(?:,| is| was|,? who is| \\()?\\s{0,2}(?:aged?|age is)[\\s:]{1,2}${age}${after}(?!\\s(?:to|or|and|years? or|years? and))`,
  `(?:patient|subject|current|his|her|my)(?:'s)?\\sage[\\s:=]{1,3}(?:is\\s)?${age}${after}(?!\\s?(?:to|or|and|-|years? or|years? and))`,
  `(?:retired|died|passed away|death|dead|deceased|expired|diagnosed)\\s(?:at the age of|at age|aged)\\s${age}${after}`,
  `(?:he|she|i)(?:'s|'m| is| was| am| just turned| turned)\\s(?:now\\s)?${age}${after}(?!\\s?(?:%|mg|kg|ml|cm|mm|bpm))`,
];

export const time: Detector = detector([
  ...[birth, death].map((event) => ({
    kind: "DATE" as const,
    rank: 6,
    pattern: tied(event),
    unless: range,
  })),
  { kind: "DATE", rank: 6, pattern: tied(stay), unless: range },
  { // a field; the limits of a study have another name
    kind: "AGE",
    rank: 4,
    pattern: new RegExp(
      `(?<![\\p{L}\\p{N}])age["']?\\s?[:=|]\\s{0,2}["']?${age}(?=\\s?(?:years?|yrs?|y|jahre)?\\s?(?:$|[,;|)"'}\\n]))`,
      "giu",
    ),
    unless: /(?:max|min|maximum|minimum|mean|median|upper|lower)[^\p{L}]{0,3}age[^\p{L}]{0,6}$/u,
  },
  ...ageRules.map((source) => ({
    kind: "AGE" as const,
    rank: 4,
    pattern: new RegExp(`(?<![\\p{L}\\p{N}])${source}`, "giu"),
  })),
]);
