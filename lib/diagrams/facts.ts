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

export interface DiagramFacts {
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
