/** The rows of documents, for the calls that all rows share (lib/rows). */
import { z } from "zod";
import { day, name, type RowSpec, text } from "@/lib/rows/model.ts";
import {
  DOCUMENT_STATES,
  fileNameFault,
  KINDS,
  LEVELS,
  NEEDED_FOR,
  VERSION_STATES,
} from "./model.ts";

const reference = z.uuid("Must be an id").nullable();
const externalKey = { column: "external_key", schema: text(200) };
const artifact = {
  column: "artifact_number",
  schema: z.string().regex(/^\d{2}\.\d{2}\.\d{2}$/, "Must be a number such as 05.02.04").nullable(),
};
const kind = { column: "kind", schema: z.enum(KINDS, `Must be one of ${KINDS.join(", ")}`) };
const country = { column: "country", schema: text(200) };
const dayOf = (column: string) => ({ column, schema: day.nullable() });

const NO_SITE = { path: "/siteId", message: "There is no such site in this study" };
const NO_RULE = { path: "/requirementId", message: "There is no such requirement in this study" };
const ONE_PLACE = { path: "/country", message: "Cannot be of a country and of a site: give one" };

export const requirementSpec: RowSpec = {
  table: "document_requirements",
  resource: "document",
  path: "document-requirements",
  one: "document requirement",
  many: "document requirements",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    kind,
    artifactNumber: artifact,
    level: { column: "scope", schema: z.enum(LEVELS, "Must be STUDY, COUNTRY or SITE").nullable() },
    neededFor: { column: "needed_for", schema: z.enum(NEEDED_FOR).nullable() },
    countries: {
      column: "countries",
      schema: z.array(name(200)).min(1, "Must name a country, or be null for all")
        .max(250, "Must be at most 250 countries").nullable(),
    },
    validMonths: {
      column: "valid_months",
      schema: z.int("Must be a whole number").min(1, "Must be 1 to 600").max(
        600,
        "Must be 1 to 600",
      )
        .nullable(),
    },
    state: { column: "state", schema: z.enum(["unconfirmed", "confirmed"]) },
    basis: { column: "basis", schema: text(2000) },
    description: { column: "description", schema: text(10_000) },
    externalKey,
  },
  order: ["ordinal"],
  filters: ["state", "kind", "level", "neededFor"],
  words: {
    document_requirements_project_id_external_key_key: {
      path: "/externalKey",
      message: "Cannot use this key: another requirement of the study has it",
    },
  },
};

export const documentSpec: RowSpec = {
  table: "documents",
  resource: "document",
  path: "documents",
  one: "document",
  many: "documents",
  fields: {
    title: { column: "title", schema: name(500), required: true },
    kind,
    requirementId: { column: "requirement_id", schema: reference },
    artifactNumber: artifact,
    country,
    siteId: { column: "site_id", schema: reference },
    language: {
      column: "language",
      schema: z.string().regex(
        /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
        "Must be a language such as de or pt-BR",
      ).nullable(),
    },
    ownerId: { column: "owner_id", schema: reference },
    note: { column: "note", schema: text(2000) },
    externalKey,
  },
  derived: {
    from: "document_facts",
    fields: {
      state: { column: "state", schema: z.enum(DOCUMENT_STATES) },
      sinceOn: { column: "since_on", schema: day },
      versionId: { column: "version_id", schema: z.uuid() },
      versionLabel: { column: "version", schema: z.string() },
      effectiveOn: { column: "effective_on", schema: day },
      expiresOn: { column: "expires_on", schema: z.iso.date() },
      daysLeft: { column: "days_left", schema: z.int() },
      neededFor: { column: "needed_for", schema: z.enum(NEEDED_FOR) },
      waivedBecause: { column: "waived_because", schema: z.string() },
    },
  },
  order: ["created_at"],
  filters: [
    ...[
      "requirementId",
      "kind",
      "siteId",
      "country",
      "ownerId",
      "artifactNumber",
      "state",
      "neededFor",
    ],
    { name: "expiresFrom", field: "expiresOn", by: "from" },
    { name: "expiresTo", field: "expiresOn", by: "to" },
  ],
  words: {
    documents_place: ONE_PLACE,
    documents_site_id_project_id_fkey: NO_SITE,
    documents_requirement_id_project_id_fkey: NO_RULE,
    documents_project_id_external_key_key: {
      path: "/externalKey",
      message: "Cannot use this key: another document of the study has it",
    },
  },
};

