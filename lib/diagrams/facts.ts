/** The rows of a study as `public.diagram_facts` gives them. */
import type { PlanDoc } from "@/lib/planning/facts.ts";
import type { SiteState } from "@/lib/sites/model.ts";

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

export interface DiagramFacts extends DesignFacts {
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
