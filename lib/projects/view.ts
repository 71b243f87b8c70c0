/** From the documents of the database to what the API and the pages show. Pure. */
import type * as m from "./model.ts";
import { column, fieldPointer, PROJECT_POINTERS, sourceOf } from "./provenance.ts";
import {
  type Base,
  camel,
  moment,
  momentOrNull,
  partialDate,
  type RawRow,
  readRow,
  readRows,
  sourceOfRow,
} from "./rows.ts";

const text = (value: unknown): string | null => typeof value === "string" ? value : null;
const texts = (value: unknown): string[] => Array.isArray(value) ? value.map(String) : [];
const objects = (value: unknown): RawRow[] => Array.isArray(value) ? value : [];

/** A project of a list; `dates` is {kind: [value, certainty]}, `places` is [sites, countries]. */
export function toSummary(raw: RawRow): m.ProjectSummary {
  const row = camel(raw);
  const dates = (row.dates ?? {}) as Record<string, [string, string | null]>;
  const [sites, countries] = (row.places ?? [0, 0]) as [number, number];
  const date = (kind: string) => partialDate(dates[kind]?.[0], dates[kind]?.[1]);
  return {
    id: String(row.id),
    organizationId: String(row.orgId),
    name: String(row.name),
    title: text(row.officialTitle) ?? text(row.briefTitle),
    nctId: text(row.nctId),
    acronym: text(row.acronym),
    phases: Array.isArray(row.phases) ? texts(row.phases) : null,
    studyType: text(row.studyType),
    status: text(row.status),
    conditions: texts(row.conditions),
    sponsor: text(row.sponsor),
    targetEnrollment: typeof row.targetEnrollment === "number" ? row.targetEnrollment : null,
    startDate: date("START"),
    primaryCompletionDate: date("PRIMARY_COMPLETION"),
    completionDate: date("COMPLETION"),
    siteCount: Number(sites),
    countryCount: Number(countries),
    pending: row.pending === true,
    archivedAt: momentOrNull(row.archivedAt),
    createdAt: moment(row.createdAt),
    updatedAt: moment(row.updatedAt),
    version: Number(row.rowVersion),
  };
}

interface DateRow {
  kind: string;
  value: string;
  certainty: string | null;
}

/** The whole project from the document of `readProject`. */
export function toProject(doc: RawRow): m.Project {
  const raw = doc.project as RawRow;
  const row = camel(raw);
  const dates = readRows<DateRow>(doc.dates);
  const countries = objects(doc.countries);
  const summary = toSummary({
    ...raw,
    pending: doc.pending !== null,
    dates: Object.fromEntries(dates.map((date) => [date.kind, [date.value, date.certainty]])),
    places: [
      countries.reduce((sum, entry) => sum + Number(entry.sites), 0),
      countries.filter((entry) => entry.country !== "").length,
    ],
  });
  return {
    ...summary,
    description: text(row.description),
    indication: text(row.indication),
    timeZone: text(row.timeZone),
    briefTitle: text(row.briefTitle),
    orgStudyId: text(row.orgStudyId),
    secondaryIds: objects(row.secondaryIds) as m.Project["secondaryIds"],
    whyStopped: text(row.whyStopped),
    briefSummary: text(row.briefSummary),
    detailedDescription: text(row.detailedDescription),
    keywords: texts(row.keywords),
    enrollmentType: text(row.enrollmentKind) as m.Project["enrollmentType"],
    sponsorClass: text(row.sponsorClass),
    responsibleParty: text(row.responsibleParty),
    collaborators: objects(row.collaborators) as m.Project["collaborators"],
    hasResults: typeof row.hasResults === "boolean" ? row.hasResults : null,
    design: design(row),
    eligibility: eligibility(row),
    dates: dates.map((date) => ({
      ...partialDate(date.value, date.certainty)!,
      kind: date.kind,
      source: sourceOfRow(date),
    })),
    ...armsAndInterventions(doc),
    outcomes: readRows<m.Outcome>(doc.outcomes).map((item) => ({
      id: item.id,
      kind: item.kind,
      measure: item.measure,
      description: item.description,
      timeFrame: item.timeFrame,
      source: sourceOfRow(item),
    })),
    criteria: readRows<m.Criterion>(doc.criteria).map((item) => ({
      id: item.id,
      kind: item.kind,
      text: item.text,
      depth: item.depth,
      source: sourceOfRow(item),
    })),
    sites: objects(doc.sites).map(toSite),
    contacts: readRows<m.Contact>(doc.contacts).map((item) => ({
      id: item.id,
      kind: item.kind,
      siteId: item.siteId,
      name: item.name,
      role: item.role,
      affiliation: item.affiliation,
      phone: item.phone,
      phoneExt: item.phoneExt,
      email: item.email,
      source: sourceOfRow(item),
    })),
    provenance: provenance(doc),
  };
}

function design(row: RawRow): m.Design {
  return {
    allocation: text(row.allocation),
    interventionModel: text(row.interventionModel),
    observationalModel: text(row.observationalModel),
    timePerspective: text(row.timePerspective),
    masking: text(row.masking),
    whoMasked: texts(row.whoMasked),
    primaryPurpose: text(row.primaryPurpose),
    description: text(row.designDescription),
  };
}