const SAME_VERSION = "Cannot use this version: the document has it already";

/** What a version is never changes; what is recorded about it does. */
export const versionSpec: RowSpec = {
  table: "document_versions",
  resource: "document_version",
  path: "document-versions",
  one: "version",
  many: "versions",
  fields: {
    documentId: { column: "document_id", schema: z.uuid(), fixed: true },
    label: { column: "version", schema: name(60), required: true, fixed: true },
    sha256: { column: "sha256", schema: z.string().nullable(), fixed: true },
    bytes: { column: "bytes", schema: z.int().nullable(), fixed: true },
    mediaType: { column: "media_type", schema: z.string().nullable(), fixed: true },
    fileName: {
      column: "file_name",
      schema: z.string().refine((file) => fileNameFault(file) === null).nullable(),
      fixed: true,
    },
    heldIn: { column: "held_in", schema: text(500) },
    datedOn: dayOf("dated_on"),
    approvedOn: dayOf("approved_on"),
    effectiveOn: dayOf("effective_on"),
    expiresOn: dayOf("expires_on"),
    withdrawnOn: dayOf("withdrawn_on"),
    note: { column: "note", schema: text(2000) },
  },
  derived: {
    from: "version_facts",
    fields: {
      state: { column: "state", schema: z.enum(VERSION_STATES) },
      holdsFrom: { column: "holds_from", schema: day },
      holdsTo: { column: "holds_to", schema: z.iso.date() },
      addedBy: { column: "added_by", schema: z.string() },
    },
  },
  order: ["created_at"],
  filters: ["documentId"],
  words: {
    document_versions_document_id_version_key: { path: "/label", message: SAME_VERSION },
    document_versions_expiry: {
      path: "/expiresOn",
      message: "Cannot expire before it is effective",
    },
    document_versions_held: {
      path: "/heldIn",
      message: "Must have a file, or say where it is held",
    },
  },
};

export const waiverSpec: RowSpec = {
  table: "document_waivers",
  resource: "document_waiver",
  path: "document-waivers",
  one: "waiver",
  many: "waivers",
  fields: {
    requirementId: { column: "requirement_id", schema: z.uuid(), required: true, fixed: true },
    country: { ...country, fixed: true },
    siteId: { column: "site_id", schema: reference, fixed: true },
    because: { column: "reason", schema: name(2000), required: true },
    untilOn: dayOf("until_on"),
  },
  order: ["created_at"],
  filters: ["requirementId", "siteId"],
  words: {
    document_waivers_place: ONE_PLACE,
    document_waivers_site_id_project_id_fkey: NO_SITE,
    document_waivers_requirement_id_project_id_fkey: NO_RULE,
    document_waivers_requirement_id_country_site_id_key: {
      path: "",
      message: "It is waived already: change that waiver",
    },
  },
};

export const useSpec: RowSpec = {
  table: "document_uses",
  resource: "document",
  path: "document-uses",
  one: "use of a version",
  many: "uses of versions",
  fields: {
    versionId: { column: "version_id", schema: z.uuid(), required: true, fixed: true },
    siteId: { column: "site_id", schema: z.uuid(), required: true, fixed: true },
    approvedOn: dayOf("approved_on"),
    usedFrom: dayOf("used_from"),
    usedUntil: dayOf("used_until"),
    note: { column: "note", schema: text(2000) },
  },
  order: ["created_at"],
  filters: ["versionId", "siteId"],
  words: {
    document_uses_dates: { path: "/usedUntil", message: "Cannot end before it begins" },
    document_uses_site_id_project_id_fkey: NO_SITE,
    document_uses_version_id_project_id_fkey: {
      path: "/versionId",
      message: "There is no such version in this study",
    },
    document_uses_version_id_site_id_key: {
      path: "/siteId",
      message: "This version is recorded for this site already: change that",
    },
  },
};
