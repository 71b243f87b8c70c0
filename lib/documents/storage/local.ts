import { dirname, join } from "node:path";
import type { Storage } from "./mod.ts";

const gone = (error: unknown): null => {
  if (error instanceof Deno.errors.NotFound) return null;
  throw error;
};

/** A directory outside what is served: <root>/<organisation>/<2 hex>/<sha256>, for this user alone. */
export function localStorage(root: string): Storage {
  const pathOf = (org: string, sha256: string) => join(root, org, sha256.slice(0, 2), sha256);
  return {
    async put(org, staged) {
      const path = pathOf(org, staged.sha256);
      await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Staged beside it and synced: a rename is all or nothing, and the same bytes again are fine.
      await Deno.rename(staged.path, path);
      using dir = await Deno.open(dirname(path));
      await dir.sync();
    },
    async open(org, sha256) {
      const file = await Deno.open(pathOf(org, sha256)).catch(gone);
      return file?.readable ?? null;
    },
    async check() {
      await Deno.mkdir(root, { recursive: true, mode: 0o700 });
      const probe = await Deno.makeTempFile({ dir: root, prefix: ".probe-" });
      await Deno.remove(probe);
    },
  };
}
