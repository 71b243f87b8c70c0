/**
 * Where the bytes of documents are: content-addressed, so that the same bytes are there once and
 * nothing is ever written over with others. Nothing deletes: versions are kept for ever, and bytes
 * whose row was never written (an upload that failed half-way) harm nobody.
 */
import { join } from "node:path";
import type { Config } from "@/lib/config/mod.ts";
import type { Staged } from "../upload/stage.ts";
import { localStorage } from "./local.ts";
import { supabaseStorage } from "./supabase.ts";

export interface Storage {
  /** Keeps staged bytes under their hash; the staged file may be gone after it. */
  put(org: string, staged: Staged): Promise<void>;
  /** The bytes of a hash; null when they are not there. Not verified: see content.ts. */
  open(org: string, sha256: string): Promise<ReadableStream<Uint8Array> | null>;
  /** @throws Error with what is wrong, for doctor and readiness */
  check(): Promise<void>;
}

export const stagingDir = (config: Config) => join(config.dataDir, "documents", ".incoming");

const opened = new WeakMap<Config, Storage>();

/** The storage that is configured: Supabase Storage with a secret key, else the data directory. */
export function storageOf(config: Config): Storage {
  let storage = opened.get(config);
  if (!storage) {
    const { supabaseUrl: url, supabaseSecretKey: key } = config;
    storage = url !== null && key !== null
      ? supabaseStorage({ url, key })
      : localStorage(join(config.dataDir, "documents"));
    opened.set(config, storage);
  }
  return storage;
}
