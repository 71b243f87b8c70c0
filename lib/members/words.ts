/** How the interface and letters say roles. */
import type { OrgRole, ProjectRole } from "./model.ts";

export const ORG_ROLE_WORDS: Record<OrgRole, string> = {
  owner: "Owner",
  admin: "Administrator",
  member: "Member",
};

export const PROJECT_ROLE_WORDS: Record<ProjectRole, string> = {
  manager: "Study manager",
  coordinator: "Coordinator",
  regulatory: "Regulatory lead",
  cra: "Monitor (CRA)",
  data: "Data manager",
  finance: "Finance",
  site: "Site staff",
  auditor: "Auditor",
  viewer: "Viewer",
};

/** What a role is for, in a sentence. */
export const ORG_ROLE_HINTS: Record<OrgRole, string> = {
  owner: "Runs the organisation and makes other owners",
  admin: "Runs the organisation and all of its studies",
  member: "Sees the studies that they are put on, and may begin one",
};

/** What role_permissions calls things; others are shown by their key. */
const RESOURCES: Record<string, string> = {
  organization: "Organisation and its settings",
  member: "Members of the organisation",
  invitation: "Invitations",
  owner: "Role of owner",
  project: "Study",
  project_member: "People on the study",
  import: "Registry record",
  study: "Design: arms, outcomes, criteria, dates",
  site: "Sites",
  milestone: "Milestones",
  activity: "Audit trail",
  organization_activity: "Audit trail of the organisation",
  restricted: "Unblinded material",
  intake: "Guided intake",
  regulation: "Regulations",
  stakeholder: "Stakeholders",
  system: "Systems",
  risk: "Risks",
  document: "Documents",
};

export function resourceWords(resource: string): string {
  const plain = resource.replaceAll("_", " ");
  return RESOURCES[resource] ?? plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Resources in the order of the list above, others after them. */
export function byResource(a: string, b: string): number {
  const order = Object.keys(RESOURCES);
  const place = (name: string) => order.indexOf(name) < 0 ? order.length : order.indexOf(name);
  return place(a) - place(b) || (a < b ? -1 : 1);
}

/** "Sees", "Sees, adds, changes": what the verbs allow; null for none. */
export function verbWords(verbs: readonly string[] | undefined): string | null {
  const said = [
    ["select", "sees"],
    ["insert", "adds"],
    ["update", "changes"],
    ["delete", "removes"],
  ].filter(([verb]) => verbs?.includes(verb!)).map(([, word]) => word);
  if (said.length === 0) return null;
  if (said.length === 4) return "All";
  const text = said.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
