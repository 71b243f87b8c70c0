// A running app seen by the official client, with the letters of its outbox.
import assert from "node:assert/strict";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { outboxFolder, readKept, waiting } from "@/lib/mail/mod.ts";
import { smtpServer } from "@/lib/mail/smtp_testing.ts";
import { embeddedKeys } from "@/supabase/embedded/auth/mod.ts";
import { startApp } from "./process.ts";

export const PASSWORD = "correct horse battery 9";
export const newEmail = () => `${crypto.randomUUID()}@example.org`;

export interface Opened {
  kind: string;
  code: string;
  hash: string;
}

export interface World {
  origin: string;
  /** A client of its own, at an address of its own: the limits count by address. */
  client(options?: { secret?: boolean; flowType?: "pkce" }): SupabaseClient;
  /** The newest letter to an address, once it is there; letters are written after the answer. */
  letter(to: string, kind: string): Promise<Opened>;
  letters(to: string): Promise<string[]>;
  /** Somebody whose address is confirmed, signed in. */
  person(): Promise<{ client: SupabaseClient; email: string; id: string }>;
}

let callers = 0;

export async function world(origin: string, dataDir: string): Promise<World> {
  const { publishableKey, secretKey } = await embeddedKeys(dataDir);
  const folder = join(dataDir, "outbox");
  const kept = async (to: string) => {
    const all = await Promise.all(
      (await waiting(folder)).map(({ name }) => readKept(folder, name)),
    );
    return all.filter((letter) => letter !== null && letter.to === to).map((letter) => letter!);
  };
  const self: World = {
    origin,
    client({ secret = false, flowType } = {}) {
      const from = `10.77.${++callers >> 8}.${callers & 255}`;
      return createClient(origin, secret ? secretKey : publishableKey, {
        global: { headers: { "X-Forwarded-For": from } },
        auth: {
          autoRefreshToken: false,
          persistSession: flowType === "pkce",
          storageKey: crypto.randomUUID(),
          ...(flowType ? { flowType } : {}),
        },
      });
    },
    async letter(to, kind) {
      for (let tries = 0; tries < 200; tries++) {
        const found = (await kept(to)).findLast((letter) => letter.kind === kind);
        if (found) {
          const code = /this code: (\d{6})/.exec(found.text)?.[1] ?? "";
          const link = /^(http\S+\/confirm#\S+)$/m.exec(found.text)?.[1];
          const proof = new URLSearchParams(link ? new URL(link).hash.slice(1) : "");
          return { kind, code, hash: proof.get("token_hash") ?? "" };
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`no letter ${kind}`);
    },
    letters: async (to) => (await kept(to)).map((letter) => letter.kind),
    async person() {
      const [client, email] = [self.client(), newEmail()];
      const made = await self.client({ secret: true }).auth.admin.createUser({
        email,
        password: PASSWORD,
        email_confirm: true,
      });
      assert.equal(made.error, null);
      const { data, error } = await client.auth.signInWithPassword({ email, password: PASSWORD });
      assert.equal(error, null);
      return { client, email, id: data.user!.id };
    },
  };
  return self;
}

/** What one process left in the outbox, the next one delivers, once there is a mail server. */
export async function delivery(dataDir: string): Promise<void> {
  const folder = outboxFolder(dataDir);
  const left = (await waiting(folder)).length;
  assert.ok(left > 5);
  const server = smtpServer();
  const app = await startApp({
    DATA_DIR: dataDir,
    SMTP_URL: server.url,
    MAIL_FROM: "clinops@example.org",
  });
  try {
    await server.until(left);
    assert.equal(server.received.length, left);
    for (let tries = 0; (await waiting(folder)).length > 0 && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual(await waiting(folder), []);
  } finally {
    assert.equal(await app.stop(), 0);
    await server.close();
  }
}
