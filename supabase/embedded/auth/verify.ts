import { AuthError, badRequest } from "./errors.ts";
import { badCode, badLink, CODES_OF, hashCode, redeem, redirectOf } from "./codes.ts";
import { ok, readBody } from "./http.ts";
import { parseEmail, VerifyBody } from "./input.ts";
import { limitAccount, limitAddress } from "./limits.ts";
import { isBanned } from "./objects.ts";
import {
  confirmEmail,
  countEmailChange,
  dropCodes,
  type TakenCode,
  updateEmail,
  userById,
} from "./queries.ts";
import { type Grant, openSession, tokenJson } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";

const HALF_WAY =
  "Confirmation link accepted. Please proceed to confirm link sent to the other email";

/** A session, a refusal that is committed with what it took, or null when another proof is to come. */
type Outcome = Grant | AuthError | null;

/** POST /verify: trades a code, or the hash that a link carries, for a session. */
export async function verifyPost(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "verify");
  const body = await readBody(call.request, VerifyBody);
  if (body.phone !== "" || body.type === "sms" || body.type === "phone_change") {
    throw badRequest("phone_provider_disabled", "Unsupported phone provider");
  }
  checkType(body.type);
  if (body.token_hash !== "") {
    if (body.token !== "" || body.email !== "") {
      throw badRequest(
        "validation_failed",
        "Only the token_hash and type should be provided",
      );
    }
    return await answer(auth, await verify(auth, call, body.type, body.token_hash, badLink()));
  }
  if (body.token === "" || body.email === "") {
    throw badRequest(
      "validation_failed",
      "Verify requires either a token or a token hash",
    );
  }
  const email = parseEmail(body.email);
  await limitAccount(auth, email);
  const hash = hashCode(email, body.token.replaceAll("-", ""));
  return await answer(auth, await verify(auth, call, body.type, hash, badCode()));
}

async function answer(auth: Auth, grant: Grant | null): Promise<Response> {
  return ok(grant ? await tokenJson(auth, grant) : { msg: HALF_WAY, code: "200" });
}

/** GET /verify, opened from a mail: leads on to the site with a session, or with the reason why not. */
export async function verifyGet(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "verify");
  const query = call.url.searchParams;
  const type = query.get("type") ?? "";
  const hash = query.get("token") ?? query.get("token_hash") ?? "";
  const target = redirectOf(auth, call);
  if (hash === "") throw badRequest("validation_failed", "Verify requires a token");
  checkType(type);
  try {
    const grant = await verify(auth, call, type, hash.replaceAll("-", ""), badLink());
    return redirect(target, grant ? await fragmentOf(auth, grant, type) : { message: HALF_WAY });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    return redirect(target, {
      error: "access_denied",
      error_code: error.code,
      error_description: error.message,
    });
  }
}

async function fragmentOf(auth: Auth, grant: Grant, type: string): Promise<Record<string, string>> {
  const { user: _, ...tokens } = await tokenJson(auth, grant);
  return {
    ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [name, String(value)])),
    type,
  };
}

/** The fragment stays in the browser: it is in no log on the way. */
function redirect(target: string, fragment: Record<string, string>): Response {
  const location = new URL(target);
  location.hash = new URLSearchParams(fragment).toString();
  return new Response(null, { status: 303, headers: { Location: location.href } });
}

function checkType(type: string): void {
  if (type === "") throw badRequest("validation_failed", "Verify requires a verification type");
  if (!Object.hasOwn(CODES_OF, type)) {
    throw badRequest("validation_failed", "Unsupported verification type");
  }
}

async function verify(
  auth: Auth,
  call: Call,
  type: string,
  hash: string,
  refusal: AuthError,
): Promise<Grant | null> {
  const outcome = await auth.transaction(async (sql): Promise<Outcome> => {
    const taken = await redeem(auth, sql, hash, CODES_OF[type] ?? []);
    if (!taken) return refusal;
    const user = await userById(sql, taken.user_id);
    if (!user || isBanned(user, auth.now())) return refusal;
    if (!await accept(auth, sql, taken, user.email_change ?? "")) return null;
    return await openSession(auth, call, sql, user.id, "otp", null);
  });
  if (outcome instanceof AuthError) throw outcome;
  return outcome;
}

/** Does what the code was for; false when a change of address still waits for its other half. */
async function accept(
  auth: Auth,
  sql: Sql,
  taken: TakenCode,
  newEmail: string,
): Promise<boolean> {
  const now = auth.now().toISOString();
  if (!taken.token_type.startsWith("email_change")) {
    await confirmEmail(sql, taken.user_id, now);
    return true;
  }
  const needed = auth.settings.secureEmailChange ? 2 : 1;
  if (await countEmailChange(sql, taken.user_id) < needed) return false;
  if (!await updateEmail(sql, taken.user_id, newEmail, true, now)) throw badLink();
  await dropCodes(sql, taken.user_id);
  return true;
}
