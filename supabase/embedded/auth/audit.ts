import { requireAdmin } from "./access.ts";
import { badRequest } from "./errors.ts";
import { ok } from "./http.ts";
import { instant } from "./objects.ts";
import { pageLinks, pageOf } from "./pages.ts";
import { auditPage, insertAudit, type UserRow } from "./queries.ts";
import { uuid } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";

/**
 * What is written down, and the kind of thing that it happened to. Refreshes are not, other than at
 * Supabase: two entries an hour for each device would bury the rest.
 */
const LOG_TYPES = {
  login: "account",
  logout: "account",
  user_signedup: "team",
  user_invited: "team",
  user_deleted: "team",
  token_revoked: "token",
  user_modified: "user",
  user_recovery_requested: "user",
  user_reauthenticate_requested: "user",
  user_confirmation_requested: "user",
  user_repeated_signup: "user",
  user_updated_password: "user",
  factor_in_progress: "factor",
  factor_unenrolled: "factor",
  challenge_created: "factor",
  verification_attempted: "factor",
  factor_deleted: "factor",
};

export type AuditAction = keyof typeof LOG_TYPES;

/** Who did it. */
export interface Actor {
  id: string;
  email: string | null;
}

/** Whoever holds the secret key. */
export const ADMIN: Actor = {
  id: "00000000-0000-0000-0000-000000000000",
  email: "service_role",
};

/** Writes down what happened, in the transaction in which it did. */
export async function audit(
  auth: Auth,
  call: Call,
  sql: Sql,
  actor: Actor | Pick<UserRow, "id" | "email">,
  action: AuditAction,
  traits?: Record<string, unknown>,
): Promise<void> {
  await insertAudit(sql, {
    id: uuid(auth),
    payload: {
      actor_id: actor.id,
      actor_username: actor.email ?? "",
      actor_via_sso: false,
      action,
      log_type: LOG_TYPES[action],
      ...(traits ? { traits } : {}),
    },
    address: call.address ?? "",
    now: auth.now().toISOString(),
  });
}

/** Fields that each scope of `?query=scope:text` looks into. */
const SCOPES: Record<string, string[]> = {
  author: ["actor_username", "actor_name"],
  action: ["action"],
  type: ["log_type"],
};

/** GET /admin/audit: a page of what happened, newest first. */
export async function auditLog(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const { page, perPage } = pageOf(call.url);
  const query = (call.url.searchParams.get("query") ?? "").replaceAll("\0", "");
  const [scope = "", text] = query === "" ? [] : [query.split(":")[0], query.split(":")[1]];
  if (query !== "" && (!Object.hasOwn(SCOPES, scope) || text === undefined)) {
    throw badRequest("validation_failed", `Invalid query scope: ${query}`);
  }
  const fields = text ? SCOPES[scope] ?? [] : [];
  const wanted = query.slice(scope.length + 1).toLowerCase();
  const { entries, total } = await auth.transaction((sql) =>
    auditPage(sql, fields, wanted, perPage, (page - 1) * perPage)
  );
  const body = entries.map((entry) => ({ ...entry, created_at: instant(entry.created_at) }));
  return ok(body, pageLinks(call.url, page, perPage, total));
}
