/** People on a study: who, in which role, cleared for what, and how others come onto it. */
import type { PendingInvitation, ProjectMember, ProjectRole, Rights } from "@/lib/members/model.ts";
import { PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import type { FieldError } from "../form.tsx";
import { plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { Said } from "./dialog.tsx";
import { Pending } from "./pending.tsx";
import { PeopleTable } from "./people_table.tsx";
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
  const acts = (["role", "remove"] as const).filter((kind) =>
    kind === "role" ? may.change : may.remove
  );
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
            : (
              <PeopleTable
                caption="People on the study"
                members={members}
                me={view.me}
                columns={[
                  { title: "Role", of: (member) => PROJECT_ROLE_WORDS[member.role] },
                  { title: "Unblinded material", of: clearance },
                ]}
                acts={acts.length > 0 ? () => acts : null}
              />
            )}
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

function clearance(member: ProjectMember) {
  if (member.unblinded) return <Status state="info" word="Cleared" reason="by name" />;
  if (member.role === "auditor") return <Status state="info" word="Cleared" reason="by role" />;
  return <span class="text-ink-3">Not cleared</span>;
}
