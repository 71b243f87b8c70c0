/** What the crawler needs of a file system. */
export interface FsAdapter {
  walk(
    dir: string,
    options?: { exts?: string[]; skip?: RegExp[] },
  ): AsyncIterable<{ path: string }>;
  isDirectory(path: string): Promise<boolean>;
  readTextFile(path: string): Promise<string>;
}

async function* walk(
  dir: string,
  options: { exts?: string[]; skip?: RegExp[] } = {},
): AsyncGenerator<{ path: string }> {
  const { exts, skip = [] } = options;
  const entries = await Array.fromAsync(Deno.readDir(dir));
  for (const entry of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${dir}/${entry.name}`;
    if (skip.some((rule) => rule.test(path))) continue;
    if (entry.isDirectory) yield* walk(path, options);
    else if (entry.isFile && (exts?.some((ext) => path.endsWith("." + ext)) ?? true)) {
      yield { path };
    }
  }
}

export const fsAdapter: FsAdapter = {
  walk,
  readTextFile: Deno.readTextFile,
  async isDirectory(path) {
    try {
      return (await Deno.stat(path)).isDirectory;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  },
};
