import { page } from "fresh";
import { plainErrors } from "@/components/form.tsx";
import {
  type MemberDialog,
  Members,
  membersDialog,
  type MembersView,
} from "@/components/people/members.tsx";
import { type Ctx, define, fieldErrors, seeOther, unwrap } from "@/lib/http/mod.ts";
import { invite } from "@/lib/members/invitations.ts";
import { inviteInput, orgRole } from "@/lib/members/model.ts";
import { changeRole, readMembersPage, removeMember } from "@/lib/members/service.ts";
import { attempt, errorsOf, formOf } from "../../(_frames)/account.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { caller, projectId as idOf, saidIn } from "../../(_frames)/call.ts";
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
  ...SAID_OF_MEMBERS,
  removed: "Removed",
};

type Changes = Partial<Pick<MembersView, "form">> & {
  dialog?: Omit<MemberDialog, "member"> & { user: string };
};

/** The page, with what was typed where something was refused. */
async function show(ctx: Ctx, status = 200, changes: Changes = {}, headers: HeadersInit = {}) {
  const data = unwrap(await readMembersPage(caller(ctx), idOf(ctx)));
  const { organization, members } = data;
  const can = (resource: string, verb: string) =>
    organization.can[resource]?.includes(verb) ?? false;
  const asked = changes.dialog ?? opened(ctx);
  const member = members.find((one) => one.id === asked?.user);
  const view: MembersView = {
    organization,
    me: caller(ctx).claims.sub,
    members,
    invitations: data.invitations,
    rights: data.rights,
    may: {
      invite: can("invitation", "insert"),
      change: can("member", "update"),
      remove: can("member", "delete"),
      owners: can("owner", "update"),
    },
    form: changes.form ?? { email: "", role: "member", errors: [] },
    dialog: asked && member && can("member", asked.kind === "role" ? "update" : "delete")
      ? { ...asked, member, role: asked.role || member.role }
      : null,
    said: saidIn(ctx.url, SAID),
  };
  return page({ view, organization }, { status, headers });
}

/** The dialog that the address asks for. */
function opened(ctx: Ctx): Changes["dialog"] {
  const asked = askedDialog(ctx);
  return asked && { ...asked, role: "", reason: "", errors: [] };
}

async function sendInvitation(ctx: Ctx, text: Text) {
  const form = { email: text("email").trim(), role: text("role") };
  const input = inviteInput.safeParse(form);
  if (!input.success) {
    const errors = plainErrors(fieldErrors(input.error.issues));
    return await show(ctx, 422, { form: { ...form, errors } });
  }
  const { config } = ctx.state;
  const result = await attempt(() => invite({ ...caller(ctx), config }, idOf(ctx), input.data));
  if (result.ok) return back(ctx, "invited");
  const { status, headers } = result.problem;
  return await show(ctx, status, { form: { ...form, errors: errorsOf(result.problem) } }, headers);
}

async function changeInvitation(ctx: Ctx, text: Text, said: "resent" | "revoked") {
  const result = await alterInvitation(ctx, idOf(ctx), text, said);
  if (result.ok) return back(ctx, said);
  const errors = errorsOf(result.problem);
  const { status, headers } = result.problem;
  return await show(ctx, status, { form: { email: "", role: "member", errors } }, headers);
}

async function changeMember(ctx: Ctx, text: Text, kind: MemberDialog["kind"]) {
  const member = memberIn(text);
  const reason = text("reason").trim().slice(0, 2000);
  const typed = { kind, user: member.userId, role: text("role"), reason };
  const refused = (status: number, errors: MemberDialog["errors"]) =>
    show(ctx, status, { dialog: { ...typed, errors } });
  if (reason === "") {
    return await refused(422, [{ path: "/reason", message: WHY }]);
  }
  const role = orgRole.safeParse(text("role"));
  if (kind === "role" && !role.success) {
    return await refused(422, [{ path: "/role", message: "Choose a role" }]);
  }
  const place = { organizationId: idOf(ctx), ...member };
  const result = await attempt<unknown>(() =>
    kind === "role" && role.success
      ? changeRole(caller(ctx, reason), { ...place, role: role.data })
      : removeMember(caller(ctx, reason), place)
  );
  if (result.ok) return back(ctx, kind === "role" ? "role" : "removed");
  return await refused(result.problem.status, errorsOf(result.problem));
}

const back = (ctx: Ctx, said: keyof typeof SAID) =>
  seeOther(`/organizations/${idOf(ctx)}/members?said=${said}`);

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const text = await formOf(ctx);
    const intent = text("intent");
    switch (intent) {
      case "invite":
        return await sendInvitation(ctx, text);
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
    section="organization"
    label="Members"
    organization={data.organization}
    modal={membersDialog(data.view)}
  >
    <Members {...data.view} />
  </Frame>
));
