import { asCaller, type Caller, requireToken } from "./access.ts";
import { AuthError, badRequest, forbidden, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { parseEmail, UpdateUserBody } from "./input.ts";
import { limitAddress } from "./limits.ts";
import { userJson } from "./objects.ts";
import { checkStrength } from "./passwords.ts";
import { accountByEmail, deleteSessions, mergeMetadata, updateEmail } from "./queries.ts";
import { updatePassword, userById, type UserRow } from "./queries.ts";
import { loadCaller } from "./sessions.ts";
import type { Auth, Call, Sql } from "./types.ts";
import type { z } from "zod";

type Update = z.output<typeof UpdateUserBody>;

const DUPLICATE_EMAIL = "A user with this email address has already been registered";

/** GET /user */
export async function getUser(auth: Auth, call: Call): Promise<Response> {
  return await asCaller(auth, call, (_sql, { user }) => Promise.resolve(ok(userJson(user))));
}

/** PUT /user: changes what is given, all of it or nothing. */
export async function putUser(auth: Auth, call: Call): Promise<Response> {
  const { userId, sessionId } = await requireToken(auth, call);
  await limitAddress(auth, call, "user");
  const body = await readBody(call.request, UpdateUserBody);
  const email = body.email === "" ? null : parseEmail(body.email);
  if (body.phone !== "") {
    throw badRequest("phone_provider_disabled", "Unsupported phone provider");
  }
  if (body.password !== undefined) {
    checkStrength(body.password, auth.settings.passwordMinLength);
  }
  const caller = await auth.transaction(async (sql) => {
    const found = await loadCaller(sql, userId, sessionId);
    await checkUpdate(auth, sql, found, body, email);
    return found;
  });
  const hash = await newHash(auth, caller.user, body);
  const changed = await auth.transaction(async (sql) => {
    // The session may have ended while the password was hashed.
    const current = await loadCaller(sql, userId, sessionId);
    const oldHash = caller.user.encrypted_password;
    await apply(auth, sql, current, body, email, hash === null ? null : { oldHash, hash });
    return await userById(sql, userId);
  });
  if (!changed) throw forbidden("user_not_found", "User from sub claim in JWT does not exist");
  return ok(userJson(changed));
}

async function checkUpdate(
  auth: Auth,
  sql: Sql,
  { user, session }: Caller,
  body: Update,
  email: string | null,
): Promise<void> {
  if (body.app_metadata) {
    throw forbidden("not_admin", "Updating app_metadata requires admin privileges");
  }
  const otherEmail = email !== null && email !== user.email;
  const verified = user.factors.some((factor) => factor.status === "verified");
  if (verified && session?.aal !== "aal2" && (otherEmail || body.password !== undefined)) {
    throw new AuthError(
      401,
      "insufficient_aal",
      "AAL2 session is required to update email or password when MFA is enabled.",
    );
  }
  if (user.is_anonymous && body.password !== undefined && email === null) {
    throw unprocessable(
      "validation_failed",
      "Updating password of an anonymous user without an email or phone is not allowed",
    );
  }
  if (otherEmail && await accountByEmail(sql, email)) {
    throw unprocessable("email_exists", DUPLICATE_EMAIL);
  }
  if (otherEmail && !auth.settings.autoconfirm) {
    throw unprocessable(
      "email_provider_disabled",
      "Changing the email address needs a mail server",
    );
  }
}

/** The hash of the new password, or null when it stays. */
async function newHash(auth: Auth, user: UserRow, body: Update): Promise<string | null> {
  const { password } = body;
  if (password === undefined) return null;
  const old = user.encrypted_password;
  if (old) {
    await checkCurrentPassword(auth, old, body.current_password);
    if (await auth.passwords.verify(password, old)) {
      throw unprocessable(
        "same_password",
        "New password should be different from the old password.",
      );
    }
  }
  return await auth.passwords.hash(password);
}

async function checkCurrentPassword(auth: Auth, hash: string, given: string): Promise<void> {
  if (given === "" && !auth.settings.requireCurrentPassword) return;
  const message = "Current password required when setting new password.";
  if (given === "") throw badRequest("current_password_required", message);
  if (!await auth.passwords.verify(given, hash)) {
    throw badRequest("current_password_invalid", message);
  }
}

async function apply(
  auth: Auth,
  sql: Sql,
  { user, session }: Caller,
  body: Update,
  email: string | null,
  password: { oldHash: string | null; hash: string } | null,
): Promise<void> {
  const now = auth.now().toISOString();
  if (password) {
    if (!await updatePassword(sql, user.id, password.oldHash, password.hash, now)) {
      throw new AuthError(409, "conflict", "The password was changed by somebody else");
    }
    await deleteSessions(sql, user.id, session?.id ?? null, "others");
  }
  if (body.data) await mergeMetadata(sql, user.id, body.data, {}, now);
  if (
    email !== null && email !== user.email && !await updateEmail(sql, user.id, email, true, now)
  ) {
    throw unprocessable("email_exists", DUPLICATE_EMAIL);
  }
}
