/** One letter over SMTP. */
import { connect, type Socket } from "node:net";
import type SmtpTransport from "nodemailer/lib/smtp-transport";
import type { KeptLetter } from "./eml.ts";

/**
 * What became of a try: delivered; refused for good; to be tried again because of this letter; or
 * because the server as a whole did not work.
 */
export type Outcome = "sent" | "refused" | "letter_later" | "server_later";

/** Never rejects. `code` is the server's or the system's, for the log. */
export type Deliver = (
  letter: KeptLetter,
  signal: AbortSignal,
) => Promise<{ outcome: Outcome; code: string }>;

const CONNECT_MS = 15_000;
const SILENCE_MS = 30_000;

/** Where SMTP_URL leads. */
export function smtpPeer(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "") || "localhost";
  return { host, port: Number(port) || (protocol === "smtps:" ? 465 : 587) };
}

function optionsOf(url: string): SmtpTransport.Options {
  const { host, port } = smtpPeer(url);
  const { username, password, protocol } = new URL(url);
  const auth = username === ""
    ? undefined
    : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    host,
    port,
    auth,
    secure: protocol === "smtps:",
    // A password goes over a wire only when nobody can read it there.
    requireTLS: auth !== undefined && !isLoopback(host),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Our own socket: nodemailer would resolve the name itself and then connect to a number, which
    // the permission for the name does not cover.
    getSocket: (_options, done) => open(host, port, done),
  };
}

/** Delivers to the server of an SMTP_URL: `smtps://` is TLS from the start, `smtp://` STARTTLS. */
export function smtp(url: string): Deliver {
  const options = optionsOf(url);
  return async (letter, signal) => {
    try {
      // Loaded with the first letter: an app without SMTP never pays for it.
      const { createTransport } = await import("nodemailer");
      const { from, to, subject, text, html, messageId, at: date } = letter;
      const headers = { "Auto-Submitted": "auto-generated", "X-ClinOps-Kind": letter.kind };
      await createTransport(options).sendMail({
        from,
        to: { name: "", address: to },
        subject,
        text,
        html,
        messageId: `<${messageId}>`,
        date,
        headers,
        signal,
      });
      return { outcome: "sent", code: "250" };
    } catch (error) {
      return judge(error);
    }
  };
}

/** Whether the server takes us, sending nothing: null, or the code of what is wrong. */
export async function checkSmtp(url: string): Promise<string | null> {
  try {
    const { createTransport } = await import("nodemailer");
    await createTransport(optionsOf(url)).verify();
    return null;
  } catch (error) {
    return judge(error).code;
  }
}

const isLoopback = (host: string) => /^(localhost|127\.[\d.]+|::1)$/.test(host);

function open(
  host: string,
  port: number,
  done: (error: Error | null, socket?: { connection: Socket }) => void,
): void {
  const socket = connect({ host, port });
  const fail = (error: Error) => {
    socket.destroy();
    done(error);
  };
  const timer = setTimeout(() => fail(new Error("Connection timeout")), CONNECT_MS);
  socket.once("error", fail).once("close", () => clearTimeout(timer));
  socket.once("connect", () => {
    clearTimeout(timer);
    socket.off("error", fail);
    done(null, { connection: socket });
  });
}

/** A 5xx about this receiver or this text is final; one about us, or the server, may be mended. */
function judge(error: unknown): { outcome: Outcome; code: string } {
  const { responseCode, command, code } = Object(error);
  const aboutLetter = command === "RCPT TO" || command === "DATA";
  const status = typeof responseCode === "number" ? responseCode : 0;
  const shown = String(status || code || "unknown");
  if (aboutLetter && status >= 500) return { outcome: "refused", code: shown };
  return { outcome: aboutLetter && status >= 400 ? "letter_later" : "server_later", code: shown };
}
