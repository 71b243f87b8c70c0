import { asCaller, type Caller, requireToken } from "./access.ts";
import { audit } from "./audit.ts";
import { limitMail, redeem, send, typedCode } from "./codes.ts";
import { changeMails } from "./email_change.ts";
import { AuthError, badRequest, forbidden, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { checkMetadata, parseEmail, UpdateUserBody } from "./input.ts";
import { limitAddress } from "./limits.ts";
import { toDate, userJson } from "./objects.ts";
import { checkStrength } from "./passwords.ts";
import { type Challenge, challengeOf } from "./pkce.ts";
import {
  accountByEmail,
  deleteSessions,
  dropCodes,
  mergeMetadata,
  setEmailChange,
  updateEmail,
  updatePassword,
  userById,
  type UserRow,
} from "./queries.ts";
import { loadCaller } from "./sessions.ts";
import type { Auth, Call, Mail, Sql } from "./types.ts";
import type { z } from "zod";

type Update = z.output<typeof UpdateUserBody>;

const DAY_MS = 24 * 60 * 60 * 1000;
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
  const challenge = challengeOf(body);
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
  const { changed, mails } = await auth.transaction(async (sql) => {
    // The session may have ended while the password was hashed.
    const current = await loadCaller(sql, userId, sessionId);
    const oldHash = caller.user.encrypted_password;
    if (hash !== null) await changePassword(auth, call, sql, current, oldHash, hash);
    if (body.data || email !== null) await audit(auth, call, sql, current.user, "user_modified");
    if (body.data) await mergeMetadata(sql, userId, body.data, {}, auth.now().toISOString());
    const mails = email === null
      ? []
      : await changeEmail(auth, call, sql, current.user, email, challenge);
    const changed = await userById(sql, userId);
    checkMetadata(changed?.raw_user_meta_data);
    return { changed, mails };
  });
  for (const mail of mails) send(auth, mail);
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
  if (body.password !== undefined) await checkNonce(auth, sql, { user, session }, body.nonce);
  if (otherEmail && auth.mail === null && !auth.settings.autoconfirm) {
    throw unprocessable(
      "email_provider_disabled",
      "Changing the email address needs a mail server",
    );
  }
}

/** A session that is older than a day needs a code that was mailed just now, where settings say so. */
async function checkNonce(
  auth: Auth,
  sql: Sql,
  { user, session }: Caller,
  nonce: string,
): Promise<void> {
  const openedAt = toDate(session?.created_at)?.getTime() ?? 0;
  const old = auth.now().getTime() > openedAt + DAY_MS;
  if (!auth.settings.requireReauthentication || !old) return;
  if (nonce === "") {
    throw badRequest("reauthentication_needed", "Password update requires reauthentication");
  }
  const hashes = typedCode(user.email ?? "", nonce);
  if ((await redeem(auth, sql, hashes, ["reauthentication_token"]))?.user_id !== user.id) {
    throw unprocessable("reauthentication_not_valid", "Nonce has expired or is invalid");
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

async function changePassword(
  auth: Auth,
  call: Call,
  sql: Sql,
  { user, session }: Caller,
  oldHash: string | null,
  hash: string,
): Promise<void> {
  if (!await updatePassword(sql, user.id, oldHash, hash, auth.now().toISOString())) {
    throw new AuthError(409, "conflict", "The password was changed by somebody else");
  }
  await audit(auth, call, sql, user, "user_updated_password");
  await deleteSessions(sql, user.id, session?.id ?? null, "others");
  await dropCodes(sql, user.id);
}

/** Changes the address where it counts at once; else gives what has to be mailed to confirm it. */
async function changeEmail(
  auth: Auth,
  call: Call,
  sql: Sql,
  user: UserRow,
  email: string,
  challenge: Challenge | null,
): Promise<Mail[]> {
  if (email === user.email) return [];
  if (auth.settings.autoconfirm && (user.is_anonymous || auth.mail === null)) {
    if (await updateEmail(sql, user.id, email, true, auth.now().toISOString())) return [];
    throw unprocessable("email_exists", DUPLICATE_EMAIL);
  }
  await limitMail(auth, call, "email_change_token_new", user.id);
  await setEmailChange(sql, user.id, email);
  return await changeMails(auth, call, sql, user, email, challenge);
}
