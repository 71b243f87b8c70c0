import { asCaller } from "./access.ts";
import { badRequest, unprocessable } from "./errors.ts";
import { issueCode, limitMail, linkOf, redirectOf, send } from "./codes.ts";
import { ok, readBody } from "./http.ts";
import { MailBody, OtpBody, parseEmail, ResendBody } from "./input.ts";
import { limitAddress } from "./limits.ts";
import { accountByEmail, type CodeType, insertUser, userById } from "./queries.ts";
import { newUser } from "./signup.ts";
import type { Auth, Call, Mail, Sql } from "./types.ts";

// The calls that mail something. Each answers `{}` whether or not anybody has the address.

/** A message to be sent once the transaction is through. */
interface Draft {
  kind: Mail["kind"];
  code: string;
  hash: string;
}

/** POST /recover: a link to set a new password. */
export async function recover(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "mail");
  const body = await readBody(call.request, MailBody);
  const email = parseEmail(body.email);
  await limitMail(auth, email);
  const draft = await auth.transaction(async (sql) => {
    const account = await accountByEmail(sql, email);
    return account && await draftFor(auth, sql, account.id, email, "recovery", "recovery_token");
  });
  return sent(auth, call, email, draft);
}

/** POST /otp and /magiclink: a code and a link to sign in with; makes the account unless told not to. */
export async function otp(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "mail");
  const body = await readBody(call.request, OtpBody);
  if (body.phone !== "") {
    throw badRequest("phone_provider_disabled", "Unsupported phone provider");
  }
  if (body.email === "") throw badRequest("validation_failed", "One of email or phone must be set");
  const email = parseEmail(body.email);
  await limitMail(auth, email);
  const hash = await auth.passwords.hash(auth.random(32).toHex());
  const draft = await auth.transaction(async (sql) => {
    const account = await accountByEmail(sql, email);
    if (account?.email_confirmed_at) {
      return await draftFor(auth, sql, account.id, email, "magiclink", "recovery_token");
    }
    if (!account) checkNewcomer(auth, body.create_user);
    const user = newUser(auth, email, hash, body.data ?? {}, false);
    const id = account?.id ?? user.id;
    if (!account && !await insertUser(sql, user)) return undefined;
    return await draftFor(auth, sql, id, email, "signup", "confirmation_token");
  });
  return sent(auth, call, email, draft);
}

function checkNewcomer(auth: Auth, create: boolean): void {
  if (!create) throw unprocessable("otp_disabled", "Signups not allowed for otp");
  if (auth.settings.disableSignup) {
    throw unprocessable("signup_disabled", "Signups not allowed for this instance");
  }
}

/** POST /resend: the last confirmation once more, with a new code. */
export async function resend(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "mail");
  const body = await readBody(call.request, ResendBody);
  if (body.type === "sms" || body.type === "phone_change") {
    throw badRequest("phone_provider_disabled", "Unsupported phone provider");
  }
  if (body.type !== "signup" && body.type !== "email_change") {
    throw badRequest(
      "validation_failed",
      "Missing one of these types: signup, email_change, sms, phone_change",
    );
  }
  const email = parseEmail(body.email);
  await limitMail(auth, email);
  const message = await auth.transaction(async (sql) => {
    const account = await accountByEmail(sql, email);
    const user = account && await userById(sql, account.id);
    if (!user) return undefined;
    const change = body.type === "email_change";
    const to = change ? user.email_change ?? "" : email;
    if (change ? to === "" : user.email_confirmed_at) return undefined;
    const type = change ? "email_change_token_new" : "confirmation_token";
    const kind = change ? "email_change" : "signup";
    return { to, draft: await draftFor(auth, sql, user.id, to, kind, type) };
  });
  return sent(auth, call, message?.to ?? email, message?.draft);
}

/** GET /reauthenticate: a code that a change of password may be asked for. */
export async function reauthenticate(auth: Auth, call: Call): Promise<Response> {
  const { email, code } = await asCaller(auth, call, async (sql, { user }) => {
    if (!user.email) {
      throw badRequest(
        "validation_failed",
        "Reauthentication requires the user to have an email or a phone number",
      );
    }
    const { code } = await issueCode(auth, sql, user.id, "reauthentication_token", user.email);
    return { email: user.email, code };
  });
  send(auth, { kind: "reauthentication", to: email, code, tokenHash: "", link: "" });
  return ok({});
}

async function draftFor(
  auth: Auth,
  sql: Sql,
  userId: string,
  email: string,
  kind: Mail["kind"],
  type: CodeType,
): Promise<Draft> {
  return { kind, ...await issueCode(auth, sql, userId, type, email) };
}

function sent(auth: Auth, call: Call, to: string, draft: Draft | undefined): Response {
  if (draft) {
    const { kind, code, hash } = draft;
    const link = linkOf(auth, hash, kind, redirectOf(auth, call));
    send(auth, { kind, to, code, tokenHash: hash, link });
  }
  return ok({});
}
