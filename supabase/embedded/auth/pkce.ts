import { createHash, timingSafeEqual } from "node:crypto";
import { badRequest, notFound, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { PkceBody } from "./input.ts";
import { isBanned, toDate } from "./objects.ts";
import { deleteFlow, flowByCode, type FlowMethod, type FlowRow, insertFlow } from "./queries.ts";
import { userById } from "./queries.ts";
import { openSession, tokenJson, uuid } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";

// PKCE (RFC 7636): a link in a mail leads to `?code=…`, which is worth something only together with
// the verifier that stayed in the browser that asked for the mail.

/** Stored hashes and links of such codes begin so. */
export const PKCE_PREFIX = "pkce_";
/** A code must be traded so soon after its link was opened. */
const CODE_SECONDS = 300;

export interface Challenge {
  value: string;
  method: "s256" | "plain";
}

/**
 * The challenge of a request; null for the implicit flow.
 *
 * @throws AuthError 400 `validation_failed`
 */
export function challengeOf(body: {
  code_challenge: string;
  code_challenge_method: string;
}): Challenge | null {
  const { code_challenge: value, code_challenge_method: named } = body;
  if (value === "" && named === "") return null;
  if (value === "" || named === "") {
    throw badRequest(
      "validation_failed",
      "PKCE flow requires code_challenge_method and code_challenge",
    );
  }
  if (value.length < 43 || value.length > 128) {
    throw badRequest(
      "validation_failed",
      "code challenge has to be between 43 and 128 characters",
    );
  }
  if (!/^[a-zA-Z._~0-9-]+$/.test(value)) {
    throw badRequest(
      "validation_failed",
      "code challenge can only contain alphanumeric characters, hyphens, periods, underscores " +
        "and tildes",
    );
  }
  const method = named.toLowerCase();
  if (method !== "s256" && method !== "plain") {
    throw badRequest("validation_failed", `unsupported code_challenge method "${named}"`);
  }
  return { value, method };
}

/** Remembers what the person's browser will have to prove. */
export async function beginFlow(
  auth: Auth,
  sql: Sql,
  userId: string,
  method: FlowMethod,
  challenge: Challenge,
): Promise<void> {
  await insertFlow(sql, {
    id: uuid(auth),
    userId,
    method,
    authCode: uuid(auth),
    challenge: challenge.value,
    challengeMethod: challenge.method,
    now: auth.now().toISOString(),
  });
}

/** POST /token?grant_type=pkce: trades the code of a link and its verifier for a session, once. */
export async function pkceGrant(auth: Auth, call: Call): Promise<Response> {
  const { auth_code: code, code_verifier: verifier } = await readBody(call.request, PkceBody);
  if (code === "" || verifier === "") {
    throw badRequest(
      "validation_failed",
      "invalid request: both auth code and code verifier should be non-empty",
    );
  }
  const token = await auth.transaction(async (sql) => {
    const flow = await flowByCode(sql, code);
    const user = flow?.user_id ? await userById(sql, flow.user_id) : undefined;
    if (!flow || !user || user.deleted_at) {
      throw notFound("flow_state_not_found", "invalid flow state, no valid flow state found");
    }
    checkFlow(auth, flow, verifier);
    if (isBanned(user, auth.now())) throw badRequest("user_banned", "User is banned");
    await deleteFlow(sql, flow.id);
    return await openSession(auth, call, sql, user.id, flow.authentication_method, null);
  });
  return ok(await tokenJson(auth, token));
}

function checkFlow(auth: Auth, flow: FlowRow, verifier: string): void {
  const openedAt = toDate(flow.auth_code_issued_at)?.getTime() ?? 0;
  if (auth.now().getTime() > openedAt + CODE_SECONDS * 1000) {
    throw unprocessable("flow_state_expired", "invalid flow state, flow state has expired");
  }
  const proof = flow.code_challenge_method === "plain"
    ? verifier
    : createHash("sha256").update(verifier).digest("base64url");
  const [given, wanted] = [proof, flow.code_challenge ?? ""].map((text) =>
    new TextEncoder().encode(text)
  );
  if (!given || !wanted || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw badRequest(
      "bad_code_verifier",
      "code challenge does not match previously saved code verifier",
    );
  }
}
