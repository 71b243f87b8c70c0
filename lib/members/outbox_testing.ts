import { config } from "@/lib/config/mod.ts";
import { outboxFolder, readKept, waiting } from "@/lib/mail/outbox.ts";

/** The token in the newest letter of an invitation to the address; null when there is none. */
export async function tokenFor(email: string): Promise<string | null> {
  const folder = outboxFolder(config().dataDir);
  for (const { name } of (await waiting(folder)).reverse()) {
    const kept = await readKept(folder, name);
    if (kept?.to !== email) continue;
    return /#token=([0-9A-Z]+)/.exec(kept.text)?.[1] ?? null;
  }
  return null;
}
