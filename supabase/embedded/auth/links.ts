import { requireAdmin } from "./access.ts";
import { ADMIN, audit, type AuditAction } from "./audit.ts";
import { type Code, issueCode, linkOf, redirectOf, send } from "./codes.ts";
import { badRequest, notFound, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { InviteBody, LinkBody, parseEmail } from "./input.ts";
import { userJson } from "./objects.ts";
import { checkStrength } from "./passwords.ts";
import {
  accountByEmail,
  type CodeType,
  insertUser,
  setEmailChange,
  setInvited,
  userById,
  type UserRow,
} from "./queries.ts";
import { newUser } from "./signup.ts";
import type { Auth, Call, Sql } from "./types.ts";

type Bag = Record<string, unknown>;

const DUPLICATE = "A user with this email address has already been registered";

/** What kinds of links there are, and the code that each carries. */
const LINKS: Record<string, CodeType> = {
  signup: "confirmation_token",
  invite: "confirmation_token",
  magiclink: "recovery_token",
  recovery: "recovery_token",
  email_change_current: "email_change_token_current",
  email_change_new: "email_change_token_new",
};

const ACTIONS: Record<string, AuditAction> = {
  signup: "user_confirmation_requested",
  invite: "user_invited",
};

/** POST /admin/generate_link: what a mail would carry, for a caller that sends it itself. */
export async function generateLink(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const body = await readBody(call.request, LinkBody);
  const email = parseEmail(body.email);
  const newEmail = body.type.startsWith("email_change") ? parseEmail(body.new_email) : "";
  if (!Object.hasOwn(LINKS, body.type)) {
    throw badRequest(
      "validation_failed",
      `Invalid email action link type requested: ${body.type}`,
    );
  }
  if (body.type === "signup") checkStrength(body.password, auth.settings.passwordMinLength);
  const password = body.type === "signup" ? body.password : auth.random(32).toHex();
  const hash = await auth.passwords.hash(password);
  const made = await auth.transaction(async (sql) => {
    const { user, type } = await person(auth, sql, email, body.type, hash, body.data ?? {});
    if (newEmail !== "") {
      if (await accountByEmail(sql, newEmail)) throw unprocessable("email_exists", DUPLICATE);
      await setEmailChange(sql, user.id, newEmail);
    }
    const address = type === "email_change_new" ? newEmail : email;
    const codeType = LINKS[type] ?? "confirmation_token";
    const code = await issueCode(auth, sql, user.id, codeType, address);
    if (type === "invite") await setInvited(sql, user.id, auth.now().toISOString());
    await audit(auth, call, sql, ADMIN, ACTIONS[type] ?? "user_recovery_requested", {
      user_id: user.id,
      user_email: email,
    });
    return { user: await userById(sql, user.id) ?? user, type, code };
  });
  return ok(linkJson(auth, call, made.user, made.type, made.code, body.redirect_to));
}

function linkJson(auth: Auth, call: Call, user: UserRow, type: string, code: Code, to: string) {
  const redirectTo = redirectOf(auth, call, to);
  const verified = type.startsWith("email_change") ? "email_change" : type;
  return {
    ...userJson(user),
    action_link: linkOf(auth, code.hash, verified, redirectTo),
    email_otp: code.code,
    hashed_token: code.hash,
    verification_type: type,
    redirect_to: redirectTo,
  };
}

/** The person a link is for; one who is new is added where the kind of link allows it. */
async function person(
  auth: Auth,
  sql: Sql,
  email: string,
  type: string,
  hash: string,
  data: Bag,
): Promise<{ user: UserRow; type: string }> {
  const account = await accountByEmail(sql, email);
  const invites = type === "signup" || type === "invite";
  if (account?.email_confirmed_at && invites) throw unprocessable("email_exists", DUPLICATE);
  if (!account && !invites && type !== "magiclink") {
    throw notFound("user_not_found", "User with this email not found");
  }
  const made = newUser(auth, email, hash, data, false);
  // Somebody else made the account: what they said is all that is known.
  const row = { ...made, userData: data };
  if (!account && !await insertUser(sql, row)) throw unprocessable("email_exists", DUPLICATE);
  const user = await userById(sql, account?.id ?? row.id);
  if (!user) throw notFound("user_not_found", "User with this email not found");
  return { user, type: account || invites ? type : "signup" };
}

/** POST /invite: adds a person and mails them a link. */
export async function invite(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const body = await readBody(call.request, InviteBody);
  const email = parseEmail(body.email);
  const hash = await auth.passwords.hash(auth.random(32).toHex());
  const { user, code } = await auth.transaction(async (sql) => {
    const { user } = await person(auth, sql, email, "invite", hash, body.data ?? {});
    const code = await issueCode(auth, sql, user.id, "confirmation_token", email);
    await setInvited(sql, user.id, auth.now().toISOString());
    const traits = { user_id: user.id, user_email: email };
    await audit(auth, call, sql, ADMIN, "user_invited", traits);
    return { user: await userById(sql, user.id) ?? user, code };
  });
  const link = linkOf(auth, code.hash, "invite", redirectOf(auth, call));
  send(auth, { kind: "invite", to: email, code: code.code, tokenHash: code.hash, link });
  return ok(userJson(user));
}
