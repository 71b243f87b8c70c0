/** How a site, its state and its next step are said. */
import type { Fact, Site, SiteState } from "@/lib/sites/model.ts";
import type { GlyphName } from "../icons.tsx";

/** A state is a fact, not a judgement; a hold and what is not known are marked all the same. */
const GLYPHS: Record<SiteState, GlyphName> = {
  identified: "info",
  selected: "info",
  in_start_up: "info",
  active: "ok",
  enrolling: "ok",
  on_hold: "risk",
  closed: "info",
  unknown: "unk",
};

export const stateGlyph = (site: Pick<Site, "state" | "enrolsWithOpenGate">): GlyphName =>
  site.enrolsWithOpenGate ? "crit" : GLYPHS[site.state];

const STEPS: Record<string, string> = {
  facts: "Record what has happened",
  selection: "Record the selection",
  contract: "Record the signed contract",
  ethics_approval: "Record the ethics approval",
  initiation_visit: "Record the initiation visit",
  principal_investigator: "Add the principal investigator",
  gcp_training: "Record the GCP training",
  protocol_training: "Record the protocol training",
  delegation: "Record the delegation",
  activation: "Activate",
  resume: "End the hold, or close",
  first_participant: "Record the first participant",
};

/** The gate asks for a document: it is worked on at the documents of the site. */
export const isDocumentStep = (step: string) => step.startsWith("document:");

export const stepWords = (step: string | null) =>
  step === null ? "" : isDocumentStep(step) ? "Complete the documents" : STEPS[step] ?? step;

/** The same within a sentence. */
export const stepClause = (step: string | null) => {
  const words = stepWords(step);
  return words.charAt(0).toLowerCase() + words.slice(1);
};

/** What a step is done by: the `do` of the dossier's address. */
const DO: Record<string, string> = {
  facts: "identifiedOn",
  selection: "selectedOn",
  contract: "contractSignedOn",
  ethics_approval: "ethicsApprovedOn",
  initiation_visit: "initiationVisitOn",
  principal_investigator: "person",
  gcp_training: "training",
  protocol_training: "training",
  delegation: "delegation",
  activation: "activatedOn",
  resume: "resume",
  first_participant: "firstParticipantOn",
};

/** The dialog of a step; of a training or a delegation it knows who and in what. */
export function stepQuery(step: string, staffId: string | null = null): string {
  const query = new URLSearchParams({ do: DO[step] ?? step });
  if (step === "principal_investigator") query.set("role", "principal_investigator");
  if (step === "gcp_training") query.set("topic", "GCP");
  if (step === "protocol_training") query.set("topic", "Protocol");
  if (staffId) query.set("who", staffId);
  return `?${query}`;
}

/** Where a step is done, from the address of the site: its own dialog, or the documents. */
export const stepHref = (site: string, step: string, staffId: string | null = null): string =>
  isDocumentStep(step)
    ? site.replace(/\/sites\/([^/]+)$/, "/documents?site=$1")
    : site + stepQuery(step, staffId);

/** Steps that are done by changing the staff. */
export const isStaffStep = (step: string) =>
  ["person", "training", "delegation"].includes(DO[step] ?? "");

/** "012 Kivilampi University Hospital"; a site whose facility is not named goes by its city. */
export function siteTitle(site: Pick<Site, "number" | "facility" | "city">): string {
  return [site.number, site.facility ?? site.city ?? "Not named"].filter(Boolean).join(" ");
}

export const placeWords = (site: Pick<Site, "city" | "region" | "country">) =>
  [site.city, site.region, site.country].filter(Boolean).join(", ");

/** Whole days from one day to another; negative when it is earlier. */
export const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** How the activation stands against its plan; null where there is no plan to compare with. */
export function activationVariance(
  site: Pick<Site, "plannedActivationOn" | "activatedOn"> & Partial<Record<Fact, unknown>>,
  today: string,
): { glyph: GlyphName; text: string } | null {
  const { plannedActivationOn: planned, activatedOn: actual } = site;
  if (!planned) return null;
  const days = daysBetween(planned, actual ?? today);
  const size = `${Math.abs(days)}\u00a0d`;
  if (actual) {
    if (days === 0) return { glyph: "ok", text: "on the day" };
    return { glyph: days > 0 ? "risk" : "ok", text: `${size} ${days > 0 ? "late" : "early"}` };
  }
  if (site.closedOn) return null;
  if (days > 0) return { glyph: "crit", text: `${size} overdue` };
  return { glyph: "info", text: days === 0 ? "today" : `in ${size}` };
}
