/**
 * Letters of the app. Each is first kept as a file in `DATA_DIR/outbox`; with SMTP_URL it is then
 * delivered in the background, and nobody waits for a mail server.
 *
 * @module
 */
import { config } from "@/lib/config/mod.ts";
import { createMailer, type Mailer } from "./mailer.ts";
import { outboxFolder } from "./outbox.ts";
import { smtp } from "./smtp.ts";

export type { Letter } from "./letter.ts";
export { letter, type LetterInput } from "./letters.ts";
export { createMailer, type Mailer } from "./mailer.ts";
export { outboxFolder, readKept, waiting } from "./outbox.ts";

let current: Mailer | null = null;

/** The mailer of this process, made from its configuration at the first call. */
export function mailer(): Mailer {
  if (current === null) {
    const { dataDir, mail } = config();
    const made = createMailer({
      folder: outboxFolder(dataDir),
      from: mail.from,
      deliver: mail.smtpUrl === null ? null : smtp(mail.smtpUrl),
    });
    current = {
      send: made.send,
      async close() {
        current = null;
        await made.close();
      },
    };
  }
  return current;
}
