/** What records of the trail are called. Pure. */
import { enumWords } from "@/lib/projects/words.ts";

const NOUNS: Record<string, string> = {
  orgs: "Organisation",
  org_members: "Member of the organisation",
  invitations: "Invitation",
  projects: "Study",
  project_members: "Member of the study",
  import_runs: "Import",
  study_dates: "Date",
  arms: "Arm",
  interventions: "Intervention",
  arm_interventions: "Arm and intervention",
  outcomes: "Outcome",
  eligibility_criteria: "Eligibility item",
  sites: "Site",
  contacts: "Contact",
  milestones: "Milestone",
  profiles: "Account",
  site_staff: "Person at a site",
  delegations: "Delegation",
  trainings: "Training",
  enrollment_snapshots: "Enrollment count",
  tasks: "Task",
  critical_factors: "Critical factor",
  risks: "Risk",
  risk_reviews: "Review of a risk",
  deviations: "Deviation",
  capas: "Corrective or preventive action",
  kris: "Risk indicator",
  kri_values: "Value of an indicator",
  qtls: "Tolerance limit",
  tab_versions: "Version of a document of the assistant",
  tab_acceptances: "Accepted section",
  generation_jobs: "Document to be written",
  ai_calls: "Call of a model",
};

/** "eligibility_criteria" -> "Eligibility item". */
export function entityWords(entity: string): string {
  return Object.hasOwn(NOUNS, entity) ? NOUNS[entity]! : enumWords(entity.toUpperCase());
}
