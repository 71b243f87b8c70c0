/**
 * What an import looks like to those who show it: counts, changes, previews. Types and lists only.
 */
import type { Criterion, Outcome, PartialDate, Site } from "@/lib/projects/model.ts";
import type { Provenance } from "@/lib/projects/provenance_model.ts";

/** What an import found, by kind: exactly what the registry record holds. */
export interface ImportCounts {
  arms: number;
  interventions: number;
  primaryOutcomes: number;
  secondaryOutcomes: number;
  otherOutcomes: number;
  sites: number;
  countries: number;
  eligibilityCriteria: number;
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The part of the record that a change belongs to, in the order a reader meets them. */
export const CHANGE_GROUPS = [
  "identity",
  "status",
  "dates",
  "sponsor",
  "description",
  "design",
  "arms",
  "interventions",
  "outcomes",
  "eligibility",
  "sites",
  "contacts",
] as const;
export type ChangeGroup = typeof CHANGE_GROUPS[number];

/** One difference between the study as it stands and a registry record. */
export interface FieldChange {
  /** Stable path in the project: `/status`, `/dates/START`, `/sites/<key>/status`; unique in a diff. */
  path: string;
  /** Null: the row is not there yet. */
  from: Json;
  /** Null: the record no longer has the row. */
  to: Json;
  label: string;
  group: ChangeGroup;
  kind: "added" | "removed" | "changed";
  /** Pointer into the new record; null for what it no longer has. */
  pointer: string | null;
  /** Who last set the value that stands. A person's value is kept unless it is taken over. */
  setBy: Provenance | null;
}

/** What a record would do, and nothing written. */
export interface ImportPreview {
  nctId: string;
  title: string;
  name: string;
  status: string | null;
  studyType: string | null;
  phases: string[] | null;
  sponsor: string | null;
  conditions: string[];
  targetEnrollment: number | null;
  startDate: PartialDate | null;
  primaryCompletionDate: PartialDate | null;
  completionDate: PartialDate | null;
  /** The date the registry posted this version. */
  version: string | null;
  sha256: string;
  bytes: number;
  imported: ImportCounts;
  /** The project that holds this study already, in the chosen organisation. */
  existing: { id: string; name: string; no: number } | null;
  changes: FieldChange[];
  /** How many values the record has in all, so that "8 of 78 fields differ" can be said. */
  fieldCount: number;
  arms: { label: string; type: string | null; pointer: string }[];
  interventions: { name: string; type: string | null; pointer: string }[];
  outcomes: { kind: Outcome["kind"]; measure: string; timeFrame: string | null; pointer: string }[];
  criteria: { kind: Criterion["kind"]; text: string; depth: number; pointer: string }[];
  /** The first SITES_ON_PAGE; `imported.sites` is the number of all. */
  sites: (Omit<Site, "id" | "source"> & { pointer: string })[];
  dates: (PartialDate & { kind: string; pointer: string })[];
}
