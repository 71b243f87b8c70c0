import { audit } from "./audit.ts";
import { type Caller, inSession, requireToken, type TokenCaller } from "./access.ts";
import { AuthError, badRequest, forbidden, notFound, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { AnyBody, ChallengeCodeBody, FactorBody, isUuid } from "./input.ts";
import { limitAccount, limitAddress } from "./limits.ts";
import { toDate } from "./objects.ts";
import { qrSvg } from "./qr.ts";
import {
  acceptCode,
  activeToken,
  challengeOf,
  deleteChallenge,
  deleteFactor,
  deleteStaleFactors,
  insertChallenge,
  insertFactor,
  lockFactor,
  lockUser,
  type SecretFactorRow,
  sessionById,
  type SessionRow,
  swapToken,
  userById,
} from "./queries.ts";
import { claimed, grantOf, newRefreshToken, type Token, tokenJson, uuid } from "./sessions.ts";
import { matchingStep, toBase32, totpUri } from "./totp.ts";
import type { Auth, Call, Sql } from "./types.ts";

const MAX_FACTORS = 10;
/** A factor that was begun, and a challenge, are given up after this many seconds. */
const EXPIRY_SECONDS = 300;
const SECRET_BYTES = 20;
/** Where a caller inside this process asks; the table wants an address. */
const NO_ADDRESS = "0.0.0.0";

type FactorCaller = Caller & { session: SessionRow };

/** Runs `work` for a signed-in person who may have factors: with a session, and not anonymous. */
function asPerson<T>(
  auth: Auth,
  token: TokenCaller,
  work: (sql: Sql, caller: FactorCaller) => Promise<T>,
): Promise<T> {
  return inSession(auth, token, (sql, { user, session }) => {
    if (user.is_anonymous || session === null) {
      throw forbidden(
        "no_authorization",
        "Anonymous user not allowed to perform these actions",
      );
    }
    return work(sql, { user, session });
  });
}

/** POST /factors: begins a factor; it counts once a code of it was verified. */
export async function enroll(auth: Auth, call: Call): Promise<Response> {
  const token = await requireToken(auth, call);
  const body = await readBody(call.request, FactorBody);
  checkType(auth, body.factor_type);
  const { id, name, secret, uri } = await asPerson(auth, token, async (sql, caller) => {
    const now = auth.now();
    await lockUser(sql, caller.user.id);
    const stale = new Date(now.getTime() - EXPIRY_SECONDS * 1000).toISOString();
    await deleteStaleFactors(sql, caller.user.id, stale);
    await checkRoom(sql, caller, body.friendly_name);
    const secret = toBase32(auth.random(SECRET_BYTES));
    const id = uuid(auth);
    const name = body.friendly_name;
    await insertFactor(sql, id, caller.user.id, name, secret, now.toISOString());
    await audit(auth, call, sql, caller.user, "factor_in_progress", { factor_id: id });
    const issuer = body.issuer || new URL(auth.settings.siteUrl).host;
    return { id, name, secret, uri: totpUri(issuer, caller.user.email ?? "", secret) };
  });
  return ok({ id, type: "totp", friendly_name: name, totp: { qr_code: qrSvg(uri), secret, uri } });
}

function checkType(auth: Auth, type: string): void {
  if (type === "phone") {
    throw unprocessable("mfa_phone_enroll_not_enabled", "MFA enroll is disabled for Phone");
  }
  if (type === "webauthn") {
    throw unprocessable("mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn");
  }
  if (type !== "totp") {
    throw badRequest("validation_failed", "factor_type needs to be totp, phone, or webauthn");
  }
  if (!auth.settings.totp) {
    throw unprocessable("mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP");
  }
}

async function checkRoom(sql: Sql, { user, session }: FactorCaller, name: string): Promise<void> {
  const factors = (await userById(sql, user.id))?.factors ?? [];
  if (factors.some((factor) => (factor.friendly_name ?? "") === name)) {
    throw unprocessable(
      "mfa_factor_name_conflict",
      `A factor with the friendly name "${name}" for this user already exists`,
    );
  }
  if (factors.length >= MAX_FACTORS) {
    throw unprocessable(
      "too_many_enrolled_mfa_factors",
      "Maximum number of verified factors reached, unenroll to continue",
    );
  }
  if (factors.some(isVerified) && session.aal !== "aal2") {
    throw forbidden("insufficient_aal", "AAL2 required to enroll a new factor");
  }
}

const isVerified = (factor: { status: string }) => factor.status === "verified";

async function loadFactor(sql: Sql, call: Call, userId: string): Promise<SecretFactorRow> {
  const id = call.params.id ?? "";
  if (!isUuid(id)) throw notFound("validation_failed", "factor_id must be an UUID");
  const factor = await lockFactor(sql, userId, id);
  if (factor) return factor;
  throw notFound("mfa_factor_not_found", "MFA factor with the provided factor ID not found");
}

/** POST /factors/{id}/challenge */
export async function challenge(auth: Auth, call: Call): Promise<Response> {
  const token = await requireToken(auth, call);
  await limitAddress(auth, call, "factor");
  await readBody(call.request, AnyBody, true);
  const now = auth.now();
  const id = uuid(auth);
  await asPerson(auth, token, async (sql, { user }) => {
    const factor = await loadFactor(sql, call, user.id);
    await insertChallenge(sql, id, factor.id, call.address ?? NO_ADDRESS, now.toISOString());
    await audit(auth, call, sql, user, "challenge_created", { factor_id: factor.id });
  });
  const expiresAt = Math.floor(now.getTime() / 1000) + EXPIRY_SECONDS;
  return ok({ id, type: "totp", expires_at: expiresAt });
}

/** POST /factors/{id}/verify: a right code lifts the session to aal2. */
export async function verify(auth: Auth, call: Call): Promise<Response> {
  const token = await requireToken(auth, call);
  await limitAddress(auth, call, "factor");
  await limitAccount(auth, token.userId, "code");
  const body = await readBody(call.request, ChallengeCodeBody);
  if (body.code === "") throw badRequest("validation_failed", "Code needs to be non-empty");
  const outcome = await asPerson(auth, token, async (sql, { user, session }) => {
    const factor = await loadFactor(sql, call, user.id);
    await audit(auth, call, sql, user, "verification_attempted", {
      factor_id: factor.id,
      challenge_id: body.challenge_id,
    });
    const step = await judge(auth, call, sql, factor, body);
    if (typeof step !== "number") return step;
    await acceptCode(sql, {
      factorId: factor.id,
      challengeId: body.challenge_id,
      userId: user.id,
      sessionId: session.id,
      step,
      now: auth.now().toISOString(),
    });
    return await liftedGrant(auth, call, sql, session.id);
  });
  if (outcome instanceof AuthError) throw outcome;
  return ok(await tokenJson(auth, outcome));
}

/** The step that the code is right for, or the refusal; a refusal is committed with what it deleted. */
async function judge(
  auth: Auth,
  call: Call,
  sql: Sql,
  factor: SecretFactorRow,
  { challenge_id: id, code }: { challenge_id: string; code: string },
): Promise<number | AuthError> {
  const now = auth.now();
  const challenge = isUuid(id) ? await challengeOf(sql, factor.id, id) : undefined;
  if (!challenge) {
    return unprocessable(
      "mfa_factor_not_found",
      "MFA factor with the provided challenge ID not found",
    );
  }
  if (challenge.verified_at || challenge.address !== (call.address ?? NO_ADDRESS)) {
    return unprocessable(
      "mfa_ip_address_mismatch",
      "Challenge and verify IP addresses mismatch",
    );
  }
  const madeAt = toDate(challenge.created_at)?.getTime() ?? 0;
  if (now.getTime() > madeAt + EXPIRY_SECONDS * 1000) {
    await deleteChallenge(sql, id);
    return unprocessable(
      "mfa_challenge_expired",
      `MFA challenge ${id} has expired, verify against another challenge or create a new challenge.`,
    );
  }
  const step = matchingStep(factor.secret ?? "", code, now);
  // A code that was taken once is not taken again, as long as it would be right.
  const used = step !== null && challenge.last_step !== null && step <= challenge.last_step;
  return step === null || used
    ? unprocessable("mfa_verification_failed", "Invalid TOTP code entered")
    : step;
}

async function liftedGrant(auth: Auth, call: Call, sql: Sql, sessionId: string): Promise<Token> {
  const old = await activeToken(sql, sessionId);
  const session = await sessionById(sql, sessionId);
  const fresh = newRefreshToken(auth);
  const grant = session && await grantOf(sql, session, fresh);
  if (!grant || old === null) {
    throw forbidden("session_not_found", "Session from session_id claim in JWT does not exist");
  }
  const { userAgent, address } = call;
  await swapToken(sql, { old, fresh, userAgent, address, now: auth.now().toISOString() });
  return await claimed(auth, sql, grant, "totp");
}

/** DELETE /factors/{id} */
export async function unenroll(auth: Auth, call: Call): Promise<Response> {
  const token = await requireToken(auth, call);
  const id = await asPerson(auth, token, async (sql, { user, session }) => {
    const factor = await loadFactor(sql, call, user.id);
    if (isVerified(factor) && session.aal !== "aal2") {
      throw unprocessable("insufficient_aal", "AAL2 required to unenroll verified factor");
    }
    await deleteFactor(sql, user.id, factor.id);
    await audit(auth, call, sql, user, "factor_unenrolled", { factor_id: factor.id });
    return factor.id;
  });
  return ok({ id });
}
