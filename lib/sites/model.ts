/**
 * Sites as pages and callers see them: facts with their days, and what follows from them. Types and
 * pure rules; the state and the gate themselves come from private.site_states().
 */
import type { Provenance } from "@/lib/projects/provenance_model.ts";

export { FACT_WORDS, GATE_SOURCE, oddities, STAFF_ROLE_WORDS, STATE_WORDS } from "./words.ts";

export const SITE_STATES = [
  "identified",
  "selected",
  "in_start_up",
  "active",
  "enrolling",
  "on_hold",
  "closed",
  "unknown",
] as const;
export type SiteState = typeof SITE_STATES[number];

/** The dated facts, in the order in which they usually happen. */
export const FACTS = [
  "identifiedOn",
  "selectedOn",
  "contractSignedOn",
  "ethicsApprovedOn",
  "initiationVisitOn",
  "activatedOn",
  "firstParticipantOn",
  "onHoldOn",
  "closedOn",
] as const;
export type Fact = typeof FACTS[number];

/** What the gate asks for: a row of private.gate_requirements(). */
export interface Requirement {
  key: string;
  label: string;
  held: boolean;
  /** Day of the fact; null where it is not held, or its day is not known. */
  heldOn: string | null;
  /** The investigator whose training or delegation it is. */
  staffId: string | null;
  /** Of a required document (key `document:<requirement>`): the one that counts, where it is begun. */
  documentId: string | null;
  /** How that document stands; null for what is no document. */
  state: string | null;
  /** Its version with the file or where it is held, or why it is waived. */
  evidence: string | null;
}

export interface Standing {
  state: SiteState;
  /** Null where the day is not known. */
  sinceOn: string | null;
  /** A key of the gate, or facts, activation, resume, first_participant; null: nothing is due. */
  nextStep: string | null;
  /** Something that the gate asks for is missing. */
  gateOpen: boolean;
  /** In words, in the order of the gate. */
  missing: string[];
  missingKeys: string[];
  enrolsWithOpenGate: boolean;
  /** By the newest snapshot that counts them; null: never counted. */
  enrolled: number | null;
  enrolledAsOf: string | null;
}

export interface Site extends Record<Fact, string | null>, Standing {
  id: string;
  number: string | null;
  facility: string | null;
  city: string | null;
  /** State or province. */
  region: string | null;
  zip: string | null;
  country: string | null;
  /** The registry's word. */
  status: string | null;
  /** Degrees, WGS 84. */
  lat: number | null;
  lon: number | null;
  targetEnrollment: number | null;
  plannedActivationOn: string | null;
  holdReason: string | null;
  /** Where the row came from, or who last changed part of it. */
  source: Provenance | null;
  restricted: boolean;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export const STAFF_ROLES = [
  "principal_investigator",
  "sub_investigator",
  "study_coordinator",
  "study_nurse",
  "pharmacist",
  "laboratory",
  "data_manager",
  "other",
] as const;
export type StaffRole = typeof STAFF_ROLES[number];

export interface Delegation {
  id: string;
  duty: string;
  delegatedOn: string;
  endedOn: string | null;
  version: number;
}

export interface Training {
  id: string;
  /** gcp, protocol, or what the study asks for besides. */
  topic: string;
  completedOn: string;
  expiresOn: string | null;
  evidence: string | null;
  version: number;
}

export interface Member {
  id: string;
  name: string;
  role: StaffRole;
  email: string | null;
  phone: string | null;
  startedOn: string | null;
  endedOn: string | null;
  version: number;
  delegations: Delegation[];
  trainings: Training[];
}

export interface Contact {
  id: string;
  name: string | null;
  role: string | null;
  affiliation: string | null;
  phone: string | null;
  phoneExt: string | null;
  email: string | null;
}

/** The newest snapshot: people counted up to and including a day; null: not counted. */
export interface Enrollment {
  id: string;
  asOf: string;
  prescreened: number | null;
  screened: number | null;
  screenFailed: number | null;
  enrolled: number | null;
  withdrawn: number | null;
  completed: number | null;
  /** How many snapshots the site has. */
  snapshots: number;
}

export interface SiteTask {
  id: string;
  title: string;
  ownerName: string | null;
  plannedStart: string | null;
  forecastFinish: string | null;
  actualStart: string | null;
  actualFinish: string | null;
}

export interface Entry {
  seq: number;
  at: string;
  actorName: string | null;
  actorKind: "human" | "agent" | "system";
  action: string;
  entity: string;
  /** What the record is called: a name, a duty, a topic. */
  name: string | null;
  /** Columns that changed. */
  fields: string[];
  reason: string | null;
}

/** What the caller may do here. */
export interface SiteRights {
  add: boolean;
  edit: boolean;
  remove: boolean;
  addStaff: boolean;
  editStaff: boolean;
  removeStaff: boolean;
}

/** Everything about one site. */
export interface Dossier {
  site: Site;
  gate: Requirement[];
  staff: Member[];
  /** As the registry publishes them. */
  contacts: Contact[];
  /** Null: nobody counted yet. */
  enrollment: Enrollment | null;
  /** The first ones; `total` counts all. */
  tasks: { items: SiteTask[]; total: number };
  /** Newest first. */
  activity: Entry[];
}

/** A first and last day, both included; null is open. */
const within = (day: string, from: string | null, to: string | null) =>
  (from === null || from <= day) && (to === null || to >= day);

export const onStaff = (member: Member, day: string) =>
  within(day, member.startedOn, member.endedOn);
export const isCurrent = (training: Training, day: string) =>
  within(day, training.completedOn, training.expiresOn);
export const isDelegated = (delegation: Delegation, day: string) =>
  within(day, delegation.delegatedOn, delegation.endedOn);

const topicOf = (training: Training) => training.topic.trim().toLowerCase();

/**
 * How somebody's training in a topic stands: the newest that is current; else the one that ended
 * last; null where there is none.
 */
export function trainingIn(member: Member, topic: string, day: string): Training | null {
  const all = member.trainings.filter((one) => topicOf(one) === topic);
  const current = all.filter((one) => isCurrent(one, day));
  const last = (of: Training[], by: (one: Training) => string) =>
    of.toSorted((a, b) => by(a) < by(b) ? 1 : -1)[0] ?? null;
  return last(current, (one) => one.expiresOn ?? "9999") ??
    last(all, (one) => one.expiresOn ?? one.completedOn);
}

export interface MayAct {
  may: "yes" | "no" | "unknown";
  reason: string;
}

/** Whether somebody may do what was delegated: on the staff, delegated, trained and current. */
export function mayAct(member: Member, day: string): MayAct {
  if (!onStaff(member, day)) {
    const left = member.endedOn !== null && member.endedOn < day;
    return { may: "no", reason: left ? "left the site" : "not begun yet" };
  }
  if (!member.delegations.some((one) => isDelegated(one, day))) {
    return { may: "no", reason: "nothing is delegated" };
  }
  for (const [topic, word] of [["gcp", "GCP"], ["protocol", "protocol"]] as const) {
    const training = trainingIn(member, topic, day);
    if (!training) return { may: "unknown", reason: `no ${word} training on record` };
    if (!isCurrent(training, day)) return { may: "no", reason: `${word} training ended` };
  }
  return { may: "yes", reason: "delegated and trained" };
}
