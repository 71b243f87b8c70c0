/**
 * Documents as pages and callers see them. Types and words only; how a document stands comes from
 * private.expected_documents(), whose rule is written in migration 20261121140100.
 */
export { KIND_WORDS, NEEDED_WORDS, STATE_WORDS, WHEN_WORDS } from "./words.ts";

export const KINDS = [
  "protocol",
  "investigator_brochure",
  "consent_form",
  "ethics_approval",
  "regulatory_approval",
  "contract",
  "insurance",
  "cv",
  "gcp_certificate",
  "delegation_log",
  "training_log",
  "laboratory",
  "manual",
  "report",
  "other",
] as const;
export type DocumentKind = typeof KINDS[number];

/** Of a document; a version can be superseded too, and is never missing or waived. */
export const DOCUMENT_STATES = [
  "missing",
  "expired",
  "expiring",
  "pending",
  "withdrawn",
  "waived",
  "current",
] as const;
export type DocumentState = typeof DOCUMENT_STATES[number];

export const VERSION_STATES = [
  "pending",
  "current",
  "expiring",
  "expired",
  "superseded",
  "withdrawn",
] as const;
export type VersionState = typeof VERSION_STATES[number];

export const LEVELS = ["STUDY", "COUNTRY", "SITE"] as const;
export type Level = typeof LEVELS[number];

export const NEEDED_FOR = ["study_start", "site_activation", "close_out"] as const;
export type NeededFor = typeof NEEDED_FOR[number];

/** An expected document, or one that is held without being expected. */
export interface Expected {
  requirementId: string | null;
  /** Null: nobody began it. */
  documentId: string | null;
  versionId: string | null;
  title: string;
  kind: DocumentKind;
  artifactNumber: string | null;
  level: Level;
  country: string | null;
  siteId: string | null;
  /** "012 Charité"; null where it is of no site. */
  site: string | null;
  neededFor: NeededFor | null;
  state: DocumentState;
  sinceOn: string | null;
  version: string | null;
  effectiveOn: string | null;
  expiresOn: string | null;
  daysLeft: number | null;
  /** Of the waiver. */
  reason: string | null;
  owner: string | null;
  /** Of this place itself, in force or not. */
  waiver: Waiver | null;
}

export interface Waiver {
  id: string;
  because: string;
  untilOn: string | null;
  version: number;
}

/** A version as the API gives it. */
export interface Version {
  id: string;
  documentId: string;
  /** Its number, such as "2.0". */
  label: string;
  sha256: string | null;
  bytes: number | null;
  mediaType: string | null;
  fileName: string | null;
  heldIn: string | null;
  datedOn: string | null;
  approvedOn: string | null;
  effectiveOn: string | null;
  expiresOn: string | null;
  withdrawnOn: string | null;
  note: string | null;
  state: VersionState;
  /** First and last day that it holds; null: not known, and for good. */
  holdsFrom: string | null;
  holdsTo: string | null;
  addedBy: string | null;
  version: number;
  createdAt: string;
}

/** A site works with a version of a consent form. */
export interface ConsentUse {
  id: string;
  documentId: string;
  versionId: string;
  label: string;
  siteId: string;
  usedFrom: string | null;
  usedUntil: string | null;
  approvedOn: string | null;
  newest: string | null;
  newestFrom: string | null;
  superseded: boolean;
  version: number;
}

// Controls, and what turns the direction of text around: a name must read as what it is.
const UNREADABLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

/** Why a file cannot have this name, or null. */
export function fileNameFault(name: string): string | null {
  if (name.trim() === "" || name === "." || name === "..") return "Must have a name";
  if (/[/\\]/.test(name)) return "Must be a file name without a path: no / or \\";
  if (UNREADABLE.test(name)) return "Must not contain invisible characters";
  if (!name.isWellFormed()) return "Must not contain half of a surrogate pair";
  return [...name].length > 200 ? "Must be at most 200 characters" : null;
}

/** What a suggested requirement would ask for, were it confirmed now. */
export interface Effect {
  /** Of the requirement. */
  id: string;
  /** At how many places (the study, countries, sites) the document would be expected. */
  places: number;
  /** At how many of them it would be lacking at once. */
  lacking: number;
  /** Needed for activation: sites that are active already and would lack it. */
  activeSites: number;
}
