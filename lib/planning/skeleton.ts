/**
 * The links and tasks that every trial's plan begins with, beside the milestones. Rules only: each
 * says what it stands on, none invents a date or a duration, and none is confirmed. Pure.
 */
import type { LinkType, Phase } from "./model.ts";

/** What the rules look at. */
export interface SkeletonFacts {
  /** Ids of milestones by key; rules about milestones that are not there make nothing. */
  milestones: ReadonlyMap<string, string>;
  /** Keys of tasks that are there, as `skeleton:<key>`. */
  taskKeys: ReadonlySet<string>;
  /** Links that are there, by ids. */
  links: readonly { fromId: string; toId: string }[];
  /** Kinds of registry dates that are said to have happened. */
  happened: ReadonlySet<string>;
  studyType: string | null;
  targetEnrollment: number | null;
  enrollmentKind: string | null;
  sites: number;
}

export interface SkeletonTask {
  id: string;
  external_key: string;
  title: string;
  phase: Phase;
  milestone_id: string;
  calendar: "calendar";
  state: "unconfirmed";
  basis: string;
  ordinal: number;
}

export interface SkeletonLink {
  from_task_id: string | null;
  from_milestone_id: string | null;
  to_task_id: string | null;
  to_milestone_id: string | null;
  type: LinkType;
  state: "unconfirmed";
  basis: string;
}

/** Milestones in the order of every trial, with why the second waits for the first. */
const CHAIN = [
  ["study_start_up", "first_participant_in", "nobody is enrolled before start-up is complete"],
  ["first_participant_in", "last_participant_in", "the first participant comes before the last"],
  [
    "last_participant_in",
    "primary_completion",
    "the primary outcome of the last participant comes after that participant is in",
  ],
  [
    "primary_completion",
    "study_completion",
    "the registry's study completion is the same day or later",
  ],
  ["study_completion", "database_lock", "the database is locked after the last visit"],
  ["database_lock", "study_report", "the report is written from locked data"],
] as const;

interface TaskRule {
  key: string;
  title: string;
  phase: Phase;
  /** The milestone that it is done for, and the one that it waits for. */
  before: string;
  after?: string;
  basis: string;
}

function taskRules(facts: SkeletonFacts): TaskRule[] {
  const rules: TaskRule[] = [];
  if (facts.happened.has("COMPLETION")) return rules;
  const { sites, targetEnrollment: target } = facts;
  if (!facts.happened.has("START")) {
    const interventional = facts.studyType === "INTERVENTIONAL";
    rules.push({
      key: "approvals",
      title: interventional ? "Ethics and authority approvals" : "Ethics approvals",
      phase: "start_up",
      before: "study_start_up",
      basis: interventional
        ? "Rule: an interventional study has its approvals before it starts"
        : "Rule: a study has its ethics approvals before it starts",
    });
    if (sites > 0) {
      rules.push({
        key: "contracts",
        title: "Site contracts",
        phase: "start_up",
        before: "study_start_up",
        basis: `Rule: a site has its contract before it starts; the study listed ${sites} sites`,
      });
    }
  }
  if (target !== null && target > 0 && facts.enrollmentKind !== "ACTUAL") {
    rules.push({
      key: "enrollment",
      title: `Enroll ${target} participants`,
      phase: "recruitment",
      before: "last_participant_in",
      after: "first_participant_in",
      basis: `Rule: enrollment is between the first and the last participant; target ${target}`,
    });
  }
  rules.push({
    key: "cleaning",
    title: "Clean the data for the lock",
    phase: "close_out",
    before: "database_lock",
    after: "study_completion",
    basis: "Rule: data are cleaned between the last visit and the lock",
  });
  return rules;
}

/** Whether one item comes before another along the links. */
function reaches(links: readonly { fromId: string; toId: string }[], from: string, to: string) {
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const link of links) if (link.fromId === id) seen.add(link.toId);
  }
  return false;
}

/**
 * The rows that are not there yet. A link that would close a circle with what people made is left
 * out: their order stands.
 */
export function skeletonRows(facts: SkeletonFacts, newId: () => string) {
  const { milestones } = facts;
  const links = [...facts.links];
  const made: SkeletonLink[] = [];
  const tasks: SkeletonTask[] = [];
  const link = (from: [string, boolean], to: [string, boolean], basis: string) => {
    const [fromId, toId] = [from[0], to[0]];
    const there = links.some((one) => one.fromId === fromId && one.toId === toId);
    if (there || reaches(links, toId, fromId)) return;
    links.push({ fromId, toId });
    made.push({
      from_task_id: from[1] ? fromId : null,
      from_milestone_id: from[1] ? null : fromId,
      to_task_id: to[1] ? toId : null,
      to_milestone_id: to[1] ? null : toId,
      type: "FS",
      state: "unconfirmed",
      basis,
    });
  };
  for (const [from, to, why] of CHAIN) {
    const [fromId, toId] = [milestones.get(from), milestones.get(to)];
    if (fromId && toId) link([fromId, false], [toId, false], `Rule: ${why}`);
  }
  taskRules(facts).forEach(({ key, title, phase, before, after, basis }, i) => {
    const external_key = `skeleton:${key}`;
    const milestone_id = milestones.get(before);
    if (!milestone_id || facts.taskKeys.has(external_key)) return;
    const id = newId();
    const ordinal = (i + 1) * 1000;
    tasks.push({
      ...{ id, external_key, title, phase, milestone_id, basis, ordinal },
      calendar: "calendar",
      state: "unconfirmed",
    });
    const afterId = after === undefined ? undefined : milestones.get(after);
    if (afterId) link([afterId, false], [id, true], basis);
    link([id, true], [milestone_id, false], basis);
  });
  return { tasks, links: made };
}
