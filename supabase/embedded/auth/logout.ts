import { asCaller } from "./access.ts";
import { audit } from "./audit.ts";
import { badRequest } from "./errors.ts";
import { deleteSessions, type Scope } from "./queries.ts";
import type { Auth, Call } from "./types.ts";

/** POST /logout: ends all, this, or all other sessions. Access tokens of an ended session stop with it. */
export async function logout(auth: Auth, call: Call): Promise<Response> {
  const scope = call.url.searchParams.get("scope") || "global";
  await asCaller(auth, call, async (sql, { user, session }) => {
    if (!isScope(scope)) {
      throw badRequest("validation_failed", `Unsupported logout scope "${scope}"`);
    }
    await audit(auth, call, sql, user, "logout");
    await deleteSessions(sql, user.id, session?.id ?? null, scope);
  });
  return new Response(null, { status: 204 });
}

function isScope(scope: string): scope is Scope {
  return scope === "global" || scope === "local" || scope === "others";
}
