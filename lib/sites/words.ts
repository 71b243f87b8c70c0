/** English for states, facts and roles of sites. Pure, for pages. */
import { dateWords } from "@/lib/projects/words.ts";
import type { Fact, SiteState, StaffRole } from "./model.ts";

export const STATE_WORDS: Record<SiteState, string> = {
  identified: "Identified",
  selected: "Selected",
  in_start_up: "In start-up",
  active: "Active",
  enrolling: "Enrolling",
  on_hold: "On hold",
  closed: "Closed",
  unknown: "Not known",
};

export const FACT_WORDS: Record<Fact, string> = {
  identifiedOn: "Identified",
  selectedOn: "Selected",
  contractSignedOn: "Contract signed",
  ethicsApprovedOn: "Ethics approval",
  initiationVisitOn: "Initiation visit",
  activatedOn: "Activated",
  firstParticipantOn: "First participant",
  onHoldOn: "On hold",
  closedOn: "Closed",
};

export const STAFF_ROLE_WORDS: Record<StaffRole, string> = {
  principal_investigator: "Principal investigator",
  sub_investigator: "Sub-investigator",
  study_coordinator: "Study coordinator",
  study_nurse: "Study nurse",
  pharmacist: "Pharmacist",
  laboratory: "Laboratory",
  data_manager: "Data manager",
  other: "Other",
};

/** Where the gate comes from, as its proof names it. */
export const GATE_SOURCE =
  "ICH E6(R3), Annex 1: ethics approval (1), qualified and trained investigator (2.1), " +
  "delegation (2.3), agreement (3.6); Appendix C, records in place before the start (C.2.5): the " +
  "documents that the study requires for the activation";

/** Facts whose days contradict the usual order: said, never corrected. */
export function oddities(site: Record<Fact, string | null>): string[] {
  const order: [Fact, Fact][] = [
    ["identifiedOn", "selectedOn"],
    ["selectedOn", "contractSignedOn"],
    ["selectedOn", "activatedOn"],
    ["contractSignedOn", "activatedOn"],
    ["ethicsApprovedOn", "activatedOn"],
    ["initiationVisitOn", "activatedOn"],
    ["activatedOn", "firstParticipantOn"],
  ];
  const said = (fact: Fact, on: string) =>
    `${FACT_WORDS[fact].toLowerCase()} (${dateWords({ value: on })})`;
  const found = order.flatMap(([first, then]) => {
    const [a, b] = [site[first], site[then]];
    return a !== null && b !== null && a > b
      ? [`${said(then, b)} is before ${said(first, a)}`]
      : [];
  });
  if (site.firstParticipantOn !== null && site.activatedOn === null) {
    found.push("a first participant, but no day of activation");
  }
  return found;
}
