/** What Auth has to tell people, as letters. */
import { type Letter, letter } from "@/lib/mail/mod.ts";
import type { Mail } from "@/supabase/embedded/auth/mod.ts";

/** Subject, text, and what the link is called. */
const TEXTS: Record<Mail["kind"], { subject: string; lines: string[]; action: string }> = {
  signup: {
    subject: "Confirm your address",
    lines: ["Please confirm that this address is yours. The account works from then on."],
    action: "Confirm my address",
  },
  recovery: {
    subject: "Set a new password",
    lines: ["You can choose a new password now. Other devices are then signed out."],
    action: "Choose a new password",
  },
  magiclink: {
    subject: "Sign in",
    lines: ["This signs you in, once."],
    action: "Sign in",
  },
  email_change: {
    subject: "Confirm the change of address",
    lines: [
      "The address of an account is to change. It changes when it was confirmed from the old " +
      "address and from the new one.",
    ],
    action: "Confirm the change",
  },
  invite: {
    subject: "You are invited",
    lines: ["Somebody made an account for you. Confirm your address to begin."],
    action: "Accept",
  },
  reauthentication: {
    subject: "Your code",
    lines: ["Type this code where you were asked for it, to show that it is you."],
    action: "",
  },
};

/**
 * The letter for a message of Auth. Its link leads to our page /confirm; what it proves stands in
 * the fragment, which no server and no log on the way gets to see.
 */
export function authLetter(origin: string, mail: Mail, validSeconds: number): Letter {
  const { subject, lines, action } = TEXTS[mail.kind];
  const proof = new URLSearchParams({ token_hash: mail.tokenHash, type: mail.kind });
  return letter({
    to: mail.to,
    kind: mail.kind,
    subject,
    lines: [...lines, `It works for ${words(validSeconds)}, and once.`],
    action: mail.tokenHash === "" || action === ""
      ? undefined
      : { label: action, url: `${origin}/confirm#${proof}` },
    code: mail.code,
  });
}

function words(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes === 60 ? "an hour" : `${minutes} minutes`;
}
