/**
 * From the documents of `public.project_page` and `public.portfolio`, which spell things as the
 * API does, to the typed views: moments become UTC with a Z, and sources become provenance.
 */
import type * as m from "./model.ts";
import type { IntakeProgress } from "./portfolio_model.ts";
import type { ImportSource } from "./provenance_model.ts";
import { documentSource, fieldSources, type RowSource } from "./sources.ts";

export type Doc = Record<string, unknown>;

/** `2026-11-21T07:00:00.000Z` from what Postgres writes into JSON. */
export function moment(value: unknown): string {
  return new Date(String(value)).toISOString();
}

const momentOrNull = (value: unknown) => value ? moment(value) : null;

/** A document whose rows are typed; `source` is still as the database gives it. */
type Row<T> = Omit<T, "source"> & { source: RowSource | null; version: number };
type Rows<T> = Row<T>[];

type Document =
  & Omit<m.Project, "provenance" | RowList>
  & { [K in RowList]: Rows<m.Project[K][number]> }
  & {
    organization: m.ProjectPage["organization"];
    countries: { country: string | null; sites: number }[];
    siteStatuses: { status: string | null; sites: number }[];
    milestones: Rows<m.Milestone>;
    happened: Record<string, Pick<m.Milestone, "actualOn" | "forecastOn">>;
    imports: (ImportSource & { status: string })[];
    provenance: RowSource;
    permissions: { can: Record<string, string[]>; role: string | null };
  };
type RowList =
  | "dates"
  | "arms"
  | "interventions"
  | "outcomes"
  | "criteria"
  | "sites"
  | "contacts";

/** A project of a list; `pending` holds the ids of projects with a record that waits. */
export function toSummary(doc: Doc, pending: readonly string[]): m.ProjectSummary {
  const it = doc as unknown as m.ProjectSummary & { briefTitle?: string | null };
  return {
    id: it.id,
    organizationId: it.organizationId,
    name: it.name,
    title: it.title ?? it.briefTitle ?? null,
    nctId: it.nctId,
    acronym: it.acronym,
    phases: it.phases,
    studyType: it.studyType,
    status: it.status,
    conditions: it.conditions,
    sponsor: it.sponsor,
    indication: it.indication,
    targetEnrollment: it.targetEnrollment,
    startDate: it.startDate,
    primaryCompletionDate: it.primaryCompletionDate,
    completionDate: it.completionDate,
    siteCount: it.siteCount,
    countryCount: it.countryCount,
    pending: pending.includes(it.id),
    archivedAt: momentOrNull(it.archivedAt),
    createdAt: moment(it.createdAt),
    updatedAt: moment(it.updatedAt),
    version: it.version,
  };
}

const told = <T>(rows: Rows<T>): T[] =>
  rows.map(({ source, version: _, ...row }) => ({ ...row, source: documentSource(source) }) as T);

/** The whole project from a document of `public.project_page`. */
export function toProject(raw: Doc): m.Project {
  const doc = raw as unknown as Document;
  const pending = doc.imports.some((run) => run.status === "pending") ? [doc.id] : [];
  return {
    ...toSummary(raw, pending),
    description: doc.description,
    timeZone: doc.timeZone,
    briefTitle: doc.briefTitle,
    orgStudyId: doc.orgStudyId,
    secondaryIds: doc.secondaryIds,
    whyStopped: doc.whyStopped,
    briefSummary: doc.briefSummary,
    detailedDescription: doc.detailedDescription,
    keywords: doc.keywords,
    enrollmentType: doc.enrollmentType,
    sponsorClass: doc.sponsorClass,
    responsibleParty: doc.responsibleParty,
    collaborators: doc.collaborators,
    hasResults: doc.hasResults,
    design: doc.design,
    eligibility: doc.eligibility,
    dates: told(doc.dates),
    arms: told(doc.arms),
    interventions: told(doc.interventions),
    outcomes: told(doc.outcomes),
    criteria: told(doc.criteria),
    sites: told(doc.sites),
    contacts: told(doc.contacts),
    provenance: {
      import: importOf(doc),
      fields: fieldSources(raw, doc.provenance, doc.dates),
    },
  };
}

/** The run that the project stands on: what it was imported from, or last wholly taken over. */
function importOf(doc: Document): ImportSource | null {
  const run = doc.imports.find((one) => one.runId === doc.provenance.runId) ??
    doc.imports.findLast((one) => one.status === "applied");
  if (!run) return null;
  const { runId, no, source, version, sha256, at, by } = run;
  return { runId, no, source, version, sha256, at: moment(at), by };
}

/** The page of a project: `toProject` with what stands around it. */
export function toProjectPage(raw: Doc): m.ProjectPage {
  const doc = raw as unknown as Document;
  const pending = doc.imports.find((run) => run.status === "pending");
  return {
    project: {
      ...toProject(raw),
      seesBudget: seesBudget(doc.permissions),
      proposals: doc.proposals,
    },
    organization: doc.organization,
    milestones: told(doc.milestones).map((row) => ({
      ...row,
      basis: row.basis ?? "",
      ...doc.happened[row.id],
    })),
    countries: doc.countries.map((row) => ({ ...row, country: row.country ?? "" })),
    siteStatuses: doc.siteStatuses,
    pending: pending
      ? { runId: pending.runId, at: moment(pending.at), version: pending.version }
      : null,
    intake: (raw.intake ?? null) as IntakeProgress | null,
    may: rightsOf(doc.permissions),
    role: doc.permissions.role,
  };
}

/** What stands above every page of a project, as a document: summary, organisation, permissions. */
export interface ProjectHead {
  summary: Doc;
  organization: m.HomeOrganization;
  permissions: { can: Record<string, string[]> };
  proposals: m.OpenProposals | null;
}

export function toHead(head: ProjectHead, pending: boolean) {
  const { summary, organization, permissions, proposals } = head;
  const project = toSummary(summary, pending ? [String(summary.id)] : []);
  return {
    project: { ...project, seesBudget: seesBudget(permissions), proposals },
    ...{ organization, may: rightsOf(permissions) },
  };
}

/** Whether the frame shows the way to the budget: not everybody on a study sees money. */
const seesBudget = ({ can }: { can: Record<string, string[]> }) =>
  can.budget?.includes("select") ?? false;

/** What the caller's role allows, for the interface: the policies decide again. */
export function rightsOf({ can }: { can: Record<string, string[]> }): m.ProjectRights {
  return {
    edit: can.project?.includes("update") ?? false,
    remove: can.project?.includes("delete") ?? false,
    import: can.import?.includes("insert") ?? false,
  };
}
