import { createHash } from "node:crypto";
import { relative } from "node:path";

/** One input of a build: where it is, and how it looked when it was read. */
interface Stamp {
  path: string;
  /** Milliseconds since 1970. */
  mtime: number;
  size: number;
  hash: string;
}

/** What is kept beside a build to know whether it is still current. */
export interface BuildRecord {
  /** Hash over everything the build depends on. */
  hash: string;
  /** Sources that the bundle turned out to have. */
  sources: string[];
  stamps: Stamp[];
  /** Files of the build. */
  outputs: string[];
  /** When the stamps were taken, in milliseconds since 1970. */
  at: number;
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

export interface Fingerprint {
  hash: string;
  stamps: Stamp[];
  at: number;
}

/**
 * Hashes settings and files. A file whose time and size are those of the last record is not read
 * again. A file that is gone counts as such.
 */
export async function fingerprint(
  root: string,
  settings: unknown,
  paths: Iterable<string>,
  last: BuildRecord | null,
): Promise<Fingerprint> {
  const at = Date.now();
  const known = new Map(last?.stamps.map((stamp) => [stamp.path, stamp]));
  const names = [...new Set(paths)].sort();
  const stamps = await Promise.all(names.map(async (name): Promise<Stamp> => {
    const path = relative(root, name);
    try {
      const { mtime, size } = await Deno.stat(name);
      const time = mtime?.getTime() ?? 0;
      const old = known.get(path);
      // A file written in the moment of the record could have changed again unnoticed
      if (
        old?.mtime === time && old.size === size && last !== null &&
        time < last.at
      ) return old;
      return {
        path,
        mtime: time,
        size,
        hash: sha256(await Deno.readFile(name)),
      };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) {
        return { path, mtime: 0, size: 0, hash: "" };
      }
      throw error;
    }
  }));
  const content = stamps.map(({ path, hash }) => `${path}:${hash}`);
  return { hash: sha256(JSON.stringify([settings, content])), stamps, at };
}

export async function readRecord(path: string): Promise<BuildRecord | null> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch {
    // None, or one that was cut off: then everything is built
    return null;
  }
}

/** Whether all files of the last build are still there. */
export async function isComplete(record: BuildRecord): Promise<boolean> {
  const found = await Promise.all(
    record.outputs.map((path) => Deno.stat(path).then((stat) => stat.isFile, () => false)),
  );
  return found.every(Boolean);
}
