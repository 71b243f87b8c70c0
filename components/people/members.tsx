/** People of an organisation: who is in it, who is invited, what roles mean. */
import type { Member, OrgRole, PendingInvitation, Rights } from "@/lib/members/model.ts";
import { ORG_ROLE_HINTS, ORG_ROLE_WORDS } from "@/lib/members/words.ts";
import { Area, Field, type FieldError, Problems, Select } from "../form.tsx";
import { formatDate, plural } from "../format.ts";
import { By } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Dialog, Said } from "./dialog.tsx";
import { Pending } from "./pending.tsx";
import { RightsTable } from "./rights.tsx";

export interface MembersView {
  organization: { id: string; name: string };
  /** The reader. */
  me: string;
  members: Member[];
  invitations: PendingInvitation[];
  rights: Rights;
  may: { invite: boolean; change: boolean; remove: boolean; owners: boolean };
  form: { email: string; role: string; errors: FieldError[] };
  dialog: MemberDialog | null;
  said: string | null;
}

export interface MemberDialog {
  kind: "role" | "remove";
  member: Member;
  role: string;
  reason: string;
  errors: FieldError[];
}

const ROLES = Object.entries(ORG_ROLE_WORDS) as [OrgRole, string][];

export function Members(view: MembersView) {
  const { organization, members, may } = view;
  return (
    <>
      <PageHead
        title="Members"
        sub={`${plural(members.length, "person", "people")} in ${organization.name}`}
        acts={
          <a class="btn" href={`/organizations/${organization.id}`} aria-current="false">
            Settings
          </a>
        }
      />
      <Said text={view.said} />
      <div class="grid-12">
        <Widget id="people" title="People" span={may.invite ? 8 : 12}>
          <PeopleTable view={view} />
        </Widget>
        {may.invite && (
          <Widget id="invite" title="Invite somebody" span={4}>
            <InviteForm view={view} />
          </Widget>
        )}
        {may.invite && (
          <Widget id="pending" title="Invited" span={12}>
            <Pending invitations={view.invitations} may />
          </Widget>
        )}
        <Widget id="rights" title="What each role may do" span={12}>
          <RightsTable
            rights={view.rights}
            roles={ROLES}
            caption="Rights of each role in the organisation"
          />
          <p class="hint">
            On a single study people have a role of their own; the study's page of members says what
            it may do.
          </p>
        </Widget>
      </div>
    </>
  );
}

function PeopleTable({ view }: { view: MembersView }) {
  const { members, may, me } = view;
  const acts = may.change || may.remove;
  const touchable = (member: Member) => member.role !== "owner" || may.owners;
  return (
    <table class="tbl cards">
      <caption class="vh">People of the organisation</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col" class="opt">Since</th>
          {acts && <th scope="col" class="r">Change</th>}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr>
            <th scope="row" class="full">
              <By hand="human" name={member.name} />
              {member.id === me && " (you)"}
              <span class="src">{member.email}</span>
            </th>
            <td class="full">{ORG_ROLE_WORDS[member.role]}</td>
            <td class="hide opt whitespace-nowrap">{formatDate(member.joinedAt.slice(0, 10))}</td>
            {acts && (
              <td class="r full">
                {touchable(member) && (
                  <span class="inline-flex gap-2">
                    {may.change && act("role", "Role", member)}
                    {may.remove && member.id !== me && act("remove", "Remove", member)}
                  </span>
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function act(kind: MemberDialog["kind"], label: string, member: Member) {
  return (
    <a class="btn sm" href={`?${kind}=${member.id}`}>
      {label}
      <span class="vh">{` of ${member.name}`}</span>
    </a>
  );
}

function InviteForm({ view }: { view: MembersView }) {
  const { form, may } = view;
  return (
    <form method="post" class="stack" novalidate>
      {form.errors.length > 0 && (
        <Problems errors={form.errors} fields={{ email: "Address", role: "Role" }} />
      )}
      <input type="hidden" name="intent" value="invite" />
      <Field
        name="email"
        label="Address"
        type="email"
        autocomplete="off"
        value={form.email}
        errors={form.errors}
        required
      />
      <Select
        name="role"
        label="Role"
        value={form.role}
        errors={form.errors}
        hint={ORG_ROLE_HINTS.member}
        options={roleOptions(may.owners).toReversed()}
      />
      <p>
        <button type="submit" class="btn primary">Send the invitation</button>
      </p>
      <p class="hint">
        The letter holds a link and a code, good for 7 days and for this address only.
      </p>
    </form>
  );
}

const roleOptions = (owners: boolean) =>
  ROLES.filter(([role]) => role !== "owner" || owners)
    .map(([value, label]) => ({ value, label }));

/** The dialog that the page opens with, if any. */
export function membersDialog({ dialog, organization, may }: MembersView) {
  if (!dialog) return null;
  const { kind, member, role, errors, reason } = dialog;
  const isRole = kind === "role";
  return (
    <Dialog title={isRole ? `Role of ${member.name}` : `Remove ${member.name}?`}>
      {!isRole && (
        <p class="text-ink-2 mt-2">
          {`${member.name} leaves ${organization.name} and all of its studies at once. What they wrote stays.`}
        </p>
      )}
      <form method="post" class="mt-4 stack" novalidate>
        {errors.some((error) => !/^\/?(role|reason)$/.test(error.path)) && (
          <Problems title="That did not work" errors={errors} />
        )}
        <input type="hidden" name="intent" value={kind} />
        <input type="hidden" name="user" value={member.id} />
        <input type="hidden" name="version" value={member.version} />
        {isRole && (
          <Select
            id="new-role"
            name="role"
            label="Role"
            value={role}
            errors={errors}
            options={roleOptions(may.owners)}
          />
        )}
        <Area
          name="reason"
          label="Reason"
          rows={2}
          value={reason}
          hint="Kept in the audit trail"
          errors={errors}
          required
          autofocus
        />
        <p class="flex gap-2">
          <button type="submit" class={isRole ? "btn primary" : "btn danger"}>
            {isRole ? "Change the role" : "Remove"}
          </button>
          <a class="btn" href="?" data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}
