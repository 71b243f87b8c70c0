/** The second factor: begin, verify, remove, show it again (step-up), and what to do when it is lost. */
import { type Claims, type Db, DbProblem } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Session } from "@/lib/http/state.ts";
import { log } from "@/observability/logger.ts";
import { qrPath } from "@/supabase/embedded/auth/qr.ts";
import {
  claimCode,
  lacksSecondFactor,
  noteAccount,
  renewCodes,
  spendCode,
} from "./account_queries.ts";
import { adminClient, type AuthClient } from "./authClient.ts";
import { field, refusal } from "./failures.ts";
import { takeCode } from "./limits.ts";
import type { Enrolment } from "./model.ts";
import { hashRecoveryCode, makeRecoveryCodes, readRecoveryCode } from "./recovery_codes.ts";
import type { IdentityContext, SignedIn } from "./service.ts";
import { clientOf, established, personClient, sessionCookies, tokensOf } from "./tokens.ts";
import { showCode, signedIn, verifiedFactor } from "./sign_in.ts";

/** More than this would need a drawing too fine for a phone's camera. */
const MAX_QR_BYTES = 600;

const ended = () => failure(401, "The session has ended: sign in again");

/** Whether the caller has a second factor that this session has not shown. */
export async function needsSecondFactor(db: Db, claims: Claims): Promise<boolean> {
  if (claims.aal === "aal2") return false;
  try {
    return await db.asUser(claims, lacksSecondFactor);
  } catch (error) {
    if (error instanceof DbProblem && error.field === "aal") return true;
    throw error;
  }
}

export function enrolmentOf(factorId: string, secret: string, uri: string): Enrolment {
  const fits = new TextEncoder().encode(uri).byteLength <= MAX_QR_BYTES;
  return { factorId, secret, uri, qr: fits ? qrPath(uri) : null };
}

/** Begins a factor; one that was begun and not finished makes place for it. */
export async function beginFactor(
  ctx: IdentityContext,
  session: Session,
): Promise<Result<Enrolment>> {
  const client = await personClient(ctx, session);
  if (!client) return ended();
  const { data: known } = await client.mfa.listFactors();
  if (verifiedFactor(known?.all)) return failure(409, "A second factor is on already");
  for (const factor of known?.all ?? []) {
    if (factor.status !== "verified") await client.mfa.unenroll({ factorId: factor.id });
  }
  const { data, error } = await client.mfa.enroll({
    factorType: "totp",
    friendlyName: "Authenticator app",
    issuer: "ClinOps",
  });
  if (error) return refusal(error, "A second factor cannot be switched on here");
  return success(enrolmentOf(data.id, data.totp.secret, data.totp.uri));
}

/** Takes the first code of a factor that was begun: it counts from now on. Gives recovery codes. */
export async function finishFactor(
  ctx: IdentityContext,
  session: Session,
  input: { factorId: string; code: string },
): Promise<Result<{ cookies: string[]; codes: string[] }>> {
  const client = await personClient(ctx, session);
  if (!client) return ended();
  const problem = await showCode(
    ctx,
    client,
    { userId: session.user.id, factorId: input.factorId },
    input.code,
  );
  if (problem) return { ok: false, problem };
  const { data } = await client.getSession();
  if (!data.session) return ended();
  const lifted = await established(ctx, tokensOf(data.session));
  await ctx.db.asUser(lifted.claims, (sql) => noteAccount(sql, "second_factor_on"));
  const codes = await newCodes(ctx.db, lifted);
  return success({ cookies: await sessionCookies(ctx, client), codes });
}

/** Ten new recovery codes; those before count no more. Needs a session at aal2. */
export async function newCodes(db: Db, session: Session): Promise<string[]> {
  const codes = makeRecoveryCodes();
  const hashes = codes.map((code) => hashRecoveryCode(session.user.id, code));
  await db.asUser(session.claims, (sql) => renewCodes(sql, hashes));
  return codes;
}

