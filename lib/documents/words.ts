/** English for kinds, states and levels of documents. Pure, for pages. */
import type { DocumentKind, NeededFor } from "./model.ts";

export const KIND_WORDS: Record<DocumentKind, string> = {
  protocol: "Protocol",
  investigator_brochure: "Investigator's brochure",
  consent_form: "Consent form",
  ethics_approval: "Ethics approval",
  regulatory_approval: "Regulatory approval",
  contract: "Contract",
  insurance: "Insurance",
  cv: "CV",
  gcp_certificate: "GCP certificate",
  delegation_log: "Delegation log",
  training_log: "Training log",
  laboratory: "Laboratory",
  manual: "Manual",
  report: "Report",
  other: "Other",
};

/** Of documents and of versions. */
export const STATE_WORDS: Record<string, string> = {
  missing: "Missing",
  pending: "Pending",
  current: "Current",
  expiring: "Expiring",
  expired: "Expired",
  superseded: "Superseded",
  withdrawn: "Withdrawn",
  waived: "Waived",
};

/** What a state means, for whoever wonders. */
export const WHEN_WORDS: Record<string, string> = {
  missing: "no version on record",
  pending: "a version is there, not approved or not in effect yet",
  current: "approved and in effect",
  expiring: "90 days or less are left",
  expired: "its last day has passed",
  superseded: "a newer version is in effect",
  withdrawn: "no version is in force any more",
  waived: "not needed, for a reason that is recorded",
};

export const NEEDED_WORDS: Record<NeededFor, string> = {
  study_start: "start of the study",
  site_activation: "activation of a site",
  close_out: "close-out",
};

/** "Insurance, Spain"; a title that names its place already stands alone ("012 Leeds" by "Leeds"). */
export function placed(title: string, place: string | null): string {
  if (place === null || title.endsWith(place) || title.endsWith(place.replace(/^\d\S* /, ""))) {
    return title;
  }
  return `${title}, ${place}`;
}
