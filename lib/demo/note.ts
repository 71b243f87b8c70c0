/**
 * What the demo keeps beside the data: its password, so that each start can print it, and whether
 * seeding came to its end. Readable by the operator alone.
 */
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({
  password: z.string().min(8),
  done: z.boolean(),
  /** The studies have their plan; a demo of before there were plans gets it once. */
  planned: z.boolean().default(false),
  /** They have their documents, quality and budget, likewise. */
  recorded: z.boolean().default(false),
});
export type DemoNote = z.infer<typeof schema>;

const pathOf = (dataDir: string) => join(dataDir, "demo.json");

/** The note of the data directory; null when there is none, or none that can be read. */
export async function readNote(dataDir: string): Promise<DemoNote | null> {
  try {
    return schema.parse(JSON.parse(await Deno.readTextFile(pathOf(dataDir))));
  } catch (error) {
    const unreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    if (unreadable || error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

export async function writeNote(dataDir: string, note: DemoNote): Promise<void> {
  await Deno.mkdir(dataDir, { recursive: true });
  const draft = `${pathOf(dataDir)}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(draft, JSON.stringify(note) + "\n", { mode: 0o600 });
  await Deno.rename(draft, pathOf(dataDir));
}

/** Four groups of five letters and digits that are not mistaken for each other: 98 bits. */
export function newPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const pick = () => {
    // Bytes beyond the last whole multiple are dropped, so that each letter is as likely.
    for (;;) {
      const [byte] = crypto.getRandomValues(new Uint8Array(1));
      if (byte! < 248) return letters[byte! % letters.length];
    }
  };
  return Array.from({ length: 4 }, () => Array.from({ length: 5 }, pick).join("")).join("-");
}
