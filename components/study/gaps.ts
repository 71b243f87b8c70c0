/** What a study does not know. A gap is written out, with the act that would close it. */
import type { Project } from "@/lib/projects/model.ts";
import { plural } from "../format.ts";

export interface KnownGap {
  what: string;
  act?: { href: string; label: string };
}

export type GapFacts = Pick<
  Project,
  | "id"
  | "nctId"
  | "status"
  | "phases"
  | "studyType"
  | "targetEnrollment"
  | "startDate"
  | "primaryCompletionDate"
  | "sponsor"
  | "conditions"
  | "siteCount"
  | "sites"
  | "outcomes"
  | "criteria"
  | "arms"
  | "contacts"
>;

/** `study.sites` may be the first page of them: what is missing is counted in these and says so. */
export function gapsOf(study: GapFacts): KnownGap[] {
  const set = { href: `/projects/${study.id}/settings`, label: "Set it" };
  const bring = study.nctId
    ? { href: `/projects/${study.id}/import`, label: "Compare with the record" }
    : undefined;
  const placed = study.sites.filter((site) => site.lat !== null && site.lon !== null).length;
  const unplaced = study.sites.length - placed;
  const among = study.sites.length < study.siteCount ? ` of the first ${study.sites.length}` : "";
  const interventional = study.studyType === "INTERVENTIONAL";
  const unsorted = study.criteria.filter((item) => item.kind === "UNCLASSIFIED").length;
  const found: (KnownGap | false)[] = [
    study.status === null && { what: "the overall status.", act: set },
    study.phases === null && interventional && { what: "the phase.", act: set },
    study.targetEnrollment === null && { what: "the target enrollment.", act: set },
    study.sponsor === null && { what: "the sponsor.", act: set },
    study.startDate === null && { what: "when the study starts.", act: bring },
    study.primaryCompletionDate === null && { what: "the primary completion date.", act: bring },
    study.conditions.length === 0 && { what: "the condition that is studied.", act: bring },
    study.arms.length === 0 && interventional && { what: "the arms.", act: bring },
    study.outcomes.length === 0 && { what: "what is measured.", act: bring },
    study.criteria.length === 0 && { what: "who may take part.", act: bring },
    study.siteCount === 0 && { what: "where it is run.", act: bring },
    study.contacts.length === 0 && { what: "whom to ask; no public contact is recorded." },
    unplaced > 0 && { what: `the coordinates of ${plural(unplaced, "site")}${among}.` },
    unsorted > 0 && {
      what: `whether ${
        plural(unsorted, "eligibility item")
      } include or exclude; the text has no heading for them.`,
    },
  ];
  return found.filter((gap) => gap !== false);
}
