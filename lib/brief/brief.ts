/** Whose brief says what, in which order. Pure. */
import type { Persona } from "@/lib/assistant/model.ts";
import { type FactName, FACTS } from "./facts.ts";
import { type Brief, type Known, personaOf } from "./model.ts";

/** What each persona reads, in this order; a fact with nothing to say is left out. */
export const READS: Record<Persona, readonly FactName[]> = {
  trialCoordinator: ["urgent", "due", "ending", "changed", "proposals", "unknown"],
  regulatoryAdvisor: ["urgent", "ending", "documents", "changed", "proposals", "unknown"],
  sponsorPM: ["urgent", "enrollment", "plan", "money", "proposals", "unknown"],
  craMonitor: ["urgent", "sites", "due", "ending", "changed", "unknown"],
  rbqmAnalyst: ["quality", "urgent", "sites", "changed", "proposals", "unknown"],
  inspector: ["chain", "changed", "urgent", "ending", "quality", "unknown"],
};

/** Of a study of which nothing is recorded yet: what is not known, and the one next step. */
const OF_EMPTY: readonly FactName[] = ["unknown", "next", "changed"];

/** The brief of the persona that was asked for, else of the one that fits the reader's role. */
export function briefOf(known: Known, asked: Persona | null, asOf: string): Brief {
  const { page: { project, milestones, role }, open } = known;
  const persona = asked ?? personaOf(role);
  const empty = project.siteCount === 0 && milestones.length === 0 &&
    !open.tally.some(({ severity }) => severity === "critical" || severity === "at-risk");
  const sentences = (empty ? OF_EMPTY : READS[persona])
    .map((name) => FACTS[name](known, `/projects/${project.id}`)).filter((one) => one !== null);
  return { persona, sentences, asOf, zone: open.zone };
}
