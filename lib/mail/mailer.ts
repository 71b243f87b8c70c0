import { log } from "@/observability/logger.ts";
import { type Clock, startDelivery } from "./delivery.ts";
import type { Letter } from "./letter.ts";
import { keep } from "./outbox.ts";
import type { Deliver } from "./smtp.ts";

export interface Mailer {
  /**
   * Keeps the letter and, with SMTP, delivers it in the background with retries. Rejects only when
   * it cannot be kept: a full disk, or a `to` that is no address.
   */
  send(letter: Letter): Promise<void>;
  /** Ends deliveries; what was not delivered stays kept for the next start. */
  close(): Promise<void>;
}

export interface MailerOptions {
  folder: string;
  /** Sender of every letter: `Name <address>` or an address. */
  from: string;
  /** null: letters stay in the folder. */
  deliver: Deliver | null;
  clock?: Clock;
}

export function createMailer({ folder, from, deliver, clock }: MailerOptions): Mailer {
  const delivery = deliver && startDelivery({ folder, deliver, clock });
  const keeping = new Set<Promise<void>>();

  async function write(letter: Letter) {
    await keep(folder, letter, from, new Date(clock?.now() ?? Date.now()));
    log.debug("mail.kept", { outcome: letter.kind });
    delivery?.wake();
  }

  return {
    async send(letter) {
      const kept = write(letter);
      keeping.add(kept);
      await kept.finally(() => keeping.delete(kept));
    },
    async close() {
      await Promise.allSettled(keeping);
      await delivery?.close();
    },
  };
}