function eligibility(row: RawRow): m.Eligibility {
  return {
    sex: text(row.sex),
    minimumAge: text(row.minimumAge),
    maximumAge: text(row.maximumAge),
    healthyVolunteers: typeof row.healthyVolunteers === "boolean" ? row.healthyVolunteers : null,
    stdAges: texts(row.stdAges),
    samplingMethod: text(row.samplingMethod),
    studyPopulation: text(row.studyPopulation),
    text: text(row.eligibilityText),
  };
}

/** Arms know the names of their interventions, interventions the labels of their arms. */
function armsAndInterventions(doc: RawRow): Pick<m.Project, "arms" | "interventions"> {
  const arms = readRows<{ label: string; armType: string | null; description: string | null }>(
    doc.arms,
  );
  const interventions = readRows<
    Pick<m.Intervention, "name" | "description" | "otherNames"> & {
      interventionType: string | null;
    }
  >(doc.interventions);
  const links = readRows<{ armId: string; interventionId: string }>(doc.links);
  return {
    arms: arms.map((arm) => ({
      id: arm.id,
      label: arm.label,
      type: arm.armType,
      description: arm.description,
      interventions: interventions
        .filter((item) => links.some((l) => l.armId === arm.id && l.interventionId === item.id))
        .map((item) => item.name),
      source: sourceOfRow(arm),
    })),
    interventions: interventions.map((item) => ({
      id: item.id,
      name: item.name,
      type: item.interventionType,
      description: item.description,
      otherNames: item.otherNames,
      arms: arms
        .filter((arm) => links.some((l) => l.armId === arm.id && l.interventionId === item.id))
        .map((arm) => arm.label),
      source: sourceOfRow(item),
    })),
  };
}

export function toSite(raw: RawRow): m.Site {
  const row = readRow<Omit<m.Site, "id" | "source">>(raw);
  return {
    id: row.id,
    facility: row.facility,
    city: row.city,
    state: row.state,
    zip: row.zip,
    country: row.country,
    status: row.status,
    lat: row.lat,
    lon: row.lon,
    source: sourceOfRow(row),
  };
}

export function toMilestone(raw: RawRow): m.Milestone {
  const row = readRow<{
    key: string;
    title: string;
    kind: string;
    plannedText: string | null;
    certainty: string | null;
    basis: string | null;
    state: m.Milestone["state"];
  }>(raw);
  return {
    id: row.id,
    key: row.key,
    title: row.title,
    kind: row.kind,
    planned: partialDate(row.plannedText, row.certainty),
    basis: row.basis ?? "",
    state: row.state,
    source: sourceOfRow(row),
  };
}

/** Where each field of the project that has a value came from, under the name the API gives it. */
function provenance(doc: RawRow): m.ProjectProvenance {
  const raw = doc.project as RawRow;
  const row = readRow<RawRow>(raw);
  const fields: Record<string, m.Provenance> = {};
  const note = (name: string, source: m.Provenance | null) => {
    if (source) fields[name] = source;
  };
  for (const [field, pointer] of Object.entries(PROJECT_POINTERS)) {
    const value = raw[column(field)];
    const empty = value === null || (Array.isArray(value) && value.length === 0);
    if (!empty || row.sources[column(field)]) note(apiName(field), sourceOf(field, row, pointer));
  }
  // The name is ours: an import only proposes it.
  for (const field of ["name", "description", "indication"]) {
    if (row.sources[field]) note(field, sourceOf(field, row, null));
  }
  for (const date of readRows<DateRow>(doc.dates)) {
    const name = DATE_NAMES[date.kind];
    if (name) note(name, dateSource(date));
  }
  return { import: doc.run ? importSource(camel(doc.run as RawRow)) : null, fields };
}

const DATE_NAMES: Record<string, string> = {
  START: "startDate",
  PRIMARY_COMPLETION: "primaryCompletionDate",
  COMPLETION: "completionDate",
};

function dateSource(date: DateRow & Base): m.Provenance | null {
  const pointer = date.pointer === null ? null : fieldPointer("dates", date.pointer, "value");
  return sourceOf(date.sources.value ? "value" : "certainty", date, pointer);
}

function apiName(field: string): string {
  if (field === "officialTitle") return "title";
  return field === "enrollmentKind" ? "enrollmentType" : field;
}

export function importSource(run: RawRow): m.ImportSource {
  return {
    runId: String(run.id),
    no: Number(run.no),
    source: "ctgov",
    version: text(run.sourceVersion),
    sha256: String(run.sha256),
    at: moment(run.createdAt),
    by: run.createdBy ? { id: String(run.createdBy), name: text(run.byName) } : null,
  };
}

/** The page of a project: `toProject` with what stands around it. */
export function toProjectPage(doc: RawRow): m.ProjectPage {
  const pending = doc.pending as { id: string; at: string; version: string | null } | null;
  return {
    project: toProject(doc),
    organization: doc.organization as m.ProjectPage["organization"],
    milestones: objects(doc.milestones).map(toMilestone),
    countries: objects(doc.countries) as unknown as m.ProjectPage["countries"],
    pending: pending
      ? { runId: pending.id, at: moment(pending.at), version: pending.version }
      : null,
    may: doc.may as m.ProjectRights,
  };
}
