/** Use cases of the people of a study. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { type Ctx, inProject, NOT_FOUND, notChanged } from "@/lib/members/context.ts";
import { openInvitationsInto, rightsIn } from "@/lib/members/service.ts";
import type {
  AddInput,
  PendingInvitation,
  ProjectMember,
  ProjectRoleInput,
  Rights,
} from "@/lib/members/model.ts";
import * as queries from "./queries.ts";

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;

export interface ProjectMembersPage extends Pick<Head, "project" | "organization"> {
  members: ProjectMember[];
  /** People of the organisation who are not on the study. */
  others: { id: string; name: string; email: string }[];
  /** Open ones into this study; empty for those who may not invite. */
  invitations: PendingInvitation[];
  rights: Rights;
  /** The caller's own. */
  may: { add: boolean; change: boolean; remove: boolean; invite: boolean };
}

export async function listProjectMembers(ctx: Ctx, id: string): Promise<Result<ProjectMember[]>> {
  return success(
    await ctx.db.asUser(ctx.claims, (sql) => queries.listProjectMembers(sql, id), {
      permission: inProject(id, "project_member", "select"),
    }),
  );
}

/** The page of a study's people. */
export async function readProjectMembersPage(
  ctx: Ctx,
  id: string,
): Promise<Result<ProjectMembersPage>> {
  const [head, members, others, invitations, rights, may] = await ctx.db.asUser(
    ctx.claims,
    (sql) =>
      Promise.all([
        headIn(sql, id),
        queries.listProjectMembers(sql, id),
        queries.listOthers(sql, id),
        openInvitationsInto(sql, id),
        rightsIn(sql, "project"),
        queries.rightsOnPeople(sql, id),
      ]),
    { permission: inProject(id, "project_member", "select") },
  );
  if (!head) return NOT_FOUND;
  const { project, organization } = head;
  return success({ project, organization, members, others, invitations, rights, may });
}

/** Puts somebody of the organisation on a study; clearing somebody needs a reason. */
export async function addProjectMember(
  ctx: Ctx,
  id: string,
  input: AddInput,
): Promise<Result<ProjectMember>> {
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    if (!await queries.addProjectMember(sql, id, input)) {
      return failure(409, "Cannot add: this person is on the study already");
    }
    return one(input.userId, await queries.listProjectMembers(sql, id));
  }, { reason: ctx.reason, permission: inProject(id, "project_member", "insert") });
}

interface Place {
  projectId: string;
  userId: string;
  /** null: whatever it is at. */
  version: number | null;
}

/** Another role or clearance; needs a reason. */
export async function changeProjectRole(
  ctx: Ctx,
  { projectId: project, userId: user, version, changes }: Place & {
    changes: Pick<ProjectRoleInput, "role" | "unblinded">;
  },
): Promise<Result<ProjectMember>> {
  const { role = null, unblinded = null } = changes;
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const done = await queries.setProjectRole(sql, { project, user, role, unblinded, version });
    if (!done) return notChanged(await queries.projectMemberVersion(sql, project, user), version);
    return one(user, await queries.listProjectMembers(sql, project));
  }, { reason: ctx.reason, permission: inProject(project, "project_member", "update") });
}

/** Takes somebody off a study; needs a reason. */
export async function removeProjectMember(
  ctx: Ctx,
  { projectId: project, userId: user, version }: Place,
): Promise<Result<null>> {
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const done = await queries.removeProjectMember(sql, { project, user, version });
    return done
      ? success(null)
      : notChanged(await queries.projectMemberVersion(sql, project, user), version);
  }, { reason: ctx.reason, permission: inProject(project, "project_member", "delete") });
}

/** The member among those whom the caller sees. */
function one(user: string, members: ProjectMember[]): Result<ProjectMember> {
  const found = members.find((member) => member.id === user);
  return found ? success(found) : NOT_FOUND;
}
