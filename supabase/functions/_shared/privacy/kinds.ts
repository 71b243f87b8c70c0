/**
 * The classes the gate knows. Source: HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i), letters (A) to (R);
 * SITE and ORGANIZATION come from the caller's dictionary only, LITERAL guards the token brackets.
 */
export const kinds = {
  NAME: "A",
  ADDRESS: "B",
  ZIP: "B",
  DATE: "C",
  AGE: "C",
  PHONE: "D",
  EMAIL: "F",
  SSN: "G",
  MEDICAL_RECORD: "H",
  HEALTH_PLAN: "I",
  ACCOUNT: "J",
  LICENCE: "K",
  VEHICLE: "L",
  DEVICE: "M",
  URL: "N",
  IP: "O",
  BIOMETRIC: "P",
  PHOTO: "Q",
  ID: "R",
  SITE: "R",
  ORGANIZATION: "R",
  LITERAL: "",
} as const;

export type Kind = keyof typeof kinds;

/** A place in a view (UTF-16 units of the view's text, end excluded). */
export interface Span {
  start: number;
  end: number;
  kind: Kind;
  /** Between overlapping spans of one length the higher rank wins. */
  rank: number;
}
