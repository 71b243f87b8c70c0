/** Invitations that wait for an answer. */
import type { PendingInvitation } from "@/lib/members/model.ts";
import { ORG_ROLE_WORDS, PROJECT_ROLE_WORDS } from "@/lib/members/words.ts";
import { formatDate } from "../format.ts";
import { Status } from "../marks.tsx";
import { Empty } from "../widget.tsx";

interface PendingProps {
  invitations: PendingInvitation[];
  /** Whether the reader may send again and revoke. */
  may: boolean;
}

export function Pending({ invitations, may }: PendingProps) {
  if (invitations.length === 0) {
    return (
      <Empty title="Nobody is invited at the moment">
        <p class="text-ink-2">Who is invited stands here until they join.</p>
      </Empty>
    );
  }
  return (
    <table class="tbl cards">
      <caption class="vh">Open invitations</caption>
      <thead>
        <tr>
          <th scope="col">Address</th>
          <th scope="col">As</th>
          <th scope="col">Stands</th>
          {may && <th scope="col" class="r">Change</th>}
        </tr>
      </thead>
      <tbody>{invitations.map((it) => row(it, may))}</tbody>
    </table>
  );
}

function row(it: PendingInvitation, may: boolean) {
  const until = formatDate(it.expiresAt.slice(0, 10));
  return (
    <tr>
      <th scope="row" class="full">
        {it.email}
        <span class="src">{it.invitedBy ? `invited by ${it.invitedBy}` : "invited"}</span>
      </th>
      <td class="full">
        {it.projectRole ? PROJECT_ROLE_WORDS[it.projectRole] : ORG_ROLE_WORDS[it.role]}
        {it.projectName && (
          <span class="src">
            {it.projectName}
            {it.unblinded && ", cleared for unblinded material"}
          </span>
        )}
      </td>
      <td class="full">
        {it.sentAt === null
          ? <Status state="risk" word="Not sent" reason="its letter was not made: send it again" />
          : it.expired
          ? <Status state="unk" word="Expired" reason={`on ${until}`} />
          : <Status state="info" word="Waiting" reason={`until ${until}`} />}
      </td>
      {may && (
        <td class="r full">
          <form method="post" class="inline-flex gap-2">
            <input type="hidden" name="invitation" value={it.id} />
            <button type="submit" class="btn sm" name="intent" value="resend">
              Send again<span class="vh">{` to ${it.email}`}</span>
            </button>
            <button type="submit" class="btn sm" name="intent" value="revoke">
              Revoke<span class="vh">{` the invitation of ${it.email}`}</span>
            </button>
          </form>
        </td>
      )}
    </tr>
  );
}
