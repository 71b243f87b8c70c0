import type { z } from "zod";
import { inSession, requireToken } from "./access.ts";
import { audit } from "./audit.ts";
import { issueCode, limitMail, linkOf, redirectOf, send } from "./codes.ts";
import { changeMails } from "./email_change.ts";
import { type AuthError, badRequest, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { MailBody, OtpBody, parseEmail, ResendBody } from "./input.ts";
import { limitAddress } from "./limits.ts";
import { type Challenge, challengeOf } from "./pkce.ts";
import { accountByEmail, dropPassword, insertUser, userById } from "./queries.ts";
import { uuid } from "./sessions.ts";
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
  const challenge = challengeOf(body);
  const email = parseEmail(body.email);
  await limitMail(auth, call, "recovery_token", email);
  const draft = await auth.transaction(async (sql) => {
    const account = await accountByEmail(sql, email);
    const flow = { method: "recovery", challenge } as const;
    const id = account?.id ?? uuid(auth);
    const code = await issueCode(auth, sql, id, "recovery_token", email, flow);
    if (!account) return undefined;
    await audit(auth, call, sql, { id, email }, "user_recovery_requested");
    return { kind: "recovery" as const, ...code };
  });
  return sent(auth, call, email, draft);
}

/** POST /otp and /magiclink: a code and a link to sign in with; makes the account unless told not to. */
export async function otp(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "mail");
  const body = await readBody(call.request, OtpBody);
  if (body.email !== "" && body.phone !== "") {
    throw badRequest(
      "validation_failed",
      "Only an email address or phone number should be provided",
    );
  }
  if (body.phone !== "") {
    throw badRequest("phone_provider_disabled", "Unsupported phone provider");
  }
  if (body.email === "") throw badRequest("validation_failed", "One of email or phone must be set");
  const challenge = challengeOf(body);
  const email = parseEmail(body.email);
  await limitMail(auth, call, "recovery_token", email);
  const hash = await auth.passwords.hash(auth.random(32).toHex());
  const draft = await auth.transaction(async (sql) => {
    const account = await accountByEmail(sql, email);
    const { autoconfirm, discreet } = auth.settings;
    const user = newUser(auth, email, hash, body.data ?? {}, autoconfirm);
    const id = account?.id ?? user.id;
    const refusal = account ? null : newcomerRefusal(auth, body.create_user);
    if (refusal && !discreet) throw refusal;
    if (!account && !refusal && !await insertUser(sql, user)) return undefined;
    const confirmed = account ? account.email_confirmed_at : autoconfirm;
    if (account && !confirmed) await dropPassword(sql, id);
    const kind = confirmed ? "magiclink" : "signup";
    const draft = await draftFor(auth, sql, id, email, kind, challenge);
    if (refusal) return undefined;
    const action = confirmed ? "user_recovery_requested" : "user_confirmation_requested";
    await audit(auth, call, sql, { id, email }, action);
    return draft;
  });
  return sent(auth, call, email, draft);
}

function newcomerRefusal(auth: Auth, create: boolean): AuthError | null {
  if (!create) return unprocessable("otp_disabled", "Signups not allowed for otp");
  return auth.settings.disableSignup
    ? unprocessable("signup_disabled", "Signups not allowed for this instance")
    : null;
}

/** POST /resend: the last confirmation once more, with a new code. */
export async function resend(auth: Auth, call: Call): Promise<Response> {
  await limitAddress(auth, call, "mail");
  const body = await readBody(call.request, ResendBody);
  const type = checkResend(body);
  const challenge = challengeOf(body);
  const email = parseEmail(body.email);
  const change = type === "email_change";
  await limitMail(auth, call, change ? "email_change_token_new" : "confirmation_token", email);
  const mails = await auth.transaction(async (sql): Promise<Mail[]> => {
    const account = await accountByEmail(sql, email);
    const user = account && await userById(sql, account.id);
    if (!user || (change ? !user.email_change : user.email_confirmed_at)) return [];
    await audit(auth, call, sql, user, "user_confirmation_requested");
    if (change) return await changeMails(auth, call, sql, user, user.email_change ?? "", challenge);
    const draft = await draftFor(auth, sql, user.id, email, "signup", challenge);
    return [mailOf(auth, call, email, draft)];
  });
  for (const mail of mails) send(auth, mail);
  return ok({});
}

function checkResend(body: z.output<typeof ResendBody>): "signup" | "email_change" {
  const { type, email, phone } = body;
  if (!["signup", "email_change", "sms", "phone_change"].includes(type)) {
    throw badRequest(
      "validation_failed",
      "Missing one of these types: signup, email_change, sms, phone_change",
    );
  }
  if (type === "signup" && email === "") {
    throw badRequest("validation_failed", "Type provided requires an email address");
  }
  if (type === "sms" && phone === "") {
    throw badRequest("validation_failed", "Type provided requires a phone number");
  }
  if (email !== "" && phone !== "") {
    throw badRequest(
      "validation_failed",
      "Only an email address or phone number should be provided.",
    );
  }
  if (phone !== "" || type === "sms" || type === "phone_change") {
    throw badRequest("phone_provider_disabled", "Phone logins are disabled");
  }
  return type === "email_change" ? "email_change" : "signup";
}

/** GET /reauthenticate: a code that a change of password may be asked for. */
export async function reauthenticate(auth: Auth, call: Call): Promise<Response> {
  const caller = await requireToken(auth, call);
  await limitAddress(auth, call, "mail");
  await limitMail(auth, call, "reauthentication_token", caller.userId);
  const { email, code } = await inSession(auth, caller, async (sql, { user }) => {
    if (!user.email) {
      throw unprocessable(
        "validation_failed",
        "Reauthentication requires the user to have an email or a phone number",
      );
    }
    await audit(auth, call, sql, user, "user_reauthenticate_requested");
    const { code } = await issueCode(auth, sql, user.id, "reauthentication_token", user.email);
    return { email: user.email, code };
  });
  send(auth, { kind: "reauthentication", to: email, code, tokenHash: "", link: "" });
  return ok({});
}

/** Where the code of a kind is stored, and which flow its link belongs to. */
const KINDS = {
  signup: ["confirmation_token", "email/signup"],
  magiclink: ["recovery_token", "magiclink"],
} as const;

async function draftFor(
  auth: Auth,
  sql: Sql,
  userId: string,
  email: string,
  kind: keyof typeof KINDS,
  challenge: Challenge | null,
): Promise<Draft> {
  const [type, method] = KINDS[kind];
  return { kind, ...await issueCode(auth, sql, userId, type, email, { method, challenge }) };
}

function mailOf(auth: Auth, call: Call, to: string, { kind, code, hash }: Draft): Mail {
  const link = linkOf(auth, hash, kind, redirectOf(auth, call));
  return { kind, to, code, tokenHash: hash, link };
}

function sent(auth: Auth, call: Call, to: string, draft: Draft | undefined): Response {
  if (draft) send(auth, mailOf(auth, call, to, draft));
  return ok({});
}
