/** Use cases of an organisation's members. */
import { success } from "@/lib/http/reply.ts";
import type { Result } from "@/lib/http/reply.ts";
import { type Ctx, inOrganization, NOT_FOUND, notChanged } from "./context.ts";
import * as invitations from "./invitation_queries.ts";
import type { Member, OrgRole, PendingInvitation, Rights } from "./model.ts";
import * as queries from "./queries.ts";

export { acceptInvitation, invitationFor, unusable } from "./invitations.ts";
/** For services of studies, in the transaction at hand. */
export { listProjectInvitations as openInvitationsInto } from "./invitation_queries.ts";
export { rightsOf as rightsIn } from "./queries.ts";

/** How many open invitations a page shows. */
const SHOWN = 100;

export interface MembersPage {
  organization: queries.OrgHead;
  members: Member[];
  invitations: PendingInvitation[];
  rights: Rights;
}

export async function listMembers(ctx: Ctx, id: string): Promise<Result<Member[]>> {
  return success(
    await ctx.db.asUser(ctx.claims, (sql) => queries.listMembers(sql, id), {
      permission: inOrganization(id, "member", "select"),
    }),
  );
}

/** The page of an organisation's people. */
export async function readMembersPage(ctx: Ctx, id: string): Promise<Result<MembersPage>> {
  const [organization, members, open, rights] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        queries.readOrgHead(sql, id),
        queries.listMembers(sql, id),
        invitations.listInvitations(sql, id, { limit: SHOWN, cursor: null }),
        queries.rightsOf(sql, "organization"),
      ]),
    { permission: inOrganization(id, "member", "select") },
  );
  if (!organization) return NOT_FOUND;
  return success({ organization, members, invitations: open.items, rights });
}

interface Place {
  organizationId: string;
  userId: string;
  /** null: whatever it is at. */
  version: number | null;
}

/** Gives a member another role; needs a reason. */
export async function changeRole(
  ctx: Ctx,
  { organizationId: org, userId: user, version, role }: Place & { role: OrgRole },
): Promise<Result<Member>> {
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const done = await queries.setRole(sql, { org, user, version, role });
    if (!done) return notChanged(await queries.memberVersion(sql, org, user), version);
    const changed = (await queries.listMembers(sql, org)).find((one) => one.id === user);
    return changed ? success(changed) : NOT_FOUND;
  }, { reason: ctx.reason, permission: inOrganization(org, "member", "update") });
}

/**
 * Takes somebody out of an organisation and its studies; needs a reason. Everybody may take
 * themselves out, the last owner excepted.
 */
export async function removeMember(
  ctx: Ctx,
  { organizationId: org, userId: user, version }: Place,
): Promise<Result<null>> {
  const leaving = user === ctx.claims.sub;
  const reason = ctx.reason ?? (leaving ? "Left the organisation" : null);
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const done = await queries.removeMember(sql, { org, user, version });
    return done ? success(null) : notChanged(await queries.memberVersion(sql, org, user), version);
  }, { reason, permission: inOrganization(org, "member", leaving ? "select" : "delete") });
}
