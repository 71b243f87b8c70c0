/** Bytes on their way into the storage: written to a file of their own, counted and hashed. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Problem } from "@/lib/http/problem.ts";
import type { FilePart } from "./multipart.ts";
import { type Sample, sniff } from "./sniff.ts";
import { ALLOWED_WORDS, contradiction } from "./sniff.ts";
import { fileNameFault } from "../model.ts";

export interface Staged {
  path: string;
  sha256: string;
  bytes: number;
  mediaType: string;
  fileName: string;
  /** Removes the file, where it is still here. */
  drop(): Promise<void>;
}

const HEAD = 4096;
const CONTROLS = /[^\P{Cc}\t\n\r\f]/u;

export const wrong = (status: number, message: string) =>
  new Problem(status, message, { errors: [{ path: "/file", message }] });

/** Looks at bytes as they pass: their hash, their beginning, whether they are text. */
class Witness {
  readonly #hash = createHash("sha256");
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #head = new Uint8Array(HEAD);
  #text = true;
  size = 0;

  see(chunk: Uint8Array) {
    this.#hash.update(chunk);
    if (this.size < HEAD) this.#head.set(chunk.subarray(0, HEAD - this.size), this.size);
    this.size += chunk.length;
    this.#read(chunk, true);
  }

  #read(chunk: Uint8Array, stream: boolean) {
    if (!this.#text) return;
    try {
      this.#text = !CONTROLS.test(this.#decoder.decode(chunk, { stream }));
    } catch {
      this.#text = false;
    }
  }

  sha256 = () => this.#hash.digest("hex");

  sample(): Sample {
    this.#read(new Uint8Array(), false);
    const head = this.#head.subarray(0, Math.min(this.size, HEAD));
    return { head, size: this.size, text: this.#text };
  }
}

/**
 * Writes the file of a form beside the storage, never more of it than a chunk in memory.
 * @throws Problem 413 larger than `most` bytes, 415 nothing that may be kept, 422 its name, or what
 * it says of itself; each at /file. Nothing stays then.
 */
export async function stage(dir: string, part: FilePart, most: number): Promise<Staged> {
  const fault = fileNameFault(part.name);
  if (fault) throw wrong(422, `Cannot use this file name: ${fault}`);
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, crypto.randomUUID());
  const drop = () => Deno.remove(path).catch(() => {});
  const witness = new Witness();
  try {
    using file = await Deno.open(path, { createNew: true, write: true, mode: 0o600 });
    for await (const chunk of part.content) {
      if (witness.size + chunk.length > most) {
        throw wrong(413, `Cannot accept this file: more than ${most} bytes`);
      }
      witness.see(chunk);
      for (let at = 0; at < chunk.length;) at += await file.write(chunk.subarray(at));
    }
    await file.sync();
    if (witness.size === 0) throw wrong(422, "Cannot accept this file: it is empty");
    const mediaType = await sniff(path, part.name, witness.sample());
    if (mediaType === null) {
      throw wrong(415, `Cannot keep this file: its bytes are none of ${ALLOWED_WORDS}`);
    }
    const lie = contradiction(part.name, part.type, mediaType);
    if (lie !== null) throw wrong(422, lie);
    const { size: bytes } = witness;
    return { path, sha256: witness.sha256(), bytes, mediaType, fileName: part.name, drop };
  } catch (error) {
    await drop();
    throw error;
  }
}
