/** How the interface says what the registry's words mean together. */
import { enumWords } from "@/lib/projects/words.ts";

/** ["PHASE1", "PHASE2"] -> "Phase 1/2"; null where the study has none. */
export function phaseLabel(phases: string[] | null): string | null {
  if (!phases?.length || phases.includes("NA")) return null;
  if (phases.includes("EARLY_PHASE1")) return "Early phase 1";
  return `Phase ${phases.map((phase) => phase.replace("PHASE", "")).join("/")}`;
}

/** What kind of study: its phase, or its type where phases do not apply. */
export function kindWords(study: { phases: string[] | null; studyType: string | null }): string {
  return phaseLabel(study.phases) ??
    (study.studyType ? enumWords(study.studyType) : "Kind not known");
}

/** How a study stands, for its mark: the registry's status is a fact, not a judgement. */
export type Stand = "ok" | "risk" | "unk" | "info";

const STANDS: Record<string, Stand> = {
  COMPLETED: "ok",
  APPROVED_FOR_MARKETING: "ok",
  SUSPENDED: "risk",
  TERMINATED: "risk",
  WITHDRAWN: "risk",
  TEMPORARILY_NOT_AVAILABLE: "risk",
  UNKNOWN: "unk",
};

export function standOf(status: string | null): Stand {
  return status === null ? "unk" : STANDS[status] ?? "info";
}

/** Ages as the registry writes them ("18 Years"), as a range; null where neither end is known. */
export function ageRange(minimum: string | null, maximum: string | null): string | null {
  if (!minimum && !maximum) return null;
  if (!maximum) return `${minimum!.toLowerCase()} and over`;
  if (!minimum) return `up to ${maximum.toLowerCase()}`;
  return `${minimum.toLowerCase()} to ${maximum.toLowerCase()}`;
}

/** "Rule: each site has it before it is activated" -> "Suggested by a rule: each site has …". */
export const suggestedWords = (basis: string): string =>
  basis.startsWith("Rule: ")
    ? `Suggested by a rule: ${basis.slice("Rule: ".length)}`
    : `Suggested: ${basis}`;
