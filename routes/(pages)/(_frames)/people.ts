/** What the two pages of members share: an organisation's and a study's. */
import { z } from "zod";
import { type Ctx, Problem } from "@/lib/http/mod.ts";
import { resendInvitation, revokeInvitation } from "@/lib/members/invitations.ts";
import { attempt } from "./account.ts";
import { caller } from "./call.ts";

export type Text = (name: string) => string;

export const SAID_OF_MEMBERS = {
  invited: "Invited: the letter is on its way",
  resent: "A new letter is on its way; the old one ended",
  revoked: "Invitation revoked",
  role: "Role changed",
};

export const WHY = "Say why: the trail keeps it";

/** The dialog that the address asks for, and about whom. */
export function askedDialog(ctx: Ctx): { kind: "role" | "remove"; user: string } | undefined {
  for (const kind of ["role", "remove"] as const) {
    const user = ctx.url.searchParams.get(kind);
    if (user) return { kind, user };
  }
}

const uuid = z.uuid();
const version = z.coerce.number().int().min(1);

/** An id of the form. @throws Problem 400 for what a form of ours cannot send */
function idIn(text: Text, name: string): string {
  const id = uuid.safeParse(text(name));
  if (!id.success) throw new Problem(400, "Cannot read the form: it names nobody");
  return id.data;
}

/** Whom a form is about, as they were then. @throws Problem 400 */
export function memberIn(text: Text): { userId: string; version: number } {
  const userId = idIn(text, "user");
  const seen = version.safeParse(text("version"));
  if (!seen.success) throw new Problem(400, "Cannot read the version in the form");
  return { userId, version: seen.data };
}

/** Sends an invitation of the form again, or takes it back. */
export function alterInvitation(
  ctx: Ctx,
  organizationId: string,
  text: Text,
  said: "resent" | "revoked",
) {
  const me = caller(ctx);
  const place = { organizationId, id: idIn(text, "invitation") };
  return attempt<unknown>(() =>
    said === "revoked"
      ? revokeInvitation(me, place)
      : resendInvitation({ ...me, config: ctx.state.config }, place)
  );
}
