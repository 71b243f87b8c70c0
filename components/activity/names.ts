/** What records, deeds and doers of the trail are called, and where a record is shown. */
import { entityWords } from "@/lib/activity/words.ts";
import { eventWords } from "@/lib/identity/words.ts";
import { dateKindWords } from "@/lib/projects/words.ts";

export { entityWords };

export type Row = Record<string, unknown> | null;

const VERBS: Record<string, string> = {
  insert: "Added",
  update: "Changed",
  delete: "Removed",
  read: "Looked at",
};

export function actionWords(action: string): string {
  if (Object.hasOwn(VERBS, action)) return VERBS[action]!;
  const words = eventWords(action);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What was done to what; what happens to an account is a sentence of its own. */
export function deedWords(action: string, entity: string): { deed: string; record: string } {
  const own = entity === "profiles" && !Object.hasOwn(VERBS, action);
  return { deed: actionWords(action), record: own ? "" : entityWords(entity).toLowerCase() };
}

export const KIND_WORDS = { human: "Person", agent: "Agent", system: "System" } as const;
export const PERIOD_WORDS = { today: "Today", "7d": "Last 7 days", "30d": "Last 30 days" } as const;

export const NAMING = ["name", "title", "label", "facility", "measure", "text", "no"];
/** What else tells a record from its like, in the order of preference. */
const TELLING = [...NAMING, "kind", "role", "decision"];

/** The text that names the record; null where nothing in the row does. */
export function recordName(entity: string, before: Row, after: Row): string | null {
  const row = after ?? before ?? {};
  if (entity === "agent_policies") return `${row.role}, ${String(row.tool).replaceAll("_", " ")}`;
  if (entity === "study_dates" && typeof row.kind === "string") return dateKindWords(row.kind);
  const key = TELLING.find((name) =>
    typeof row[name] === "string" || typeof row[name] === "number"
  );
  return key ? String(row[key]) : null;
}

const ON_HOME = [
  "study_dates",
  "arms",
  "interventions",
  "arm_interventions",
  "outcomes",
  "eligibility_criteria",
  "contacts",
  "milestones",
];

/** The page that shows the record; null where none does. */
export function recordHref(
  { entity, projectId, entityId, after }: {
    entity: string;
    projectId: string | null;
    entityId?: string;
    after?: Row;
  },
  organizationId: string,
): string | null {
  if (entity === "orgs") return `/organizations/${organizationId}`;
  if (entity === "org_members" || entity === "invitations") {
    return `/organizations/${organizationId}/members`;
  }
  if (entity === "agent_policies") return `/organizations/${organizationId}/ai#agents`;
  if (projectId === null) return null;
  const base = `/projects/${projectId}`;
  const proposal = entity === "proposals" ? entityId : after?.proposal_id;
  if (entity.startsWith("proposal") && proposal) return `${base}/proposals?id=${proposal}`;
  if (entity === "projects" || ON_HOME.includes(entity)) return base;
  const pages: Record<string, string> = {
    sites: "sites",
    site_staff: "sites",
    delegations: "sites",
    trainings: "sites",
    import_runs: "import",
    project_members: "members",
    critical_factors: "quality?view=factors",
    risks: "quality",
    risk_reviews: "quality",
    deviations: "quality?view=deviations",
    capas: "quality?view=actions",
    kris: "quality?view=indicators",
    kri_values: "quality?view=indicators",
    qtls: "quality?view=indicators",
    tab_versions: "assistant",
    tab_acceptances: "assistant",
    generation_jobs: "assistant/jobs",
    proposals: "proposals",
    proposal_decisions: "proposals?view=decided",
    ai_calls: "assistant/usage",
    feedback: "assistant/usage",
  };
  return Object.hasOwn(pages, entity) ? `${base}/${pages[entity]}` : null;
}
