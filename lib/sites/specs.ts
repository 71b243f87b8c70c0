/** The rows of sites and of who works there, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import { FACTS, STAFF_ROLES } from "./model.ts";

const column = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const optionalDay = (field: string) => ({ column: column(field), schema: day.nullable() });
const degrees = (most: number) =>
  z.number().min(-most, `Must be from -${most} to ${most}`)
    .max(most, `Must be from -${most} to ${most}`).nullable();

export const siteSpec: RowSpec = {
  table: "sites",
  resource: "site",
  path: "sites",
  one: "site",
  many: "sites",
  fields: {
    number: { column: "number", schema: text(40) },
    facility: { column: "facility", schema: name(500), required: true },
    city: { column: "city", schema: text(200) },
    region: { column: "state", schema: text(200) },
    zip: { column: "zip", schema: text(40) },
    country: { column: "country", schema: text(200) },
    status: {
      column: "status",
      schema: z.string().regex(/^[A-Z][A-Z_]{1,60}$/, "Must be a word such as RECRUITING")
        .nullable(),
    },
    lat: { column: "lat", schema: degrees(90) },
    lon: { column: "lon", schema: degrees(180) },
    targetEnrollment: {
      column: "target_enrollment",
      schema: z.int("Must be a whole number").min(0, "Must not be negative")
        .max(1_000_000, "Must be at most 1,000,000").nullable(),
    },
    plannedActivationOn: optionalDay("plannedActivationOn"),
    ...Object.fromEntries(FACTS.map((fact) => [fact, optionalDay(fact)])),
    holdReason: { column: "hold_reason", schema: text(2000) },
  },
  order: ["ordinal"],
  words: {
    sites_number_idx: {
      path: "/number",
      message: "Cannot use this number: another site of the study has it",
    },
    sites_closed_after_activation: {
      path: "/closedOn",
      message: "Cannot close a site before the day of its activation",
    },
    sites_hold_reason: { path: "/holdReason", message: "Cannot hold a site without saying why" },
  },
};

export const staffSpec: RowSpec = {
  table: "site_staff",
  resource: "site_staff",
  path: "site-staff",
  one: "member of a site's staff",
  many: "the staff of sites",
  fields: {
    siteId: { column: "site_id", schema: z.uuid(), required: true, fixed: true },
    name: { column: "name", schema: name(200), required: true },
    role: { column: "role", schema: z.enum(STAFF_ROLES), required: true },
    email: { column: "email", schema: z.union([z.email("Must be an address"), z.null()]) },
    phone: { column: "phone", schema: text(60) },
    startedOn: optionalDay("startedOn"),
    endedOn: optionalDay("endedOn"),
  },
  order: ["name"],
  filters: ["siteId", "role"],
  words: {
    site_staff_dates: { path: "/endedOn", message: "Cannot end before it starts" },
    site_staff_site_id_project_id_fkey: {
      path: "/siteId",
      message: "There is no such site in this study",
    },
  },
};

const noPerson = { path: "/staffId", message: "There is no such person in this study" };

export const delegationSpec: RowSpec = {
  table: "delegations",
  resource: "site_staff",
  path: "delegations",
  one: "delegation",
  many: "delegations",
  fields: {
    staffId: { column: "staff_id", schema: z.uuid(), required: true, fixed: true },
    duty: { column: "duty", schema: name(200), required: true },
    delegatedOn: { column: "delegated_on", schema: day, required: true },
    endedOn: optionalDay("endedOn"),
  },
  order: ["delegated_on"],
  filters: ["staffId"],
  words: {
    delegations_dates: { path: "/endedOn", message: "Cannot end before it was delegated" },
    delegations_staff_id_project_id_fkey: noPerson,
  },
};

export const trainingSpec: RowSpec = {
  table: "trainings",
  resource: "site_staff",
  path: "trainings",
  one: "training",
  many: "trainings",
  fields: {
    staffId: { column: "staff_id", schema: z.uuid(), required: true, fixed: true },
    topic: { column: "topic", schema: name(200), required: true },
    completedOn: { column: "completed_on", schema: day, required: true },
    expiresOn: optionalDay("expiresOn"),
    evidence: { column: "evidence", schema: text(2000) },
  },
  order: ["completed_on"],
  filters: ["staffId"],
  words: {
    trainings_dates: { path: "/expiresOn", message: "Cannot expire before it was completed" },
    trainings_staff_id_project_id_fkey: noPerson,
  },
};
