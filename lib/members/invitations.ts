/** Use cases of invitations: made by who may, sent by letter, accepted by whose address it is. */
import { createHash } from "node:crypto";
import type { Config } from "@/lib/config/mod.ts";
import { type Claims, type Db, DbProblem } from "@/lib/db/mod.ts";
import { tooMany } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { mailer } from "@/lib/mail/mod.ts";
import { log } from "@/observability/logger.ts";
import { type Ctx, inOrganization, NOT_FOUND, notChanged } from "./context.ts";
import * as queries from "./invitation_queries.ts";
import { invitationLetter } from "./letter.ts";
import type { Invitation, InviteInput, PendingInvitation } from "./model.ts";
import { asToken, hashOf, newToken } from "./token.ts";

type InviteCtx = Ctx & { config: Config };

/** What the answer says of an invitation whose letter was made. */
export type Invited = Pick<Invitation, "id" | "email" | "role" | "expiresAt"> & {
  projectId: string | null;
};

/**
 * Invites an address. The invitation is kept first; then the system makes its token and the
 * letter, so that nobody who may invite can learn a token.
 */
export async function invite(
  ctx: InviteCtx,
  organizationId: string,
  input: InviteInput,
): Promise<Result<Invited>> {
  const id = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.insertInvitation(sql, organizationId, input),
    { reason: ctx.reason, permission: inOrganization(organizationId, "invitation", "insert") },
  );
  return await sendLetter(ctx, organizationId, id);
}

/** A new letter with a new token; the old one is worthless from then on. */
export async function resendInvitation(
  ctx: InviteCtx,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Result<Invited>> {
  const asked = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.askAgain(sql, organizationId, id),
    { permission: inOrganization(organizationId, "invitation", "update") },
  );
  return asked ? await sendLetter(ctx, organizationId, id) : NOT_FOUND;
}

async function sendLetter(ctx: InviteCtx, org: string, id: string): Promise<Result<Invited>> {
  const token = newToken();
  const it = await ctx.db.asSystem("Letter of an invitation", async (sql) => {
    const kept = await queries.keepToken(sql, org, id, hashOf(token));
    return kept ? await queries.invitationById(sql, id) : null;
  });
  if (!it) return failure(409, "This invitation was accepted or revoked meanwhile");
  try {
    await mailer().send(invitationLetter(ctx.config, it, token));
  } catch (error) {
    log.error("members.letter_not_kept", { error });
    await ctx.db.asSystem(
      "Letter of an invitation was not made",
      (sql) => queries.dropToken(sql, org, id, hashOf(token)),
    );
    return failure(503, "The invitation was made, its letter was not: send it again", {
      slug: "letter-not-sent",
      headers: { "retry-after": "60" },
    });
  }
  const { email, role, expiresAt, project } = it;
  return success({ id, email, role, expiresAt, projectId: project?.id ?? null });
}

/** The open invitations of an organisation, newest first. */
export async function listInvitations(
  ctx: Ctx,
  organizationId: string,
  page: { limit: number; cursor: string | null },
): Promise<Result<{ items: PendingInvitation[]; nextCursor: string | null }>> {
  return success(
    await ctx.db.asUser(
      ctx.claims,
      (sql) => queries.listInvitations(sql, organizationId, page),
      { permission: inOrganization(organizationId, "invitation", "select") },
    ),
  );
}

export async function revokeInvitation(
  ctx: Ctx,
  { organizationId, id }: { organizationId: string; id: string },
): Promise<Result<null>> {
  const permission = inOrganization(organizationId, "invitation", "update");
  return await ctx.db.asUser(
    ctx.claims,
    async (sql) =>
      await queries.revokeInvitation(sql, organizationId, id)
        ? success(null)
        : notChanged(undefined, null),
    { reason: ctx.reason, permission },
  );
}

/**
 * The invitation of a token, readable before sign-in; null for an unknown one. `address` is the
 * caller's, whose looks are counted.
 * @throws Problem 429 after too many looks from one address
 */
export async function invitationFor(
  db: Db,
  typed: string,
  address?: string,
): Promise<Invitation | null> {
  const token = asToken(typed);
  if (token === "") return null;
  const found = await db.asSystem("Look at an invitation", async (sql) => {
    const looking = queries.invitationByHash(sql, hashOf(token));
    if (address === undefined) return { it: await looking, wait: 0 };
    const caller = createHash("sha256").update(address).digest("base64url");
    const [wait, it] = await Promise.all([
      queries.takeLook(sql, `invitation-look:${caller}`),
      looking,
    ]);
    return { it, wait };
  });
  if (found.wait > 0) throw tooMany(`Too many tries: try again in ${found.wait} s`, found.wait);
  return found.it;
}

/** Why an invitation cannot be used, in words for its reader; null when it can. */
export function unusable(it: Invitation | null): string | null {
  switch (it?.state) {
    case "open":
      return null;
    case "accepted":
      return "This invitation was used already";
    case "revoked":
      return "This invitation was withdrawn: ask for a new one";
    case "expired":
      return "This invitation has expired: ask for a new one";
  }
  return "There is no such invitation: check the code, or ask for a new one";
}

/** Makes the signed-in person a member as the invitation of the token says. */
export async function acceptInvitation(
  { db, claims }: { db: Db; claims: Claims },
  typed: string,
): Promise<Result<{ organizationId: string; projectId: string | null }>> {
  try {
    const joined = await db.asUser(claims, (sql) => queries.acceptToken(sql, asToken(typed)));
    return success(joined);
  } catch (error) {
    if (!(error instanceof DbProblem)) throw error;
    if (error.status === 404) return failure(404, unusable(null)!, { slug: "invitation-unknown" });
    if (error.status === 403) return failure(403, error.message, { slug: "invitation-foreign" });
    if (error.status === 409) return failure(409, error.message, { slug: "invitation-unusable" });
    throw error;
  }
}
