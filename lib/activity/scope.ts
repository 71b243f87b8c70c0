/** Whose trail is read, and by whom. */
import type { Claims, Db, Permission } from "@/lib/db/mod.ts";

/** A project, or an organisation as a whole. */
export type Scope = { projectId: string } | { organizationId: string };

export interface Reader {
  db: Db;
  claims: Claims;
}

/** The right to read that trail. */
export function permission(scope: Scope): { permission: Permission } {
  const verb = "select" as const;
  const resource = "projectId" in scope ? "activity" : "organization_activity";
  return { permission: { resource, verb, ...scope } };
}
