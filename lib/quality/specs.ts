/** Rows of risks, deviations, actions and factors, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import * as m from "./model.ts";

export const optional = z.uuid().nullable();
const optionalDay = (column: string) => ({ column, schema: day.nullable() });
export const ordinal = z.int().min(-1_000_000_000).max(1_000_000_000);
const externalKey = { column: "external_key", schema: text(200) };
/** Of a risk; null is not assessed. */
export const score = z.int("Must be 1 to 5").min(1, "Must be 1 to 5").max(5, "Must be 1 to 5")
  .nullable();
export const whole = z.int();
const flag = z.boolean();

export const noFactor = {
  path: "/criticalFactorId",
  message: "There is no such factor in this study",
};
export const noSite = { path: "/siteId", message: "There is no such site in this study" };

export const factorSpec: RowSpec = {
  table: "critical_factors",
  resource: "critical_factor",
  path: "critical-factors",
  one: "critical-to-quality factor",
  many: "critical-to-quality factors",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    rationale: { column: "rationale", schema: text(10_000) },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  order: ["ordinal", "created_at"],
};

export const riskSpec: RowSpec = {
  table: "risks",
  resource: "risk",
  path: "risks",
  one: "risk",
  many: "risks",
  fields: {
    // Given by the database, once; "R01" where people read it.
    number: { column: "number", schema: whole, readOnly: true },
    title: { column: "title", schema: name(500), required: true },
    description: { column: "description", schema: text(10_000) },
    // The controls.
    mitigation: { column: "mitigation", schema: text(10_000) },
    likelihood: { column: "likelihood", schema: score },
    detectability: { column: "detectability", schema: score },
    impact: { column: "impact", schema: score },
    criticalFactorId: { column: "critical_factor_id", schema: optional },
    ownerId: { column: "owner_id", schema: optional },
    reviewDueOn: optionalDay("review_due_on"),
    closedOn: optionalDay("closed_on"),
    confirmation: { column: "state", schema: z.enum(["unconfirmed", "confirmed"]) },
    basis: { column: "basis", schema: z.string(), readOnly: true },
    ordinal: { column: "ordinal", schema: ordinal },
    externalKey,
  },
  derived: {
    from: "risk_standing",
    fields: {
      score: { column: "score", schema: whole },
      zone: { column: "zone", schema: z.enum(m.ZONES) },
      priority: { column: "priority", schema: whole },
      state: { column: "state", schema: z.enum(m.RISK_STATES) },
      reviews: { column: "reviews", schema: whole },
      lastReviewedOn: { column: "last_reviewed_on", schema: day },
      reviewOverdue: { column: "review_overdue", schema: flag },
    },
  },
  order: ["ordinal", "created_at"],
  filters: [
    ...["state", "zone", "ownerId", "criticalFactorId", "reviewOverdue", "confirmation"],
    { name: "scoreFrom", field: "score", by: "from" },
  ],
  words: {
    risks_critical_factor_id_project_id_fkey: noFactor,
    risks_project_id_external_key_key: {
      path: "/externalKey",
      message: "Another risk of the study has this key",
    },
  },
};

export const deviationSpec: RowSpec = {
  table: "deviations",
  resource: "deviation",
  path: "deviations",
  one: "deviation",
  many: "deviations",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    description: { column: "description", schema: text(10_000) },
    category: { column: "category", schema: z.enum(m.CATEGORIES) },
    severity: { column: "severity", schema: z.enum(m.SEVERITIES).nullable() },
    siteId: { column: "site_id", schema: optional },
    subjectCode: {
      column: "subject_code",
      schema: z.string().trim().regex(
        /^(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/,
        "Must be the study's code of the participant, such as 012-0007: letters and digits, no name",
      ).nullable(),
    },
    occurredOn: optionalDay("occurred_on"),
    foundOn: { column: "found_on", schema: day, required: true },
    reportedOn: optionalDay("reported_on"),
    dueOn: optionalDay("due_on"),
    resolvedOn: optionalDay("resolved_on"),
    resolution: { column: "resolution", schema: text(10_000) },
    ownerId: { column: "owner_id", schema: optional },
    capaId: { column: "capa_id", schema: optional },
    externalKey,
  },
  derived: {
    from: "deviation_standing",
    fields: {
      state: { column: "state", schema: z.enum(m.DEVIATION_STATES) },
      overdue: { column: "overdue", schema: flag },
      daysOver: { column: "days_over", schema: whole },
      age: { column: "age", schema: whole },
    },
  },
  order: ["found_on"],
  filters: [
    ...["state", "overdue", "category", "severity", "siteId", "ownerId", "capaId"],
    { name: "foundFrom", field: "foundOn", by: "from" },
    { name: "foundTo", field: "foundOn", by: "to" },
  ],
  words: {
    deviations_found: { path: "/foundOn", message: "Cannot be found before it occurred" },
    deviations_reported: { path: "/reportedOn", message: "Cannot be reported before it was found" },
    deviations_resolved: { path: "/resolvedOn", message: "Cannot be resolved before it was found" },
    deviations_resolution: { path: "/resolution", message: "Say how it was resolved" },
    deviations_site_id_project_id_fkey: noSite,
    deviations_capa_id_project_id_fkey: {
      path: "/capaId",
      message: "There is no such action in this study",
    },
    deviations_project_id_external_key_key: {
      path: "/externalKey",
      message: "Another deviation of the study has this key",
    },
  },
};

export const capaSpec: RowSpec = {
  table: "capas",
  resource: "capa",
  path: "capas",
  one: "corrective or preventive action",
  many: "corrective and preventive actions",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    problem: { column: "problem", schema: text(10_000) },
    rootCause: { column: "root_cause", schema: text(10_000) },
    correctiveAction: { column: "corrective_action", schema: text(10_000) },
    preventiveAction: { column: "preventive_action", schema: text(10_000) },
    ownerId: { column: "owner_id", schema: optional },
    openedOn: { column: "opened_on", schema: day, required: true },
    dueOn: optionalDay("due_on"),
    implementedOn: optionalDay("implemented_on"),
    effectivenessCheck: { column: "effectiveness_check", schema: text(10_000) },
    effectivenessDueOn: optionalDay("effectiveness_due_on"),
    effectivenessCheckedOn: optionalDay("effectiveness_checked_on"),
    effective: { column: "effective", schema: flag.nullable() },
    closedOn: optionalDay("closed_on"),
    externalKey,
  },
  derived: {
    from: "capa_standing",
    fields: {
      state: { column: "state", schema: z.enum(m.CAPA_STATES) },
      nextDueOn: { column: "next_due_on", schema: day },
      overdue: { column: "overdue", schema: flag },
      daysOver: { column: "days_over", schema: whole },
      deviations: { column: "deviations", schema: whole },
    },
  },
  order: ["opened_on"],
  filters: ["state", "overdue", "ownerId"],
  words: {
    capas_implemented: {
      path: "/implementedOn",
      message: "Cannot be implemented before it was opened",
    },
    capas_due: { path: "/dueOn", message: "Cannot be due before it was opened" },
    capas_checked: {
      path: "/effective",
      message: "A check has a day and what was found: give both, or neither",
    },
    capas_checked_after: {
      path: "/effectivenessCheckedOn",
      message: "Cannot check whether it works before it was implemented",
    },
    capas_closed: {
      path: "/closedOn",
      message: "Cannot close before the root cause is known and the check found that it works",
    },
    capas_project_id_external_key_key: {
      path: "/externalKey",
      message: "Another action of the study has this key",
    },
  },
};