/** Switches the second factor off. Needs a session at aal2. */
export async function removeFactor(
  ctx: IdentityContext,
  session: Session,
): Promise<Result<{ cookies: string[] }>> {
  const client = await personClient(ctx, session);
  if (!client) return ended();
  const { data } = await client.mfa.listFactors();
  const factor = verifiedFactor(data?.all);
  if (!factor) return success({ cookies: [] });
  const { error } = await client.mfa.unenroll({ factorId: factor.id });
  if (error) return refusal(error, "The second factor cannot be removed now");
  await ctx.db.asUser(session.claims, (sql) => noteAccount(sql, "second_factor_off"));
  return success({ cookies: await sessionCookies(ctx, client, { refresh: true }) });
}

/** Whose second factor is to be shown: signed in without it, or half-way in. */
async function waiting(ctx: IdentityContext, session: Session | null) {
  if (session) return await personClient(ctx, session);
  const tokens = ctx.identity.pending.read(ctx.headers);
  return tokens && await clientOf(ctx, tokens);
}

/** Whether /step-up has somebody to ask. */
export function someoneWaits(ctx: IdentityContext, session: Session | null): boolean {
  return session !== null || ctx.identity.pending.read(ctx.headers) !== null;
}

async function person(client: AuthClient) {
  const { data } = await client.getSession();
  const factor = verifiedFactor(data.session?.user.factors);
  return data.session && { session: data.session, userId: data.session.user.id, factor };
}

/** Six digits, or a recovery code: the session is aal2 afterwards, or its factor is gone. */
export async function stepUp(
  ctx: IdentityContext,
  session: Session | null,
  typed: string,
): Promise<Result<SignedIn>> {
  const client = await waiting(ctx, session);
  const who = client && await person(client);
  if (!client || !who) return ended();
  if (!who.factor) return success(await signedIn(ctx, client));
  const digits = typed.replace(/[\s-]/g, "");
  if (/^\d{6}$/.test(digits)) {
    const problem = await showCode(
      ctx,
      client,
      { userId: who.userId, factorId: who.factor.id },
      digits,
    );
    return problem ? { ok: false, problem } : success(await signedIn(ctx, client));
  }
  const code = readRecoveryCode(typed);
  if (!code) {
    return field(422, "/code", "Must be six digits, or a recovery code like k7tq-2mzd-9wfh");
  }
  return await recover(ctx, client, { ...who, factorId: who.factor.id }, code);
}

const NO_KEY =
  "The code is right, but this installation cannot remove a second factor by itself: " +
  "ask whoever runs it to remove yours (SUPABASE_SECRET_KEY is not set). The code stays good";

/** A recovery code takes the second factor away, which only an admin call can do at aal1. */
async function recover(
  ctx: IdentityContext,
  client: AuthClient,
  who: {
    userId: string;
    factorId: string;
    session: { access_token: string; refresh_token: string };
  },
  code: string,
): Promise<Result<SignedIn>> {
  await takeCode(ctx.db, ctx.config, who.userId);
  const { claims } = await established(ctx, tokensOf(who.session));
  const hash = hashRecoveryCode(who.userId, code);
  const claimed = await ctx.db.asSystem(
    "recovery code",
    (sql) => claimCode(sql, who.userId, hash),
  );
  if (!claimed) {
    return field(422, "/code", "This recovery code is not right, or was used already");
  }
  const admin = adminClient(ctx.identity.backend);
  if (!admin) return failure(409, NO_KEY, { slug: "no-secret-key" });
  const { error } = await admin.mfa.deleteFactor({ userId: who.userId, id: who.factorId });
  if (error && error.status !== 404) {
    log.error("identity.factor_not_removed", { requestId: ctx.requestId, code: error.code });
    return refusal(error, "The second factor cannot be removed now. The code stays good");
  }
  await ctx.db.asUser(claims, (sql) => spendCode(sql, hash));
  await client.refreshSession();
  return success({ ...await signedIn(ctx, client), recovered: true });
}
