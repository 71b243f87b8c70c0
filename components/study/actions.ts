/**
 * What needs doing in a study, as far as its record can say: a few plain rules over facts that are
 * there. Each action names its rule and its evidence.
 */
import type { PartialDate, ProjectSummary } from "@/lib/projects/model.ts";
import { formatDate, latestDay, plural } from "../format.ts";

export interface Action {
  state: "crit" | "risk" | "unk" | "info";
  /** Verb first. */
  title: string;
  rule: string;
  evidence: string;
  /** Where to do it; null for somebody who may only know of it. */
  href: string | null;
  /** The verb on the button. */
  act: string;
}

export type StudyFacts = Pick<
  ProjectSummary,
  | "id"
  | "name"
  | "status"
  | "targetEnrollment"
  | "startDate"
  | "primaryCompletionDate"
  | "completionDate"
  | "siteCount"
  | "nctId"
>;

const OVER = new Set(["COMPLETED", "TERMINATED", "WITHDRAWN"]);

/**
 * @param today the day in the study's time zone, `YYYY-MM-DD`
 */
export function actionsOf(study: StudyFacts, today: string): Action[] {
  const base = `/projects/${study.id}`;
  const edit = { href: `${base}/settings`, act: "Set" };
  const dates: [string, PartialDate | null][] = [
    ["study start", study.startDate],
    ["primary completion", study.primaryCompletionDate],
    ["study completion", study.completionDate],
  ];
  const actions: Action[] = [];
  for (const [label, date] of dates) {
    if (!date || date.type !== "ESTIMATED" || latestDay(date.value) >= today) continue;
    if (OVER.has(study.status ?? "")) continue;
    actions.push({
      state: "risk",
      title: `Check the date of ${label}`,
      rule: "Estimated date has passed.",
      evidence: `${formatDate(date.value)}, still estimated`,
      href: study.nctId ? `${base}/import` : `${base}/settings`,
      act: study.nctId ? "Compare" : "Set",
    });
  }
  if (study.status === null) {
    actions.push({
      state: "unk",
      title: "Set the overall status",
      rule: "Status is not known.",
      evidence: "No source gives it",
      ...edit,
    });
  }
  if (study.targetEnrollment === null) {
    actions.push({
      state: "unk",
      title: "Set the target enrollment",
      rule: "Target is not known.",
      evidence: "Nothing can be measured against it",
      ...edit,
    });
  }
  if (study.siteCount === 0 && study.nctId !== null && !OVER.has(study.status ?? "")) {
    actions.push({
      state: "unk",
      title: "Look for sites in a newer record",
      rule: "No site is known.",
      evidence: `The last record of ${study.nctId} has none`,
      href: `${base}/import`,
      act: "Compare",
    });
  }
  return actions;
}

/** A newer registry record waits. */
export function pendingAction(id: string, nctId: string | null, version: string | null): Action {
  return {
    state: "risk",
    title: `Decide on the changes of ${nctId ?? "the registry record"}`,
    rule: "A newer record waits.",
    evidence: version ? `Posted ${formatDate(version)}` : "Nothing is taken over until you do",
    href: `/projects/${id}/import`,
    act: "Review",
  };
}

/** The import made a skeleton that nobody has stood up for. */
export function unconfirmedAction(count: number): Action {
  return {
    state: "info",
    title: `Read ${plural(count, "unconfirmed milestone")}`,
    rule: "Made by the import.",
    evidence: "They are not a plan until a person confirms them",
    href: "#milestones",
    act: "Read",
  };
}

/** Without the ways to do what the reader's role does not allow. */
export function allowed(actions: Action[], may: { edit: boolean; import: boolean }): Action[] {
  return actions.map((action) => {
    const needs = /\/(settings|import)$/.exec(action.href ?? "")?.[1];
    const closed = needs === "import" ? !may.import : needs === "settings" && !may.edit;
    return closed ? { ...action, href: null } : action;
  });
}

const WEIGHT = { crit: 0, risk: 1, unk: 2, info: 3 };

/** Worst first; equal ones keep their order. */
export function worstFirst<T extends Pick<Action, "state">>(actions: T[]): T[] {
  return actions.toSorted((a, b) => WEIGHT[a.state] - WEIGHT[b.state]);
}
