import { page } from "fresh";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import { type PlaceForm, projectMembersDialog } from "@/components/people/place_forms.tsx";
import {
  type ProjectMemberDialog,
  ProjectMembers,
  type ProjectMembersView,
} from "@/components/people/project_members.tsx";
import { type Ctx, define, fieldErrors, seeOther, unwrap } from "@/lib/http/mod.ts";
import { invite } from "@/lib/members/invitations.ts";
import { addInput, inviteInput, projectRoleInput } from "@/lib/members/model.ts";
import {
  addProjectMember,
  changeProjectRole,
  readProjectMembersPage,
  removeProjectMember,
} from "@/lib/team/service.ts";
import { attempt, errorsOf, formOf } from "../../(_frames)/account.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { caller, projectId, saidIn } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import {
  alterInvitation,
  askedDialog,
  memberIn,
  SAID_OF_MEMBERS,
  type Text,
  WHY,
} from "../../(_frames)/people.ts";

const SAID: Record<string, string> = {
  added: "Added to the study",
  ...SAID_OF_MEMBERS,
  removed: "Taken off the study",
};
const EMPTY: PlaceForm = { who: "", role: "viewer", unblinded: false, reason: "", errors: [] };

interface Changes {
  add?: PlaceForm;
  invite?: PlaceForm;
  dialog?: Omit<ProjectMemberDialog, "member"> & { user: string };
}

/** The page, with what was typed where something was refused. */
async function show(ctx: Ctx, status = 200, changes: Changes = {}, headers: HeadersInit = {}) {
  const data = unwrap(await readProjectMembersPage(caller(ctx), projectId(ctx)));
  const { project, members, may } = data;
  const asked = changes.dialog ?? dialogOf(ctx);
  const member = members.find((one) => one.id === asked?.user);
  const opened = asked && member && (asked.kind === "role" ? may.change : may.remove);
  // Opened by the address: as the place is; after a refusal: as typed.
  const now = changes.dialog ? asked : member && { role: member.role, unblinded: member.unblinded };
  const view: ProjectMembersView = {
    ...data,
    study: project,
    me: caller(ctx).claims.sub,
    add: changes.add ?? EMPTY,
    invite: changes.invite ?? EMPTY,
    dialog: opened ? { ...asked, ...now, member } : null,
    said: saidIn(ctx.url, SAID),
  };
  return page({ view, project, organization: data.organization }, { status, headers });
}

/** The dialog that the address asks for. */
function dialogOf(ctx: Ctx): Changes["dialog"] {
  const asked = askedDialog(ctx);
  return asked && { ...asked, role: "", unblinded: false, reason: "", errors: [] };
}

/** Errors at the names that the form's fields have. */
const atFields = (errors: FieldError[]) =>
  errors.map(({ path, message }) => ({
    path: { "/userId": "/who", "/projectRole": "/role" }[path] ?? path,
    message: path === "/reason" ? WHY : message,
  }));

function placeIn(text: Text, who: string): PlaceForm {
  const reason = text("reason").trim().slice(0, 2000);
  return { who, role: text("role"), unblinded: text("unblinded") === "yes", reason, errors: [] };
}

async function bring(ctx: Ctx, text: Text, by: "add" | "invite") {
  const form = placeIn(text, text(by === "add" ? "who" : "email").trim());
  const refused = (status: number, errors: FieldError[], headers?: HeadersInit) =>
    show(ctx, status, { [by]: { ...form, errors: atFields(errors) } }, headers);
  const { who, role, unblinded } = form;
  const project = projectId(ctx);
  const input = by === "add"
    ? addInput.safeParse({ userId: who, role, unblinded })
    : inviteInput.safeParse({ email: who, projectId: project, projectRole: role, unblinded });
  if (!input.success) {
    const hints = { userId: "Choose a person", role: "Choose a role" };
    return await refused(422, plainErrors(fieldErrors(input.error.issues), hints));
  }
  const me = caller(ctx, form.reason || null);
  const result = await attempt<unknown>(async () => {
    if ("userId" in input.data) return await addProjectMember(me, project, input.data);
    const { organization } = unwrap(await readProjectMembersPage(me, project));
    return await invite({ ...me, config: ctx.state.config }, organization.id, input.data);
  });
  if (result.ok) return back(ctx, by === "add" ? "added" : "invited");
  const { status, headers } = result.problem;
  return await refused(status, errorsOf(result.problem), headers);
}

async function changeInvitation(ctx: Ctx, text: Text, said: "resent" | "revoked") {
  const { organization } = unwrap(await readProjectMembersPage(caller(ctx), projectId(ctx)));
  const result = await alterInvitation(ctx, organization.id, text, said);
  if (result.ok) return back(ctx, said);
  const { status, headers } = result.problem;
  return await show(ctx, status, {
    invite: { ...EMPTY, errors: errorsOf(result.problem) },
  }, headers);
}

async function changeMember(ctx: Ctx, text: Text, kind: ProjectMemberDialog["kind"]) {
  const { userId, version } = memberIn(text);
  const { role, unblinded, reason } = placeIn(text, userId);
  const refused = (status: number, errors: FieldError[]) =>
    show(ctx, status, { dialog: { kind, user: userId, role, unblinded, reason, errors } });
  if (reason === "") {
    return await refused(422, [{ path: "/reason", message: WHY }]);
  }
  const me = caller(ctx, reason);
  const place = { projectId: projectId(ctx), userId, version };
  const changes = projectRoleInput.safeParse({ role, unblinded });
  if (kind === "role" && !changes.success) {
    return await refused(422, [{ path: "/role", message: "Choose a role" }]);
  }
  const result = await attempt<unknown>(() =>
    kind === "role" && changes.success
      ? changeProjectRole(me, { ...place, changes: changes.data })
      : removeProjectMember(me, place)
  );
  if (!result.ok) return await refused(result.problem.status, errorsOf(result.problem));
  // Who took themselves off may not see this page any more.
  return kind === "remove" && userId === me.claims.sub
    ? seeOther("/projects")
    : back(ctx, kind === "role" ? "role" : "removed");
}

const back = (ctx: Ctx, said: keyof typeof SAID) =>
  seeOther(`/projects/${projectId(ctx)}/members?said=${said}`);

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const text = await formOf(ctx);
    const intent = text("intent");
    switch (intent) {
      case "add":
      case "invite":
        return await bring(ctx, text, intent);
      case "resend":
        return await changeInvitation(ctx, text, "resent");
      case "revoke":
        return await changeInvitation(ctx, text, "revoked");
      case "role":
      case "remove":
        return await changeMember(ctx, text, intent);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="members"
    label="Members"
    study={data.project}
    organization={data.organization}
    modal={projectMembersDialog(data.view)}
  >
    <ProjectMembers {...data.view} />
  </Frame>
));
