/** The organisation, its people, its studies and who works on them. */
import { type Declarations, verbs } from "./declaration.ts";

export const organization: Declarations = {
  orgs: {
    rule: { resource: "organization" },
    verbs: ["select", "update"],
    sample: null,
    change: { name: "Renamed" },
  },
  org_members: {
    rule: { resource: "member" },
    // People come by invitation.
    verbs: ["select", "update", "delete"],
    sample: null,
    change: { role: "admin" },
  },
  profiles: { rule: "colleagues", verbs: ["select"], sample: null },
  role_permissions: { rule: "everybody", verbs: ["select"], sample: null },
  projects: {
    rule: { resource: "project" },
    verbs,
    sample: () => ({ name: "Another" }),
    change: { name: "Renamed" },
  },
  project_members: {
    rule: { resource: "project_member" },
    verbs,
    sample: ({ idle }) => ({ user_id: idle.id, role: "viewer" }),
    change: { role: "finance" },
  },
  invitations: {
    rule: { resource: "invitation" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      email: `guest${rows.size}-${crypto.randomUUID()}@example.org`,
      project_role: "viewer",
    }),
    change: { revoked_at: "2026-11-21T07:00:00Z" },
  },
  idempotency_keys: {
    rule: "own",
    verbs,
    sample: () => ({ key: crypto.randomUUID(), method: "POST", path: "/", request_hash: "h" }),
    change: { status: 201 },
  },
};
