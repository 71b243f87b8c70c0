/** The rows of a study as `public.diagram_facts` gives them. */
import type { PlanDoc } from "@/lib/planning/facts.ts";
import type { DocumentState } from "@/lib/documents/model.ts";
import type { SiteState } from "@/lib/sites/model.ts";
import type { ConsentVersion } from "./model.ts";

export interface SiteFacts {
  id: string;
  /** Number and facility, or city; may be empty. */
  name: string;
  country: string | null;
  state: SiteState;
  sinceOn: string | null;
  selectedOn: string | null;
  contractSignedOn: string | null;
  ethicsApprovedOn: string | null;
  initiationVisitOn: string | null;
  activatedOn: string | null;
}

/** An arm or intervention of the registry; `type` is its own word. */
export interface TypedFacts {
  id: string;
  name: string;
  type: string | null;
}

export interface OutcomeFacts {
  id: string;
  name: string;
  kind: "PRIMARY" | "SECONDARY" | "OTHER";
  timeFrame: string | null;
}

/** Somebody on the staff of a site that is not closed. */
export interface StaffFacts {
  id: string;
  name: string;
  role: string;
  siteId: string;
  site: string;
  /** Delegated on the day. */
  duties: string[];
  /** Trainings that everybody with a duty needs and that are not current. */
  missing: string[];
}

/** As `private.design_facts` gives them: each kind of diagram needs its own. */
export interface DesignFacts {
  arms: TypedFacts[];
  interventions: TypedFacts[];
  armInterventions: { from: string; to: string }[];
  outcomes: OutcomeFacts[];
  /** Null: not for the caller's role. */
  staff: StaffFacts[] | null;
}

/** A version of a consent form; `approved` and `used` count sites, `names` has the first of them. */
export interface ConsentVersionFacts {
  id: string;
  version: string;
  state: ConsentVersion["state"];
  approvedOn: string | null;
  approved: number;
  used: number;
  names: string[];
}

/** As `private.compliance_facts` gives them; each null: not asked for, or not for the caller's role. */
export interface ComplianceFacts {
  consent:
    | { id: string; title: string; at: string | null; versions: ConsentVersionFacts[] }[]
    | null;
  documents: {
    /** `number`: of the zone; null where the requirement names no artifact. */
    types: {
      number: string | null;
      zone: string | null;
      kind: string;
      n: number;
      states: Partial<Record<DocumentState, number>>;
    }[];
    rules: { id: string; title: string; n: number; held: number }[];
  } | null;
  controls: {
    factors: { id: string; title: string }[];
    risks: {
      id: string;
      title: string;
      factor: string | null;
      score: number | null;
      zone: string | null;
      overdue: boolean;
      control: string | null;
    }[];
    /** Counts of sites by how they stand in their newest period. */
    indicators: {
      id: string;
      title: string;
      factor: string | null;
      critical: number;
      atRisk: number;
      onTrack: number;
      unknown: number;
    }[];
    limits: { id: string; title: string; indicator: string; status: string }[];
  } | null;
}

export interface DiagramFacts extends DesignFacts {
  compliance: ComplianceFacts;
  /** UTC timestamp, where no plan comes along. */
  asOf?: string;
  project: {
    id: string;
    name: string;
    sponsor: string | null;
    collaborators: { name?: string | null }[];
  };
  plan: PlanDoc;
  /** In the order of the study. */
  sites: SiteFacts[];
}
