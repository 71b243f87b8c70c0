/** Rows and findings of quality as pages show them. Types only, and the sizes of pages. */
import type {
  CapaState,
  Category,
  DEVIATION_STATES,
  Direction,
  Period,
  QualityStatus,
  RISK_STATES,
  SEVERITIES,
  Source,
  Zone,
} from "./model.ts";

interface Row {
  id: string;
  version: number;
  restricted: boolean;
  updatedAt: string;
}

/** A row with the name of who owns it. */
interface Owned extends Row {
  ownerId: string | null;
  ownerName: string | null;
}

export interface Risk extends Owned {
  /** Its own for ever: R01 is what it is called by everybody. */
  number: number;
  title: string;
  description: string | null;
  mitigation: string | null;
  likelihood: number | null;
  detectability: number | null;
  impact: number | null;
  criticalFactorId: string | null;
  factorTitle: string | null;
  reviewDueOn: string | null;
  closedOn: string | null;
  basis: string | null;
  score: number | null;
  zone: Zone | null;
  priority: number | null;
  state: typeof RISK_STATES[number];
  reviews: number;
  lastReviewedOn: string | null;
  reviewOverdue: boolean;
}

/** How urgent something is, as the action list has it: the database says. */
export type Urgency = "crit" | "risk" | "unk";

export interface Review {
  id: string;
  reviewedOn: string;
  note: string;
  likelihood: number | null;
  detectability: number | null;
  impact: number | null;
  /** Who wrote it down. */
  by: string | null;
  createdAt: string;
}

export interface Deviation extends Owned {
  title: string;
  description: string | null;
  category: Category;
  severity: typeof SEVERITIES[number] | null;
  siteId: string | null;
  siteName: string | null;
  subjectCode: string | null;
  occurredOn: string | null;
  foundOn: string;
  reportedOn: string | null;
  dueOn: string | null;
  resolvedOn: string | null;
  resolution: string | null;
  capaId: string | null;
  capaTitle: string | null;
  state: typeof DEVIATION_STATES[number];
  overdue: boolean;
  daysOver: number | null;
  /** Null: not overdue. */
  urgency: Urgency | null;
  age: number;
}

export interface Capa extends Owned {
  title: string;
  problem: string | null;
  rootCause: string | null;
  correctiveAction: string | null;
  preventiveAction: string | null;
  openedOn: string;
  dueOn: string | null;
  implementedOn: string | null;
  effectivenessCheck: string | null;
  effectivenessDueOn: string | null;
  effectivenessCheckedOn: string | null;
  effective: boolean | null;
  closedOn: string | null;
  state: CapaState;
  nextDueOn: string | null;
  overdue: boolean;
  daysOver: number | null;
  /** Null: neither overdue nor ineffective. */
  urgency: Urgency | null;
  deviations: number;
}

export interface Kri extends Owned {
  title: string;
  description: string | null;
  numerator: string;
  denominator: string;
  multiplier: number;
  source: Source;
  period: Period;
  direction: Direction;
  amber: number;
  red: number;
  minDenominator: number;
  criticalFactorId: string | null;
  factorTitle: string | null;
  newestOn: string | null;
  onTrack: number;
  atRisk: number;
  critical: number;
  unknown: number;
  criticalTwice: number;
}

export interface Qtl extends Owned {
  title: string;
  justification: string | null;
  kriId: string;
  kriTitle: string;
  numeratorName: string;
  denominatorName: string;
  multiplier: number;
  direction: Direction;
  warningLimit: number | null;
  limitValue: number;
  minDenominator: number;
  numerator: number | null;
  denominator: number | null;
  value: number | null;
  status: QualityStatus;
}

export interface Factor extends Row {
  title: string;
  rationale: string | null;
  risks: number;
  kris: number;
}

/** An indicator at a site, or over all of them, in a period. */
export interface Point {
  periodOn: string;
  numerator: number | null;
  denominator: number | null;
  value: number | null;
  status: QualityStatus;
}

export interface SitePoints {
  siteId: string;
  name: string;
  points: Point[];
}

/** One indicator at its sites: the worst of the newest period first. */
export interface KriSites {
  periods: string[];
  sites: SitePoints[];
  /** Sites with a value, and how many stand before the first. */
  total: number;
  from: number;
  /** All sites together, by period; those without both counts are left out. */
  together: Point[];
}

/** What must be done about quality, worst first. */
export interface Need {
  kind:
    | "limit_breach"
    | "kri_twice"
    | "capa_ineffective"
    | "deviation_overdue"
    | "capa_overdue"
    | "limit_warning"
    | "review_overdue"
    | "risk_unconfirmed";
  id: string;
  title: string;
  dueOn: string | null;
  /** Days late, or sites. */
  n: number | null;
  urgency: Urgency;
}

export interface Cell {
  siteId: string;
  name: string;
  numerator: number | null;
  denominator: number | null;
  note: string | null;
  /** 0: nothing is there. */
  version: number;
}

export interface Choices {
  people: { id: string; name: string }[];
  sites: { id: string; name: string }[];
  factors: { id: string; name: string }[];
  capas: { id: string; name: string }[];
}

export interface QualityRights {
  can: Record<string, string[]>;
}

export const SITES_ON_PAGE = 25;
export const DEVIATIONS_ON_PAGE = 50;
