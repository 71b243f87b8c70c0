/** Kinds of rows that may be asked about: their table, and where a person sees one. */
import { z } from "zod";
import { actualSpec, lineSpec } from "@/lib/budget/specs.ts";
import {
  documentSpec,
  requirementSpec,
  useSpec,
  versionSpec,
  waiverSpec,
} from "@/lib/documents/specs.ts";
import { SNAPSHOTS } from "@/lib/enrollment/snapshots.ts";
import {
  baselineSpec,
  checklistSpec,
  dependencySpec,
  milestoneSpec,
  taskSpec,
} from "@/lib/planning/specs.ts";
import { proposalSpec } from "@/lib/proposals/spec.ts";
import { kriSpec, kriValueSpec, qtlSpec } from "@/lib/quality/indicator_specs.ts";
import { capaSpec, deviationSpec, factorSpec, riskSpec } from "@/lib/quality/specs.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { delegationSpec, siteSpec, staffSpec, trainingSpec } from "@/lib/sites/specs.ts";

/** Rows that come with the study's record: nobody edits them one by one, so no call has a spec of them. */
function recorded(
  table: string,
  resource: string,
  one: string,
  fields: Record<string, string>,
): RowSpec {
  return {
    ...{ table, resource, one, path: table, many: `${one}s`, order: [] },
    fields: Object.fromEntries(
      Object.entries(fields).map((
        [name, column],
      ) => [name, { column, schema: z.unknown(), readOnly: true }]),
    ),
  };
}

const arm = recorded("arms", "study", "arm", {
  ...{ label: "label", armType: "arm_type", description: "description" },
});
const intervention = recorded("interventions", "study", "intervention", {
  ...{ name: "name", interventionType: "intervention_type", description: "description" },
  otherNames: "other_names",
});
const outcome = recorded("outcomes", "study", "outcome", {
  ...{ kind: "kind", measure: "measure", timeFrame: "time_frame", description: "description" },
});
const studyDate = recorded("study_dates", "study", "date of the study", {
  ...{ dateKind: "kind", date: "value", certainty: "certainty" },
});
const criterion = recorded("eligibility_criteria", "study", "criterion", {
  ...{ kind: "kind", text: "text" },
});
const importRun = recorded("import_runs", "import", "import", {
  ...{ number: "no", source: "source", sourceVersion: "source_version", status: "status" },
});
const member = recorded("project_members", "project_member", "member", {
  ...{ userId: "user_id", memberRole: "role" },
});
const regulation = recorded("regulations", "regulation", "regulation", {
  ...{ name: "name", jurisdiction: "jurisdiction" },
});
const baselineItem = recorded("baseline_items", "baseline", "promise of a baseline", {
  ...{ title: "title", itemKind: "kind", startOn: "start_on", finishOn: "finish_on" },
  baselineId: "baseline_id",
});

export interface AboutKind {
  /** More than one where a kind says "either of these". */
  specs: readonly RowSpec[];
  /** Below the study's address; fields of the row in braces. */
  place: string;
}

const at = (place: string, ...specs: RowSpec[]): AboutKind => ({ specs, place });
const PLAN = "/plan?item={id}";
const KRI = "/quality?view=indicators&kri=";
const staff = at("/sites/{siteId}", staffSpec);
const delegation = at("/sites", delegationSpec);
const training = at("/sites", trainingSpec);
const imported = at("/import", importRun);

/** By kind, as private.source_kinds names them; the rows of a study itself are figures. */
export const ABOUT_KINDS: Readonly<Record<string, AboutKind>> = {
  site: at("/sites/{id}", siteSpec),
  ...{ staff, site_staff: staff, delegation, site_delegation: delegation },
  ...{ training, site_training: training },
  task: at(PLAN, taskSpec),
  milestone: at(PLAN, milestoneSpec),
  plan_item: at(PLAN, taskSpec, milestoneSpec),
  checklist_item: at("/plan?item={taskId}", checklistSpec),
  dependency: at("/plan", dependencySpec),
  baseline: at("/plan", baselineSpec),
  baseline_item: at("/plan", baselineItem),
  document: at("/documents/{id}", documentSpec),
  document_version: at("/documents/{documentId}", versionSpec),
  document_requirement: at("/documents/requirements", requirementSpec),
  document_waiver: at("/documents/requirements", waiverSpec),
  document_use: at("/documents/consent", useSpec),
  enrollment_snapshot: at("/enrollment", SNAPSHOTS),
  risk: at("/quality?risk={id}", riskSpec),
  critical_factor: at("/quality?view=factors", factorSpec),
  kri: at(`${KRI}{id}`, kriSpec),
  kri_value: at(`${KRI}{kriId}`, kriValueSpec),
  qtl: at(`${KRI}{kriId}`, qtlSpec),
  deviation: at("/quality?view=deviations&deviation={id}", deviationSpec),
  capa: at("/quality/capas/{id}", capaSpec),
  budget_line: at("/budget?line={id}", lineSpec),
  budget_actual: at("/budget?line={lineId}", actualSpec),
  proposal: at("/proposals", proposalSpec),
  ...{ arm: at("/protocol", arm), intervention: at("/protocol", intervention) },
  ...{ outcome: at("/protocol", outcome), study_date: at("/protocol", studyDate) },
  ...{ criterion: at("/protocol", criterion), eligibility: at("/protocol", criterion) },
  regulation: at("/protocol", regulation),
  ...{ import_run: imported, import: imported },
  member: at("/members", member),
};

/**
 * Where a person sees a row; null where no page shows it, or its address takes a field that is not
 * given. @param base "/projects/<id>"
 */
export function placeOfRow(
  base: string,
  kind: string,
  row: Record<string, unknown>,
): string | null {
  const { place } = Object.hasOwn(ABOUT_KINDS, kind) ? ABOUT_KINDS[kind]! : { place: null };
  if (place === null) return null;
  const [, field] = /\{(\w+)\}/.exec(place) ?? [];
  if (field === undefined) return base + place;
  return row[field] ? `${base}${place.replace(`{${field}}`, String(row[field]))}` : null;
}

/** Rows that columns name by id, by the field's name: what kind they are; "person" has a profile. */
export const REFERENCES: Readonly<Record<string, string>> = {
  ...{ ownerId: "person", doneBy: "person", userId: "person" },
  ...{ siteId: "site", milestoneId: "milestone", taskId: "task", staffId: "site_staff" },
  ...{ fromId: "plan_item", toId: "plan_item", baselineId: "baseline" },
  ...{ criticalFactorId: "critical_factor", capaId: "capa", kriId: "kri" },
  ...{ requirementId: "document_requirement", documentId: "document" },
  ...{ versionId: "document_version", lineId: "budget_line" },
};
