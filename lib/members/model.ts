/** People of an organisation and of a study, and invitations: types and pure rules. */
import { z } from "zod";

export const ORG_ROLES = ["owner", "admin", "member"] as const;
export const PROJECT_ROLES = [
  ...["manager", "coordinator", "regulatory", "cra", "data", "finance", "site", "auditor"] as const,
  "viewer",
] as const;

export const orgRole = z.enum(ORG_ROLES);
export const projectRole = z.enum(PROJECT_ROLES);
export type OrgRole = z.infer<typeof orgRole>;
export type ProjectRole = z.infer<typeof projectRole>;

/** Somebody who belongs to an organisation. `version` is for If-Match. */
export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: orgRole,
  joinedAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: "Member" });
export type Member = z.infer<typeof member>;

/** Somebody who works on a study. `unblinded`: cleared by name for restricted material. */
export const projectMember = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: projectRole,
  unblinded: z.boolean(),
  joinedAt: z.iso.datetime(),
  version: z.int(),
}).meta({ id: "ProjectMember" });
export type ProjectMember = z.infer<typeof projectMember>;

/** An invitation that nobody has accepted or revoked. `sentAt` null: its letter was not made. */
export const invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role: orgRole,
  projectId: z.uuid().nullable(),
  projectName: z.string().nullable(),
  projectRole: projectRole.nullable(),
  unblinded: z.boolean(),
  invitedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  expired: z.boolean(),
}).meta({ id: "Invitation" });
export type PendingInvitation = z.infer<typeof invitation>;

/** An invitation as the holder of its token sees it. */
export interface Invitation {
  id: string;
  state: "open" | "accepted" | "revoked" | "expired";
  email: string;
  organization: { id: string; name: string };
  role: OrgRole;
  project: { id: string; name: string; role: ProjectRole; unblinded: boolean } | null;
  /** Name of who invited; null when the profile is gone. */
  invitedBy: string | null;
  /** UTC timestamp. */
  expiresAt: string;
}

const address = z.email('Must be an address such as "name@example.org"').max(254).toLowerCase();
const reason = z.string().max(2_000).optional();

export const inviteInput = z.strictObject({
  email: address,
  role: orgRole.default("member"),
  projectId: z.uuid().optional(),
  projectRole: projectRole.optional(),
  unblinded: z.boolean().default(false),
  reason,
}).refine((it) => (it.projectId === undefined) === (it.projectRole === undefined), {
  message: "Give projectId and projectRole together, or neither",
  path: ["projectRole"],
}).refine((it) => !it.unblinded || it.projectId !== undefined, {
  message: "Only members of a study are cleared: give projectId as well",
  path: ["unblinded"],
});
export type InviteInput = z.infer<typeof inviteInput>;

export const roleInput = z.strictObject({ role: orgRole, reason });

export const addInput = z.strictObject({
  userId: z.uuid(),
  role: projectRole,
  unblinded: z.boolean().default(false),
  reason,
});
export type AddInput = z.infer<typeof addInput>;

export const projectRoleInput = z.strictObject({
  role: projectRole.optional(),
  unblinded: z.boolean().optional(),
  reason,
}).refine((it) => it.role !== undefined || it.unblinded !== undefined, {
  message: "Nothing to change: give role or unblinded",
});
export type ProjectRoleInput = z.infer<typeof projectRoleInput>;

export const tokenInput = z.strictObject({ token: z.string().min(1, "Must be given").max(100) });

/** Which verbs each role has on each resource, as the database decides by. */
export type Rights = Record<string, Record<string, string[]>>;
