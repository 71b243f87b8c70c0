import type { z } from "zod";
import { audit } from "./audit.ts";
import { badCode, badLink, CODES_OF, redeem, redirectOf, typedCode } from "./codes.ts";
import { confirmChange } from "./email_change.ts";
import { AuthError, badRequest, notFound } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { parseEmail, VerifyBody } from "./input.ts";
import { limitAccount, limitAddress, limitLink } from "./limits.ts";
import { isBanned } from "./objects.ts";
import { PKCE_PREFIX } from "./pkce.ts";
import {
  confirmEmail,
  type FlowMethod,
  openFlow,
  type TakenCode,
  userById,
  type UserRow,
} from "./queries.ts";
import { openSession, type Token, tokenJson } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";

const HALF_WAY =
  "Confirmation link accepted. Please proceed to confirm link sent to the other email";

/** A session, a refusal that is committed with what it took, or null when another proof is to come. */
type Outcome = Token | AuthError | null;

/** POST /verify: trades a code, or the hash that a link carries, for a session. */
export async function verifyPost(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "verify");
  const body = await readBody(call.request, VerifyBody);
  if (body.phone !== "") refusePhone(body);
  checkType(body.type);
  if (body.token_hash !== "") {
    if (body.token !== "" || body.email !== "") {
      throw badRequest(
        "validation_failed",
        "Only the token_hash and type should be provided",
      );
    }
    const { type, token_hash } = body;
    const grant = await limitLink(auth, () => verify(auth, call, type, [token_hash], badLink()));
    return await answer(auth, grant);
  }
  if (body.token === "" || body.email === "") {
    throw badRequest(
      "validation_failed",
      "Verify requires either a token or a token hash",
    );
  }
  const email = parseEmail(body.email);
  await limitAccount(auth, email, "code");
  const hashes = typedCode(email, body.token);
  return await answer(auth, await verify(auth, call, body.type, hashes, badCode()));
}

/** Nobody here has a phone number, so no code for one is right; Supabase Auth says no more either. */
function refusePhone(body: z.output<typeof VerifyBody>): never {
  if (body.type !== "sms" && body.type !== "phone_change") {
    throw badRequest("validation_failed", "Unsupported verification type");
  }
  if (!/^[1-9]\d{1,14}$/.test(body.phone.replace(/^\+/, "").replaceAll(" ", ""))) {
    throw badRequest("validation_failed", "Invalid phone number format (E.164 required)");
  }
  throw badCode();
}

async function answer(auth: Auth, grant: Token | null): Promise<Response> {
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
  const pkce = hash.startsWith(PKCE_PREFIX);
  try {
    if (pkce) {
      const code = await limitLink(auth, () => verifyForCode(auth, call, type, hash));
      return redirect(target, code === null ? { message: HALF_WAY } : { code }, true);
    }
    const plain = hash.replaceAll("-", "");
    const grant = await limitLink(auth, () => verify(auth, call, type, [plain], badLink()));
    return redirect(target, grant ? await fragmentOf(auth, grant, type) : { message: HALF_WAY });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const why = {
      error: error.status >= 500 ? "server_error" : "access_denied",
      error_code: error.code,
      error_description: error.message,
    };
    return redirect(target, why, pkce);
  }
}

async function fragmentOf(auth: Auth, grant: Token, type: string): Promise<Record<string, string>> {
  const { user: _, ...tokens } = await tokenJson(auth, grant);
  return {
    ...Object.fromEntries(Object.entries(tokens).map(([name, value]) => [name, String(value)])),
    type,
  };
}

/**
 * Leads on. The fragment stays in the browser: it is in no log on the way. A client of the PKCE
 * flow reads the query, where nothing stands that is worth something alone.
 */
function redirect(target: string, said: Record<string, string>, pkce = false): Response {
  const location = new URL(target);
  if (pkce) {
    for (const [name, value] of Object.entries(said)) location.searchParams.set(name, value);
  }
  if (said.code === undefined) location.hash = new URLSearchParams(said).toString();
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
  hashes: string[],
  refusal: AuthError,
): Promise<Token | null> {
  const outcome = await auth.transaction(async (sql): Promise<Outcome> => {
    const user = await prove(auth, call, sql, type, hashes);
    if (user === undefined) return refusal;
    return user && await openSession(auth, call, sql, user.id, "otp", null);
  });
  if (outcome instanceof AuthError) throw outcome;
  return outcome;
}

/** The flow that a link of a type was mailed in. */
const FLOWS: Record<string, FlowMethod> = {
  signup: "email/signup",
  recovery: "recovery",
  magiclink: "magiclink",
  email_change: "email_change",
};

/** Does what a link was for, and opens its flow; the code to be traded for a session. */
async function verifyForCode(
  auth: Auth,
  call: Call,
  type: string,
  hash: string,
): Promise<string | null> {
  const method = FLOWS[type];
  if (!method) throw badRequest("validation_failed", "Unsupported verification type");
  const outcome = await auth.transaction(async (sql): Promise<string | AuthError | null> => {
    const user = await prove(auth, call, sql, type, [hash]);
    if (!user) return user === undefined ? badLink() : null;
    const code = await openFlow(sql, user.id, method, auth.now().toISOString());
    return code ?? notFound("flow_state_not_found", "No valid flow state found for user.");
  });
  if (outcome instanceof AuthError) throw outcome;
  return outcome;
}

/** Whose code it is; undefined for nobody's, null when another proof is to come. */
async function prove(
  auth: Auth,
  call: Call,
  sql: Sql,
  type: string,
  hashes: string[],
): Promise<UserRow | undefined | null> {
  const taken = await redeem(auth, sql, hashes, CODES_OF[type] ?? []);
  const user = taken && await userById(sql, taken.user_id);
  if (!user || isBanned(user, auth.now())) return undefined;
  if (!await accept(auth, sql, user, taken)) return null;
  const fresh = !user.email_confirmed_at;
  const action = type === "email_change" ? "user_modified" : fresh ? "user_signedup" : "login";
  await audit(auth, call, sql, user, action, { provider: "email" });
  return user;
}

/** Does what the code was for; false when a change of address still waits for its other half. */
async function accept(auth: Auth, sql: Sql, user: UserRow, taken: TakenCode): Promise<boolean> {
  if (!taken.token_type.startsWith("email_change")) {
    await confirmEmail(sql, user.id, auth.now().toISOString());
    return true;
  }
  const outcome = await confirmChange(auth, sql, user, taken);
  if (outcome === "taken") throw badLink();
  return outcome === "done";
}
