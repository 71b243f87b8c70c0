/** How pages of quality say what its values mean. Pure. */
import {
  type CapaState,
  type Category,
  type QualityStatus,
  riskCode,
  unknownReason,
  type Zone,
} from "@/lib/quality/model.ts";
import type { Kri, Need, Point, Qtl, Risk } from "@/lib/quality/page_model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import type { GlyphName } from "../icons.tsx";

export const STATUS_MARKS: Record<QualityStatus, { state: GlyphName; word: string }> = {
  "on-track": { state: "ok", word: "On track" },
  "at-risk": { state: "risk", word: "At risk" },
  "critical": { state: "crit", word: "Critical" },
  "unknown": { state: "unk", word: "Unknown" },
};

export const ZONE_MARKS: Record<Zone, { state: GlyphName; word: string }> = {
  low: { state: "ok", word: "Low" },
  medium: { state: "risk", word: "Medium" },
  high: { state: "crit", word: "High" },
};

export const LIKELIHOOD = ["Rare", "Unlikely", "Possible", "Likely", "Expected"];
export const IMPACT = ["Negligible", "Minor", "Moderate", "Major", "Severe"];
export const DETECTABILITY = ["Always noticed", "Mostly", "Sometimes", "Seldom", "Hardly noticed"];

export const CATEGORY_WORDS: Record<Category, string> = {
  consent: "Consent",
  eligibility: "Eligibility",
  dosing: "Dosing",
  procedure: "Procedure",
  visit_window: "Visit window",
  safety_reporting: "Safety reporting",
  laboratory: "Laboratory",
  data: "Data",
  privacy: "Privacy",
  other: "Other",
};
export const SEVERITY_WORDS = { minor: "Minor", major: "Major", critical: "Critical" };
export const SOURCE_WORDS: Record<Kri["source"], string> = {
  entered: "Entered by people",
  screen_failure: "Counted: screening failures",
  withdrawal: "Counted: withdrawals",
  deviation: "Counted: deviations",
};

export const CAPA_MARKS: Record<CapaState, { state: GlyphName; word: string }> = {
  open: { state: "info", word: "Open" },
  implemented: { state: "ok", word: "Implemented" },
  awaiting_check: { state: "info", word: "Awaiting check" },
  ineffective: { state: "crit", word: "Ineffective" },
  closed: { state: "ok", word: "Closed" },
};

const NBSP = "\u00a0";

/** A rate with its unit: "25 %", "12 per 1,000", "0.25". */
export function rateWords(value: number, multiplier: number): string {
  const number = formatNumber(Number(value.toFixed(2)));
  if (multiplier === 100) return `${number}${NBSP}%`;
  return multiplier === 1000 ? `${number}${NBSP}per 1,000` : number;
}

type Judge = Pick<Kri, "multiplier" | "direction" | "minDenominator"> & {
  denominatorName: string;
  amber: number | null;
  red: number;
};

export const judgeOf = (kri: Kri): Judge => ({ ...kri, denominatorName: kri.denominator });

export const limitOf = (qtl: Qtl): Judge => ({
  ...qtl,
  amber: qtl.warningLimit,
  red: qtl.limitValue,
});

/** The value and its counts, or what is missing. */
export function pointWords(point: Omit<Point, "periodOn">, judge: Judge): string {
  const { numerator, denominator, value } = point;
  if (value === null) {
    return unknownReason({ ...judge, numerator, denominator }) ?? "not known";
  }
  const counts = `${formatNumber(numerator!)} of ${formatNumber(denominator!)}`;
  return `${rateWords(value, judge.multiplier)}, ${counts}`;
}

/** The same with the threshold that it is beyond. */
export function pointReason(point: Omit<Point, "periodOn">, judge: Judge): string {
  const { status } = point;
  const limit = status === "critical" ? judge.red : status === "at-risk" ? judge.amber : null;
  const beyond = limit === null
    ? ""
    : `, limit ${judge.direction === "high" ? "from" : "down to"} ${
      rateWords(limit, judge.multiplier)
    }`;
  return pointWords(point, judge) + beyond;
}

/** "Mar 2026", "Q1 2026". */
export function periodWords(first: string, period: Kri["period"]): string {
  return period === "month"
    ? formatDate(first.slice(0, 7))
    : `Q${Math.ceil(Number(first.slice(5, 7)) / 3)} ${first.slice(0, 4)}`;
}

export const riskNumber = (risk: Pick<Risk, "number">) => riskCode(risk.number);

/** "high from 15: 4 × 5 = 20". */
export function scoreReason({ likelihood, impact, score }: Risk): string {
  return score === null
    ? "likelihood or impact is not assessed"
    : `score ${score}: likelihood ${likelihood} × impact ${impact}`;
}

interface NeedWords {
  /** Verb first. */
  title: (title: string) => string;
  why: string;
  found: (need: Need) => string;
  act: string;
  href: (base: string, id: string) => string;
  /** What is done at once, where the reader may: the key of its form. */
  does?: string;
}

const late = ({ n, dueOn }: Need) =>
  `due ${dueOn ? formatDate(dueOn) : "on no known day"}, ${plural(n ?? 0, "day")} ago`;
const indicators = (base: string, id: string) => `${base}?view=indicators&proof=qtl.${id}`;

export const NEED_WORDS: Record<Need["kind"], NeedWords> = {
  limit_breach: {
    title: (title) => `Evaluate the breach of ${title}`,
    why: "Tolerance limit breached",
    found: () => "over all sites and periods",
    act: "Evaluate",
    href: indicators,
  },
  kri_twice: {
    title: (title) => `Look into ${title}`,
    why: "Indicator critical in two periods",
    found: ({ n }) => `at ${plural(n ?? 0, "site")}`,
    act: "See sites",
    href: (base, id) => `${base}?view=indicators&kri=${id}`,
  },
  capa_ineffective: {
    title: (title) => `Act anew: ${title}`,
    why: "Found not to work",
    found: () => "the effectiveness check failed",
    act: "Open",
    href: (base, id) => `${base}/capas/${id}`,
  },
  deviation_overdue: {
    title: (title) => `Resolve: ${title}`,
    why: "Deviation past due",
    found: late,
    act: "Resolve",
    href: (base, id) => `${base}?view=deviations&deviation=${id}`,
    does: "resolve",
  },
  capa_overdue: {
    title: (title) => `Finish: ${title}`,
    why: "Action past due",
    found: late,
    act: "Open",
    href: (base, id) => `${base}/capas/${id}`,
  },
  limit_warning: {
    title: (title) => `Watch ${title}`,
    why: "Tolerance limit near",
    found: () => "its warning limit is reached",
    act: "See limit",
    href: indicators,
  },
  review_overdue: {
    title: (title) => `Review: ${title}`,
    why: "Risk not reviewed",
    found: ({ dueOn }) => `was due ${dueOn ? formatDate(dueOn) : "on no known day"}`,
    act: "Review",
    href: (base, id) => `${base}?risk=${id}`,
    does: "review",
  },
  risk_unconfirmed: {
    title: (title) => `Confirm or drop: ${title}`,
    why: "Suggested risk",
    found: () => "nobody has stood up for it",
    act: "Look",
    href: (base, id) => `${base}?risk=${id}`,
  },
};
