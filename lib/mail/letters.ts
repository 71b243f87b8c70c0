/** The one layout of all letters: plain text and simple HTML that say the same. */
import type { Letter } from "./letter.ts";

export interface LetterInput {
  to: string;
  kind: string;
  subject: string;
  /** "Good day," when left out. */
  greeting?: string;
  /** Paragraphs. */
  lines: string[];
  /** The one thing to press. */
  action?: { label: string; url: string };
  /** A code that can be typed where the link cannot be opened. */
  code?: string;
  /** The organisation that writes; the product when left out. */
  sender?: string;
}

const PRODUCT = "ClinOps";
const DEFAULT_REASON = "You get this letter because your address is used there.";

/** Why somebody gets a letter, by its kind. */
const REASONS: Record<string, string> = {
  signup: "You get this letter because somebody gave your address when signing up. " +
    "If that was not you, do nothing: no account works without this step.",
  recovery: "You get this letter because somebody asked for a new password for your address. " +
    "If that was not you, do nothing: your password stays as it is.",
  magiclink: "You get this letter because somebody asked to sign in with your address. " +
    "If that was not you, do nothing.",
  email_change: "You get this letter because somebody asked to change the address of an account. " +
    "If that was not you, do nothing: the address stays as it is.",
  reauthentication: "You get this letter because somebody signed in as you wants to change a " +
    "setting. If that was not you, change your password.",
  invite: "You get this letter because you were invited. If you do not expect that, do nothing.",
  invitation:
    "You get this letter because you were invited. If you do not expect that, do nothing.",
};

/** As one line: names come from people, and one with line ends would write paragraphs of its own. */
const oneLine = (text: string) =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();

/** Writes a letter in the common layout. What is given is text: it is escaped in the HTML. */
export function letter(input: LetterInput): Letter {
  const { to, kind } = input;
  const subject = oneLine(input.subject);
  const parts = {
    ...input,
    subject,
    lines: input.lines.map(oneLine),
    sender: oneLine(input.sender ?? PRODUCT),
    greeting: oneLine(input.greeting ?? "Good day,"),
    reason: Object.hasOwn(REASONS, kind) ? REASONS[kind] ?? DEFAULT_REASON : DEFAULT_REASON,
  };
  return { to, kind, subject, text: asText(parts), html: asHtml(parts) };
}

type Parts = LetterInput & { sender: string; greeting: string; reason: string };

function asText({ sender, greeting, lines, action, code, reason }: Parts): string {
  return [
    sender,
    greeting,
    ...lines,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(code ? [`${action ? "Or type" : "Type"} this code: ${code}`] : []),
    `--\n${reason}`,
  ].join("\n\n") + "\n";
}

// Mail programs know little CSS; what they drop leaves a readable letter.
const STYLES = `body{margin:0;padding:24px;background:#fff;color:#1d1d1b;
font:16px/1.5 Georgia,serif}main{max-width:34em}
.sender{font-weight:bold;border-bottom:1px solid #1d1d1b;padding-bottom:8px}
.action{display:inline-block;padding:10px 18px;background:#1d1d1b;color:#fff;text-decoration:none}
.code{font:bold 22px/1.4 monospace;letter-spacing:3px}.reason{color:#55554f;font-size:14px}`;

function asHtml({ sender, greeting, lines, action, code, reason, subject }: Parts): string {
  const p = (text: string) => `<p>${escape(text)}</p>`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width">`,
    `<title>${escape(subject)}</title><style>${STYLES}</style></head><body><main>`,
    `<p class="sender">${escape(sender)}</p>`,
    ...[greeting, ...lines].map(p),
    ...(action
      ? [`<p><a class="action" href="${escape(action.url)}">${escape(action.label)}</a></p>`]
      : []),
    ...(code
      ? [
        p(action ? "Or type this code:" : "Type this code:"),
        `<p class="code">${escape(code)}</p>`,
      ]
      : []),
    `<p class="reason">${escape(reason)}</p></main></body></html>`,
  ].join("\n") + "\n";
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
