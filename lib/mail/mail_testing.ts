/** An outbox with its mail server and a clock that is moved by hand. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Clock } from "./delivery.ts";
import { createMailer, letter, type Mailer } from "./mod.ts";
import { waiting } from "./outbox.ts";
import { smtp } from "./smtp.ts";
import { type Manners, smtpServer, type TestServer } from "./smtp_testing.ts";

export const FROM = "ClinOps <clinops@example.org>";

/** A clock that stands still until it is moved; what is due then runs. */
function handClock() {
  let now = Date.now();
  const due = new Set<{ at: number; work: () => void }>();
  const run = () => {
    for (const one of [...due]) if (one.at <= now && due.delete(one)) one.work();
  };
  const clock: Clock = {
    now: () => now,
    after(ms, work) {
      const one = { at: now + ms, work };
      due.add(one);
      queueMicrotask(run);
      return () => void due.delete(one);
    },
  };
  return {
    clock,
    pass(ms: number) {
      now += ms;
      run();
    },
  };
}

export interface World {
  folder: string;
  server: TestServer;
  time: ReturnType<typeof handClock>;
  start(): Mailer;
  names(sub?: string): Promise<string[]>;
  /** Waits until the folder holds so many letters, whatever that takes. */
  left(count: number): Promise<void>;
}

/** The clock of the tests moves by hand; a real second guards against waiting for ever. */
export async function withMail(
  manners: Manners,
  work: (world: World) => Promise<void>,
): Promise<void> {
  const folder = join(await Deno.makeTempDir({ prefix: "mail" }), "outbox");
  const server = smtpServer(manners);
  const time = handClock();
  const mailers: Mailer[] = [];
  const names = async (sub = "") => (await waiting(join(folder, sub))).map((letter) => letter.name);
  try {
    await work({
      folder,
      server,
      time,
      names,
      start() {
        const made = createMailer({
          folder,
          from: FROM,
          deliver: smtp(server.url),
          clock: time.clock,
        });
        mailers.push(made);
        return made;
      },
      async left(count) {
        for (let tries = 0; (await names()).length !== count; tries++) {
          assert.ok(tries < 500, `the folder never held ${count} letters`);
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
    });
  } finally {
    await server.close();
    for (const made of mailers) await made.close();
    await Deno.remove(join(folder, ".."), { recursive: true });
  }
}

export const note = (to: string, subject = "Confirm your address") =>
  letter({
    to,
    kind: "signup",
    subject,
    lines: ["Welcome – schön."],
    action: { label: "Confirm", url: "http://app.test/confirm#token_hash=abc&type=signup" },
    code: "123456",
  });

/** Lets what is under way come to rest: nothing new for a while. */
export async function settle(server: TestServer) {
  for (let last = -1; last !== server.commands.length;) {
    last = server.commands.length;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
