/** People on a study: who, in which role, cleared for what, and how others come onto it. */
import type { PendingInvitation, ProjectMember, ProjectRole, Rights } from "@/lib/members/model.ts";
import { PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import type { FieldError } from "../form.tsx";
import { formatDate, plural } from "../format.ts";
import { By, Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { Said } from "./dialog.tsx";
import { Pending } from "./pending.tsx";
import { AddForm, InviteForm, type PlaceForm } from "./place_forms.tsx";
import { RightsTable } from "./rights.tsx";

export interface ProjectMembersView {
  study: { name: string };
  organization: { id: string; name: string };
  me: string;
  members: ProjectMember[];
  others: { id: string; name: string; email: string }[];
  invitations: PendingInvitation[];
  rights: Rights;
  may: { add: boolean; change: boolean; remove: boolean; invite: boolean };
  add: PlaceForm;
  invite: PlaceForm;
  dialog: ProjectMemberDialog | null;
  said: string | null;
}

export interface ProjectMemberDialog {
  kind: "role" | "remove";
  member: ProjectMember;
  role: string;
  unblinded: boolean;
  reason: string;
  errors: FieldError[];
}

const ROLES = Object.entries(PROJECT_ROLE_WORDS) as [ProjectRole, string][];

export function ProjectMembers(view: ProjectMembersView) {
  const { study, members, may } = view;
  return (
    <>
      <PageHead
        title="Members"
        sub={`${plural(members.length, "person", "people")} on ${study.name}`}
        acts={
          <a
            class="btn"
            href={`/organizations/${view.organization.id}/members`}
            aria-current="false"
          >
            Organisation
          </a>
        }
      />
      <Said text={view.said} />
      <div class="grid-12">
        <Widget id="people" title="On this study" span={may.add || may.invite ? 8 : 12}>
          {members.length === 0
            ? (
              <Empty title="Nobody is on this study">
                <p class="text-ink-2">Owners and administrators see it all the same.</p>
              </Empty>
            )
            : <PeopleTable view={view} />}
        </Widget>
        {(may.add || may.invite) && (
          <div class="c4 stack">
            {may.add && (
              <Widget id="add" title={`Add from ${view.organization.name}`}>
                <AddForm form={view.add} others={view.others} />
              </Widget>
            )}
            {may.invite && (
              <Widget id="invite" title="Invite somebody else">
                <InviteForm form={view.invite} />
              </Widget>
            )}
          </div>
        )}
        {may.invite && view.invitations.length > 0 && (
          <Widget id="pending" title="Invited" span={12}>
            <Pending invitations={view.invitations} may />
          </Widget>
        )}
        <Widget id="rights" title="What each role may do" span={12}>
          <RightsTable
            rights={view.rights}
            roles={ROLES}
            caption="Rights of each role on a study"
          />
          <p class="hint">
            Unblinded material is seen by auditors, and by those who are cleared by name: their role
            then says what they may do with it.
          </p>
        </Widget>
      </div>
    </>
  );
}

function PeopleTable({ view }: { view: ProjectMembersView }) {
  const { members, may, me } = view;
  const acts = may.change || may.remove;
  return (
    <table class="tbl cards">
      <caption class="vh">People on the study</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Unblinded material</th>
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
            <td class="full">{PROJECT_ROLE_WORDS[member.role]}</td>
            <td class="full">{clearance(member)}</td>
            <td class="hide opt whitespace-nowrap">{formatDate(member.joinedAt.slice(0, 10))}</td>
            {acts && (
              <td class="r full">
                <span class="inline-flex gap-2">
                  {may.change && act("role", "Role", member)}
                  {may.remove && act("remove", "Remove", member)}
                </span>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function clearance(member: ProjectMember) {
  if (member.unblinded) return <Status state="info" word="Cleared" reason="by name" />;
  if (member.role === "auditor") return <Status state="info" word="Cleared" reason="by role" />;
  return <span class="text-ink-3">Not cleared</span>;
}

function act(kind: ProjectMemberDialog["kind"], label: string, member: ProjectMember) {
  return (
    <a class="btn sm" href={`?${kind}=${member.id}`}>
      {label}
      <span class="vh">{` of ${member.name}`}</span>
    </a>
  );
}
