/** The rows of quality, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import * as m from "./model.ts";

const id = z.uuid();
const optional = z.uuid().nullable();
const optionalDay = (column: string) => ({ column, schema: day.nullable() });
const ordinal = z.int().min(-1_000_000_000).max(1_000_000_000);
const externalKey = { column: "external_key", schema: text(200) };
/** Of a risk; null is not assessed. */
export const score = z.int("Must be 1 to 5").min(1, "Must be 1 to 5").max(5, "Must be 1 to 5")
  .nullable();
const whole = z.int();
const flag = z.boolean();

/** A number that the column holds as it is sent: at most so many decimals. */
export const decimal = (most: number, digits: number) =>
  z.number().min(0, "Must not be negative")
    .max(most, `Must be at most ${most.toLocaleString("en")}`)
    .refine((n) => Number(n.toFixed(digits)) === n, `Must have at most ${digits} decimals`);
const threshold = decimal(99_999_999, 4);
const least = decimal(9_999_999_999, 2).refine((n) => n > 0, "Must be more than 0");
const counted = decimal(999_999_999_999, 2);

const noFactor = { path: "/criticalFactorId", message: "There is no such factor in this study" };
const noSite = { path: "/siteId", message: "There is no such site in this study" };
const noKri = { path: "/kriId", message: "There is no such indicator in this study" };

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

export const kriSpec: RowSpec = {
  table: "kris",
  resource: "kri",
  path: "kris",
  one: "key risk indicator",
  many: "key risk indicators",
  fields: {
    title: { column: "title", schema: name(300), required: true },
    description: { column: "description", schema: text(10_000) },
    numerator: { column: "numerator", schema: name(300), required: true },
    denominator: { column: "denominator", schema: name(300), required: true },
    multiplier: {
      column: "multiplier",
      schema: z.union([z.literal(1), z.literal(100), z.literal(1000)], "Must be 1, 100 or 1000"),
    },
    source: { column: "source", schema: z.enum(m.SOURCES) },
    period: { column: "period", schema: z.enum(m.PERIODS) },
    direction: { column: "direction", schema: z.enum(m.DIRECTIONS) },
    amber: { column: "amber", schema: threshold, required: true },
    red: { column: "red", schema: threshold, required: true },
    minDenominator: { column: "min_denominator", schema: least },
    ownerId: { column: "owner_id", schema: optional },
    criticalFactorId: { column: "critical_factor_id", schema: optional },
    ordinal: { column: "ordinal", schema: ordinal },
  },
  derived: {
    from: "kri_standing",
    fields: {
      newestOn: { column: "newest_on", schema: day },
      onTrack: { column: "on_track", schema: whole },
      atRisk: { column: "at_risk", schema: whole },
      critical: { column: "critical", schema: whole },
      unknown: { column: "unknown", schema: whole },
      criticalTwice: { column: "critical_twice", schema: whole },
    },
  },
  order: ["ordinal", "created_at"],
  filters: ["source", "ownerId", "criticalFactorId"],
  words: {
    kris_thresholds: {
      path: "/red",
      message: "Red must be beyond amber: above it when high is worse, below it when low is worse",
    },
    kris_critical_factor_id_project_id_fkey: noFactor,
  },
};

export const kriValueSpec: RowSpec = {
  table: "kri_values",
  resource: "kri_value",
  path: "kri-values",
  one: "value of an indicator",
  many: "values of indicators",
  fields: {
    kriId: { column: "kri_id", schema: id, required: true, fixed: true },
    siteId: { column: "site_id", schema: id, required: true, fixed: true },
    periodOn: { column: "period_on", schema: day, required: true, fixed: true },
    numerator: { column: "numerator", schema: counted.nullable() },
    denominator: { column: "denominator", schema: counted.nullable() },
    note: { column: "note", schema: text(2000) },
  },
  derived: {
    from: "kri_value_standing",
    fields: {
      value: { column: "value", schema: z.number() },
      status: { column: "status", schema: z.enum(m.STATUSES) },
    },
  },
  order: ["period_on"],
  filters: [
    ...["kriId", "siteId", "periodOn", "status"],
    { name: "periodFrom", field: "periodOn", by: "from" },
    { name: "periodTo", field: "periodOn", by: "to" },
  ],
  words: {
    kri_values_kri_id_site_id_period_on_key: {
      path: "/periodOn",
      message: "There is a value of this site for this period already",
    },
    kri_values_kri_id_project_id_fkey: noKri,
    kri_values_site_id_project_id_fkey: noSite,
  },
};

export const qtlSpec: RowSpec = {
  table: "qtls",
  resource: "kri",
  path: "qtls",
  one: "quality tolerance limit",
  many: "quality tolerance limits",
  fields: {
    title: { column: "title", schema: name(300), required: true },
    justification: { column: "justification", schema: text(10_000) },
    kriId: { column: "kri_id", schema: id, required: true, fixed: true },
    direction: { column: "direction", schema: z.enum(m.DIRECTIONS) },
    warningLimit: { column: "warning_limit", schema: threshold.nullable() },
    limitValue: { column: "limit_value", schema: threshold, required: true },
    minDenominator: { column: "min_denominator", schema: least },
    ownerId: { column: "owner_id", schema: optional },
  },
  derived: {
    from: "qtl_facts",
    fields: {
      numerator: { column: "numerator", schema: z.number() },
      denominator: { column: "denominator", schema: z.number() },
      value: { column: "value", schema: z.number() },
      status: { column: "status", schema: z.enum(m.STATUSES) },
    },
  },
  order: ["created_at"],
  filters: ["kriId", "status"],
  words: {
    qtls_limits: {
      path: "/warningLimit",
      message: "The warning must come before the limit: under it when high is worse, else above",
    },
    qtls_kri_id_project_id_fkey: noKri,
  },
};
