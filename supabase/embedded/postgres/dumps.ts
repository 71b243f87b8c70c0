/** Dumps of the embedded database: `dumps/<UTC moment>-<kind>.tar.gz` in the data directory. */

/** How many dumps of a kind stay. */
const keep = 6;

export interface Dump {
  path: string;
  kind: string;
  /** When it was taken, as `YYYYMMDDTHHMMSSmmmZ`. */
  at: string;
  bytes: number;
}

const namePattern = /^(\d{8}T\d{9}Z)-([a-z-]+)\.tar\.gz$/;

/** The path for a new dump; makes the directory. */
export async function dumpPath(dataDir: string, kind: string, now = new Date()): Promise<string> {
  await Deno.mkdir(`${dataDir}/dumps`, { recursive: true, mode: 0o700 });
  return `${dataDir}/dumps/${now.toISOString().replace(/[-:.]/g, "")}-${kind}.tar.gz`;
}

/** All complete dumps, newest first. */
export async function listDumps(dataDir: string): Promise<Dump[]> {
  const dumps: Dump[] = [];
  try {
    for await (const entry of Deno.readDir(`${dataDir}/dumps`)) {
      const match = namePattern.exec(entry.name);
      if (match === null) continue;
      const path = `${dataDir}/dumps/${entry.name}`;
      const { size } = await Deno.stat(path);
      dumps.push({ path, at: match[1]!, kind: match[2]!, bytes: size });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return dumps.sort((a, b) => b.at.localeCompare(a.at));
}

/** Removes all but the newest dumps of a kind. */
export async function pruneDumps(dataDir: string, kind: string): Promise<void> {
  const ofKind = (await listDumps(dataDir)).filter((dump) => dump.kind === kind);
  for (const dump of ofKind.slice(keep)) await Deno.remove(dump.path);
}
