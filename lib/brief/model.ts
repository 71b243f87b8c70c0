/** The morning brief of a study: a few sentences of facts for whoever opens its home. Pure. */
import type { ActionsBrief, ProjectActions } from "@/lib/actions/model.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import type { ProjectPage } from "@/lib/projects/model.ts";

/** A part of a sentence; with an address it leads to where it is proven, or done. */
export type Piece = string | { text: string; href: string };

export interface Brief {
  persona: Persona;
  sentences: Piece[][];
  /** UTC timestamp of the reading. */
  asOf: string;
  /** Time zone of the study's days. */
  zone: string;
}

/** In the address: the reader wants to choose whose brief. */
export const CHOOSE = "choose";

/** What a brief is made of: all of it is read for the page, or is a figure of the catalogue. */
export interface Known {
  page: ProjectPage;
  doing: Pick<ProjectActions, "today" | "counts">;
  /** Of all open actions. */
  open: ActionsBrief;
  /** Of the dashboard. */
  widgets: readonly Widget[];
  /** trail.changes and trail.people since yesterday, and trail.chain, by their keys. */
  trail: readonly Widget[];
}

/** Days of the trail that a brief tells of: yesterday and today. */
export const TRAIL_DAYS = 2;

const BY_ROLE: Record<string, Persona> = {
  coordinator: "trialCoordinator",
  site: "trialCoordinator",
  regulatory: "regulatoryAdvisor",
  manager: "sponsorPM",
  finance: "sponsorPM",
  cra: "craMonitor",
  data: "rbqmAnalyst",
  auditor: "inspector",
  viewer: "inspector",
};

/** Whose brief a role in the study reads first; owners and admins have none there. */
export const personaOf = (role: string | null): Persona => BY_ROLE[role ?? ""] ?? "sponsorPM";
