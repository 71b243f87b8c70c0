/** Taking one's data along, and leaving for good. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import type { Db } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import { passwordProblem } from "./account.ts";
import { accountData, leaveOrganizations } from "./account_queries.ts";
import { adminClient } from "./authClient.ts";
import type { IdentityContext } from "./service.ts";

/** Entries of the trail in an export, the newest; more would not fit in the memory of one request. */
export const MAX_ENTRIES = 10_000;

/** All that is kept about the person, for a download. @throws DbProblem 401 for an ended session */
export async function exportData(db: Db, session: Session): Promise<Record<string, unknown>> {
  const data = await db.asUser(session.claims, (sql) => accountData(sql, MAX_ENTRIES));
  const entries = Array.isArray(data.activity) ? data.activity.length : 0;
  return { exportedAt: new Date().toISOString(), activityIsCut: entries === MAX_ENTRIES, ...data };
}

const NO_KEY = "Accounts cannot be deleted from here: ask whoever runs this installation " +
  "(SUPABASE_SECRET_KEY is not set). Nothing was changed";
const HALF = "You have left your organisations, but the account itself could not be deleted now. " +
  "Try again in a minute";

/**
 * Deletes the account: memberships, sessions and address go, the name stays with what the person
 * did. A session at aal2 needs no password.
 * @throws DbProblem 409 while the person is the last owner of an organisation with other members
 */
export async function deleteAccount(
  ctx: IdentityContext,
  session: Session,
  password: string,
): Promise<Result<{ cookies: string[] }>> {
  const admin = adminClient(ctx.identity.backend);
  if (!admin) return failure(409, NO_KEY, { slug: "no-secret-key" });
  if (session.claims.aal !== "aal2") {
    const problem = await passwordProblem(ctx, session.user.email, password, "/password");
    if (problem) return { ok: false, problem };
  }
  await ctx.db.asUser(session.claims, leaveOrganizations);
  const { error } = await admin.deleteUser(session.user.id);
  if (error && error.code !== "user_not_found") {
    log.error("identity.account_not_deleted", { requestId: ctx.requestId, code: error.code });
    return failure(503, HALF, { headers: { "retry-after": "60" } });
  }
  return success({ cookies: ctx.identity.clear(ctx.headers) });
}
