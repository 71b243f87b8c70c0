/** The letter of an invitation. */
import type { Config } from "@/lib/config/mod.ts";
import { originOf } from "@/lib/config/origin.ts";
import { letter } from "@/lib/mail/mod.ts";
import type { Invitation } from "./model.ts";
import { asCode } from "./token.ts";
import { ORG_ROLE_WORDS, PROJECT_ROLE_WORDS } from "./words.ts";

export function invitationLetter(config: Config, it: Invitation, token: string) {
  const { organization, project } = it;
  const into = project
    ? `the study ${project.name}, as ${PROJECT_ROLE_WORDS[project.role].toLowerCase()}`
    : `the organisation, as ${ORG_ROLE_WORDS[it.role].toLowerCase()}`;
  const page = `${originOf(config)}/invitation`;
  return letter({
    to: it.email,
    kind: "invitation",
    subject: `Invitation to ${organization.name}`.replace(/\s+/g, " "),
    lines: [
      `${it.invitedBy ?? "Somebody"} invites you to ${organization.name}: to ${into}.`,
      `The invitation is for ${it.email} and can be used once, until ${
        it.expiresAt.slice(0, 10)
      }. The page for the code is ${page}`,
    ],
    action: { label: "See the invitation", url: `${page}#token=${token}` },
    code: asCode(token),
    sender: organization.name,
  });
}
