import { requireAdmin } from "./access.ts";
import { ADMIN, audit } from "./audit.ts";
import { loadUser } from "./admin.ts";
import { notFound } from "./errors.ts";
import { ok } from "./http.ts";
import { factorJson } from "./objects.ts";
import { deleteFactor } from "./queries.ts";
import type { Auth, Call } from "./types.ts";

/** GET /admin/users/{id}/factors */
export async function listFactors(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const user = await auth.transaction((sql) => loadUser(sql, call));
  return ok(user.factors.map(factorJson));
}

/** DELETE /admin/users/{id}/factors/{factor} */
export async function removeFactor(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const factor = await auth.transaction(async (sql) => {
    const user = await loadUser(sql, call);
    const found = user.factors.find((one) => one.id === call.params.factor);
    if (!found) throw notFound("mfa_factor_not_found", "Factor not found");
    await deleteFactor(sql, user.id, found.id);
    const traits = { user_id: user.id, factor_id: found.id };
    await audit(auth, call, sql, ADMIN, "factor_deleted", traits);
    return found;
  });
  return ok(factorJson(factor));
}
