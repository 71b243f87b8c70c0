/** What stands behind one value of the project page, found by the key in `?proof=`. */
import type { ProjectPage } from "@/lib/projects/model.ts";
import type { ImportSource, Provenance } from "@/lib/projects/provenance_model.ts";
import { dateKindWords, enumWords, fieldWords } from "@/lib/projects/words.ts";
import { formatNumber, formatPartial, formatPosition, plural } from "../format.ts";
import { phaseLabel } from "../words.ts";

export interface ProofOf {
  title: string;
  /** The value in words. */
  value: string;
  /** What the record says besides. */
  more?: string | null;
  source: Provenance | null;
  /** The run that is the source's, when it is the one that the page knows. */
  run: ImportSource | null;
}

/** The dates of the study; those of its record are of interest to fewer. */
export const STUDY_DATES = ["START", "PRIMARY_COMPLETION", "COMPLETION"];

/** Keys that read differently from the project's own field. */
const READ: Record<string, (page: ProjectPage) => string | null> = {
  phases: ({ project }) => phaseLabel(project.phases) ?? words(project.phases?.[0]),
  targetEnrollment: ({ project }) =>
    project.targetEnrollment === null ? null : [
      formatNumber(project.targetEnrollment),
      // The registry's word stands for the registry's number only.
      project.provenance.fields.targetEnrollment?.kind !== "person" &&
      project.enrollmentType?.toLowerCase(),
    ].filter(Boolean).join(", "),
  status: ({ project }) => words(project.status),
  studyType: ({ project }) => words(project.studyType),
  officialTitle: ({ project }) => project.title,
  collaborators: ({ project }) => project.collaborators.map((one) => one.name).join(", ") || null,
  secondaryIds: ({ project }) => project.secondaryIds.map((one) => one.id).join(", ") || null,
  eligibilityText: ({ project }) => project.eligibility.text,
  designDescription: ({ project }) => project.design.description,
};

function words(value: string | null | undefined): string | null {
  return value ? enumWords(value) : null;
}

/** The value of a plain field, wherever in the project it stands. */
function plain(page: ProjectPage, key: string): string | null {
  const { project } = page;
  const all: Record<string, unknown> = { ...project, ...project.design, ...project.eligibility };
  const value = Object.hasOwn(all, key) ? all[key] : null;
  if (typeof value === "string") return enumWordsOf(value);
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (Array.isArray(value)) return value.map(String).map(enumWordsOf).join(", ") || null;
  return null;
}

function enumWordsOf(value: string): string {
  return /^[A-Z][A-Z0-9_]+$/.test(value) && !/\d{4}/.test(value) ? enumWords(value) : value;
}

interface Row {
  title: string;
  value: string;
  more?: string | null;
  source: Provenance | null;
}

function row(page: ProjectPage, table: string, at: string): Row | null {
  const { project } = page;
  const index = Number(at);
  const place = (parts: (string | null)[]) => parts.filter(Boolean).join(", ");
  switch (table) {
    case "dates": {
      const found = project.dates.find((date) => date.kind === at);
      return found
        ? { title: dateKindWords(at), value: formatPartial(found), source: found.source }
        : null;
    }
    case "arms": {
      const found = project.arms[index];
      return found
        ? { title: "Arm", value: found.label, more: found.description, source: found.source }
        : null;
    }
    case "interventions": {
      const found = project.interventions[index];
      return found
        ? {
          title: "Intervention",
          value: found.name,
          more: found.description,
          source: found.source,
        }
        : null;
    }
    case "outcomes": {
      const found = project.outcomes[index];
      if (!found) return null;
      const title = `${enumWords(found.kind)} outcome`;
      return { title, value: found.measure, more: found.description, source: found.source };
    }
    case "sites": {
      const found = project.sites[index];
      if (!found) return null;
      const at = found.lat !== null && found.lon !== null
        ? ` (${formatPosition(found.lat, found.lon)})`
        : "";
      const value = place([found.facility, found.city, found.country]) + at;
      return { title: "Site", value, source: found.source };
    }
    case "contacts": {
      const found = project.contacts[index];
      if (!found) return null;
      const value = place([found.name, found.affiliation, found.phone, found.email]);
      return { title: "Contact", value, source: found.source };
    }
    case "milestones": {
      const found = page.milestones[index];
      if (!found) return null;
      const value = found.planned ? formatPartial(found.planned) : "Not known";
      return { title: found.title, value, more: found.basis, source: found.source };
    }
  }
  return null;
}

/** Null for a key that names nothing here. */
export function proofOf(page: ProjectPage, key: string): ProofOf | null {
  const run = page.project.provenance.import;
  const [table, at] = key.split("/", 2);
  const found = at === undefined ? field(page, key) : row(page, table!, at);
  if (!found) return null;
  return { ...found, run: found.source?.runId && run?.runId === found.source.runId ? run : null };
}

/** All the dates that the record keeps about itself. */
function registryDates({ project }: ProjectPage): Row | null {
  const dates = project.dates.filter((date) => !STUDY_DATES.includes(date.kind));
  if (dates.length === 0) return null;
  const lines = dates.map((date) => `${dateKindWords(date.kind)}: ${formatPartial(date)}`);
  return {
    title: "Dates of the registry record",
    value: plural(dates.length, "date"),
    more: lines.join("\n"),
    source: dates[0]?.source ?? null,
  };
}

function field(page: ProjectPage, key: string): Row | null {
  if (key === "dates") return registryDates(page);
  const value = Object.hasOwn(READ, key) ? READ[key]!(page) : plain(page, key);
  if (value === null) return null;
  const fields = page.project.provenance.fields;
  const source = Object.hasOwn(fields, key) ? fields[key]! : null;
  return { title: fieldWords(key), value, source };
}
