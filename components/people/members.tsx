/** People of an organisation: who is in it, who is invited, what roles mean. */
import type { Member, OrgRole, PendingInvitation, Rights } from "@/lib/members/model.ts";
import { ORG_ROLE_HINTS, ORG_ROLE_WORDS } from "@/lib/members/words.ts";
import { Field, type FieldError, Problems, Select } from "../form.tsx";
import { plural } from "../format.ts";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Said } from "./dialog.tsx";
import { MemberForm } from "./member_dialog.tsx";
import { Pending } from "./pending.tsx";
import { PeopleTable } from "./people_table.tsx";
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
          <PeopleTable
            caption="People of the organisation"
            members={members}
            me={view.me}
            columns={[{ title: "Role", of: (member) => ORG_ROLE_WORDS[member.role] }]}
            acts={may.change || may.remove ? (member) => actsOn(member, view) : null}
          />
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

/** Owners are changed by owners; nobody removes themselves here. */
function actsOn(member: Member, { may, me }: MembersView): MemberDialog["kind"][] {
  if (member.role === "owner" && !may.owners) return [];
  return [
    ...(may.change ? ["role" as const] : []),
    ...(may.remove && member.id !== me ? ["remove" as const] : []),
  ];
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
  const { name } = dialog.member;
  return (
    <MemberForm
      dialog={dialog}
      names={["role"]}
      leaving={{
        title: `Remove ${name}?`,
        what:
          `${name} leaves ${organization.name} and all of its studies at once. What they wrote stays.`,
        act: "Remove",
      }}
    >
      <Select
        id="new-role"
        name="role"
        label="Role"
        value={dialog.role}
        errors={dialog.errors}
        options={roleOptions(may.owners)}
      />
    </MemberForm>
  );
}
