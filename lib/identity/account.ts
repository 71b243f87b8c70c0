/** What a signed-in person changes of their own account. */
import type { Db } from "@/lib/db/mod.ts";
import type { Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { accountFacts, endSession, noteAccount } from "./account_queries.ts";
import { type AuthClient, authClient, isOutage } from "./authClient.ts";
import { type AuthFailure, field, outageProblem, refusal } from "./failures.ts";
import { takeSignIn } from "./limits.ts";
import type { AccountFacts, NotedEvent } from "./model.ts";
import type { IdentityContext } from "./service.ts";
import { personClient, sessionCookies } from "./tokens.ts";
import { deviceWords } from "./words.ts";

type Done = Result<{ cookies: string[] }>;

/** A letter's code counts as knowing the password for this long, in seconds. */
const FRESH_SECONDS = 900;
const MAIL_METHODS = new Set(["otp", "magiclink", "recovery", "invite", "email/signup"]);

const ended = () => failure(401, "The session has ended: sign in again");

/** @throws DbProblem 401 when the session was revoked */
export function readAccount(db: Db, session: Session): Promise<AccountFacts> {
  return db.asUser(session.claims, accountFacts);
}

/** Whether the person has just shown that they read the account's mail. */
export function cameByMail(session: Session, now = Date.now()): boolean {
  const { amr } = session.claims;
  if (!Array.isArray(amr)) return false;
  return amr.some((entry: { method?: unknown; timestamp?: unknown } | null) =>
    typeof entry?.method === "string" && MAIL_METHODS.has(entry.method) &&
    Number(entry.timestamp) > now / 1000 - FRESH_SECONDS
  );
}

/** The problem with a password that should be the person's own; null when it is. Counts the try. */
export async function passwordProblem(
  ctx: IdentityContext,
  email: string,
  password: string,
  path: string,
): Promise<Problem | null> {
  await takeSignIn(ctx.db, ctx.config, email, ctx.address);
  const client = authClient(ctx.identity.backend, ctx.headers);
  const { error } = await client.signInWithPassword({ email, password });
  if (error) {
    if (isOutage(error)) return outageProblem(error);
    return field(422, path, "This is not your password").problem;
  }
  await client.signOut({ scope: "local" }).catch(() => {});
  return null;
}

export async function changeName(
  ctx: IdentityContext,
  session: Session,
  name: string,
): Promise<Done> {
  return await update(ctx, session, (client) => client.updateUser({ data: { name } }));
}

/** Mails a confirmation to the new address, and where so configured to the old one as well. */
export async function changeEmail(
  ctx: IdentityContext,
  session: Session,
  input: { email: string; password: string },
): Promise<Result<{ cookies: string[]; pending: boolean }>> {
  const { email } = session.user;
  if (input.email === email) return field(422, "/email", "This is your address already");
  const problem = await passwordProblem(ctx, email, input.password, "/password");
  if (problem) return { ok: false, problem };
  let taken = false;
  const done = await update(ctx, session, async (client) => {
    const { error } = await client.updateUser({ email: input.email });
    // That somebody else has the address is nobody's business: the letter just does not come.
    taken = error?.code === "email_exists";
    return { error: taken ? null : error };
  });
  if (!done.ok) return done;
  const facts = await readAccount(ctx.db, session);
  const pending = taken || facts.email !== input.email;
  if (!pending) await note(ctx, session, "email_changed");
  return success({ ...done.value, pending });
}

/** Sets another password; every other session ends with it. */
export async function changePassword(
  ctx: IdentityContext,
  session: Session,
  input: { current: string; password: string },
): Promise<Done> {
  const problem = await passwordProblem(ctx, session.user.email, input.current, "/current");
  if (problem) return { ok: false, problem };
  return await setPassword(ctx, session, input.password);
}

/** Sets a password without the old one, for somebody who came by a letter just now. */
export async function resetPassword(
  ctx: IdentityContext,
  session: Session,
  password: string,
): Promise<Done> {
  if (!cameByMail(session)) {
    return failure(403, "The link was used too long ago: ask for a new one", { slug: "too-late" });
  }
  return await setPassword(ctx, session, password);
}

async function setPassword(
  ctx: IdentityContext,
  session: Session,
  password: string,
): Promise<Done> {
  const done = await update(ctx, session, async (client) => {
    const { error } = await client.updateUser({ password });
    // Auth ends the others by itself; one that does not is told to.
    return error ? { error } : await client.signOut({ scope: "others" });
  });
  if (done.ok) await note(ctx, session, "password_changed");
  return done;
}

async function update(
  ctx: IdentityContext,
  session: Session,
  work: (client: AuthClient) => Promise<{ error: AuthFailure | null }>,
): Promise<Done> {
  const client = await personClient(ctx, session);
  if (!client) return ended();
  const { error } = await work(client);
  if (error) return updateFailure(error);
  return success({ cookies: await sessionCookies(ctx, client, { refresh: true }) });
}

function updateFailure(error: AuthFailure): Result<never> {
  switch (error.code) {
    case "same_password":
      return field(422, "/password", "This is your password already: choose another one");
    case "weak_password":
      return field(422, "/password", "Too easy to guess: choose a longer or less common one");
    case "email_address_invalid":
    case "validation_failed":
      return field(422, "/email", "This address cannot be used here");
    case "email_provider_disabled":
      return failure(409, "Addresses cannot be changed here: no mail is sent");
    case "over_email_send_rate_limit":
      return failure(429, "A letter was sent a moment ago: try again in a minute", {
        headers: { "retry-after": "60" },
      });
    case "session_not_found":
    case "user_not_found":
      return ended();
  }
  return refusal(error, "The change was refused");
}

function note(ctx: IdentityContext, session: Session, what: NotedEvent): Promise<void> {
  return ctx.db.asUser(session.claims, (sql) => noteAccount(sql, what));
}

/** Ends one of the person's sessions; its next request is refused. */
export async function endDevice(ctx: IdentityContext, session: Session, id: string): Promise<void> {
  await ctx.db.asUser(session.claims, async (sql) => {
    const facts = await accountFacts(sql);
    const device = facts.sessions.find((one) => one.id === id);
    await endSession(sql, id, device ? deviceWords(device.userAgent) : "");
  });
}

/** Ends all other sessions, or all; `cookies` then end the session in the browser too. */
export async function signOutMany(
  ctx: IdentityContext,
  session: Session,
  scope: "others" | "global",
): Promise<Done> {
  const { admin } = authClient(ctx.identity.backend, ctx.headers);
  const others = await admin.signOut(session.accessToken, "others");
  if (others.error && isOutage(others.error)) {
    return { ok: false, problem: outageProblem(others.error) };
  }
  await note(ctx, session, scope === "others" ? "signed_out_elsewhere" : "signed_out_everywhere");
  if (scope === "others") return success({ cookies: [] });
  const { error } = await admin.signOut(session.accessToken, "global");
  if (error && isOutage(error)) return { ok: false, problem: outageProblem(error) };
  return success({ cookies: ctx.identity.clear(ctx.headers) });
}
