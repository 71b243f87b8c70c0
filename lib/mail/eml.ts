/**
 * A letter as a file that mail programs open and people can read in a terminal: UTF-8, nothing
 * encoded. What goes over the wire is written anew from it.
 */
import type { Letter } from "./letter.ts";

/** A letter that is kept. */
export interface KeptLetter extends Letter {
  from: string;
  /** Unique for ever, so that a mail server can tell a letter that it was given twice. */
  messageId: string;
  at: Date;
}

/** No spaces, no control characters, no list: one address. */
const ADDRESS = /^[^\s<>@,;:"()[\]\\\p{C}]+@[^\s<>@,;:"()[\]\\\p{C}]+$/u;

/** A letter that cannot be written down; the message does not repeat the address. */
export class LetterError extends Error {
  override name = "LetterError";
}

/**
 * What may stand in headers: an address, and texts on one line.
 * @throws LetterError when `to` is no address
 */
export function checkLetter(letter: Letter): Letter {
  if (letter.to.length > 320 || !ADDRESS.test(letter.to)) {
    throw new LetterError("Cannot keep a letter: its `to` must be one address");
  }
  return {
    to: letter.to,
    kind: letter.kind.replace(/[^\w-]/g, "_").slice(0, 40) || "letter",
    subject: oneLine(letter.subject),
    text: body(letter.text),
    ...(letter.html === undefined ? {} : { html: body(letter.html) }),
  };
}

function oneLine(text: string): string {
  return text.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ").trim().slice(0, 200);
}

function body(text: string): string {
  return text.toWellFormed().replaceAll("\0", "").replace(/\r\n?/g, "\n").replace(/\n*$/, "\n");
}

/** The file's text; `letter` has passed {@link checkLetter}. */
export function toEml(letter: KeptLetter): string {
  const boundary = crypto.randomUUID();
  const part = (type: string, text: string) =>
    `--${boundary}\nContent-Type: ${type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${text}`;
  return [
    `Message-ID: <${letter.messageId}>`,
    `Date: ${letter.at.toUTCString().replace("GMT", "+0000")}`,
    `From: ${letter.from}`,
    `To: ${letter.to}`,
    `Subject: ${letter.subject}`,
    `X-ClinOps-Kind: ${letter.kind}`,
    "MIME-Version: 1.0",
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    "",
    part("text/plain", letter.text) +
    (letter.html === undefined ? "" : part("text/html", letter.html)) + `--${boundary}--`,
    "",
  ].join("\n");
}

/** Reads what {@link toEml} wrote; null for anything else. */
export function fromEml(text: string): KeptLetter | null {
  const end = text.indexOf("\n\n");
  if (end < 0) return null;
  const headers = new Map(
    text.slice(0, end).split("\n").map((line) => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  const boundary = /boundary="([\w-]+)"/.exec(headers.get("Content-Type") ?? "")?.[1];
  const [to, from, id, date] = ["To", "From", "Message-ID", "Date"].map((name) =>
    headers.get(name)
  );
  if (!boundary || !to || !from || !id || !date) return null;
  const parts = text.slice(end + 2).split(`--${boundary}`).slice(1, -1).map((part) =>
    part.slice(part.indexOf("\n\n") + 2)
  );
  if (parts[0] === undefined || !text.trimEnd().endsWith(`--${boundary}--`)) return null;
  return {
    to,
    from,
    messageId: id.slice(1, -1),
    at: new Date(date),
    kind: headers.get("X-ClinOps-Kind") ?? "letter",
    subject: headers.get("Subject") ?? "",
    text: parts[0],
    ...(parts[1] === undefined ? {} : { html: parts[1] }),
  };
}
