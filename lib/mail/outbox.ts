/**
 * The folder where letters wait. A letter is a file of its own, named by when it was written, so a
 * list of names is the order; what is half written has another ending. Only the owner may read it.
 */
import { basename, join } from "node:path";
import { checkLetter, fromEml, type KeptLetter, toEml } from "./eml.ts";
import type { Letter } from "./letter.ts";

export interface Waiting {
  name: string;
  at: Date;
}

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3})Z-[0-9a-f]{8}\.eml$/;

export function outboxFolder(dataDir: string): string {
  return join(dataDir, "outbox");
}

/**
 * Writes a letter down; once this resolves, a crash does not lose it.
 * @throws LetterError when `to` is no address, or what the file system says
 */
export async function keep(folder: string, letter: Letter, from: string, at: Date) {
  const checked = checkLetter(letter);
  const id = crypto.randomUUID();
  const name = `${at.toISOString().replaceAll(":", "-")}-${id.slice(0, 8)}.eml`;
  const host = /@([\w.-]+)>?$/.exec(from)?.[1] ?? "localhost";
  const text = toEml({ ...checked, from, messageId: `${id}@${host}`, at });
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${name}.tmp`);
  try {
    await write(draft, text);
    await Deno.rename(draft, join(folder, name));
  } catch (error) {
    await Deno.remove(draft).catch(() => {}); // a full disk: half a letter helps nobody
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
  try {
    const bytes = new TextEncoder().encode(text);
    for (let written = 0; written < bytes.byteLength;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.syncData();
  } finally {
    file.close();
  }
}

/** The letters that wait, oldest first; none where the folder is not there. */
export async function waiting(folder: string): Promise<Waiting[]> {
  const found: Waiting[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const [, day, hour, minute, second] = NAME.exec(name) ?? [];
      if (!isFile || !day) continue;
      found.push({ name, at: new Date(`${day}T${hour}:${minute}:${second}Z`) });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

/** A letter by its name; null when it is gone or not one of ours. */
export async function readKept(folder: string, name: string): Promise<KeptLetter | null> {
  try {
    return fromEml(await Deno.readTextFile(join(folder, basename(name))));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

export async function discard(folder: string, name: string): Promise<void> {
  await Deno.remove(join(folder, name));
}

/** Puts a letter aside, in `failed`: it is tried no more, and not lost. */
export async function putAside(folder: string, name: string): Promise<void> {
  await Deno.mkdir(join(folder, "failed"), { recursive: true, mode: 0o700 });
  await Deno.rename(join(folder, name), join(folder, "failed", name));
}
