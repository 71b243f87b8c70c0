import { issueCode, linkOf, redirectOf } from "./codes.ts";
import type { Challenge } from "./pkce.ts";
import {
  type CodeType,
  dropCodes,
  proveEmailChange,
  type TakenCode,
  updateEmail,
  type UserRow,
} from "./queries.ts";
import type { Auth, Call, Mail, Sql } from "./types.ts";

/** What has to be mailed to confirm another address: to that one and, by setting, to the old one. */
export async function changeMails(
  auth: Auth,
  call: Call,
  sql: Sql,
  user: Pick<UserRow, "id" | "email">,
  email: string,
  challenge: Challenge | null,
): Promise<Mail[]> {
  const targets: [string, CodeType][] = [[email, "email_change_token_new"]];
  if (user.email && auth.settings.secureEmailChange) {
    targets.push([user.email, "email_change_token_current"]);
  }
  const mails: Mail[] = [];
  const flow = { method: "email_change", challenge } as const;
  for (const [to, type] of targets) {
    const { code, hash: tokenHash } = await issueCode(auth, sql, user.id, type, to, flow);
    const link = linkOf(auth, tokenHash, "email_change", redirectOf(auth, call));
    mails.push({ kind: "email_change", to, code, tokenHash, link });
  }
  return mails;
}

/**
 * Takes one confirmation of a change of address. The address changes once both sides have
 * confirmed, however often one of them did.
 *
 * @returns "half" while the other side is to come; "taken" when somebody else has the address now
 */
export async function confirmChange(
  auth: Auth,
  sql: Sql,
  user: UserRow,
  taken: TakenCode,
): Promise<"done" | "half" | "taken"> {
  const side = taken.token_type === "email_change_token_new" ? "new" : "current";
  const both = auth.settings.secureEmailChange && Boolean(user.email);
  const proved = await proveEmailChange(sql, user.id, side);
  if (both && !proved) return "half";
  const now = auth.now().toISOString();
  if (!await updateEmail(sql, user.id, user.email_change ?? "", true, now)) return "taken";
  await dropCodes(sql, user.id);
  return "done";
}
