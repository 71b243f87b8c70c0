/** What the services of people share. */
import type { Claims, Db, Permission } from "@/lib/db/mod.ts";
import { failure, type Result } from "@/lib/http/reply.ts";

/** Who is calling, and why. */
export interface Ctx {
  db: Db;
  claims: Claims;
  /** Of a change, for the audit trail. */
  reason: string | null;
}

export const NOT_FOUND = failure(404, "Not there, or not yours");

export const inOrganization = (
  organizationId: string,
  resource: string,
  verb: Permission["verb"],
): Permission => ({ resource, verb, organizationId });

export const inProject = (
  projectId: string,
  resource: string,
  verb: Permission["verb"],
): Permission => ({ resource, verb, projectId });

/**
 * What a change answers that met no row: not there, not at that version any more, or there and
 * none of the caller's business.
 */
export function notChanged(now: number | undefined, version: number | null): Result<never> {
  if (now === undefined) return NOT_FOUND;
  if (version === null || now === version) {
    return failure(403, "Your role does not allow this change");
  }
  return failure(412, `This is at version ${now}, and the change was made to version ${version}`, {
    headers: { etag: `"${now}"` },
  });
}
