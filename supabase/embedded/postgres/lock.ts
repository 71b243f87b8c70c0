/**
 * One process a data directory. PGlite has no lock of its own: two processes on one directory lost
 * a third of the rows they had acknowledged. The lock belongs to an open file, so it ends with the
 * process however that ends; the file itself stays and only names the last owner.
 */
export class DataDirectoryInUse extends Error {
  override name = "DataDirectoryInUse";
  constructor(readonly dataDir: string, readonly pid: string) {
    super(`Cannot open data directory "${dataDir}": process ${pid} is using it`);
  }
}

export interface Lock {
  release(): void;
}

/**
 * Takes the exclusive lock of a data directory, which must exist.
 * @throws DataDirectoryInUse naming the process that holds it
 */
export async function lockDataDirectory(dataDir: string): Promise<Lock> {
  const path = `${dataDir}/lock`;
  const file = await Deno.open(path, { create: true, read: true, write: true, mode: 0o600 });
  if (!await file.tryLock(true)) {
    file.close();
    throw new DataDirectoryInUse(dataDir, await ownerOf(path));
  }
  await file.truncate();
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return {
    release() {
      file.unlockSync();
      file.close();
    },
  };
}

/** The process that holds the lock of a data directory, or null when it is free. */
export async function lockOwner(dataDir: string): Promise<string | null> {
  const path = `${dataDir}/lock`;
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const free = await file.tryLock(true);
  if (free) file.unlockSync();
  file.close();
  return free ? null : await ownerOf(path);
}

async function ownerOf(path: string): Promise<string> {
  const text = (await Deno.readTextFile(path).catch(() => "")).trim();
  return text === "" ? "unknown" : text;
}
