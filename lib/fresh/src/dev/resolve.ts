import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectConfig } from "./deno_config.ts";

export type Resolved =
  | { kind: "file"; path: string }
  | { kind: "package"; name: string }
  | { kind: "unsupported"; reason: string };

const OWN_MODULES: Record<string, string> = {
  "": "mod.ts",
  "/runtime": "runtime/shared.ts",
  "/dev": "dev/mod.ts",
};

/**
 * Resolves a specifier by the project's import map. `packageDir` is where this package's sources
 * are. Returns null for relative paths, which need no map.
 */
export function resolveMapped(
  specifier: string,
  { imports }: Pick<ProjectConfig, "imports">,
  packageDir: string,
): Resolved | null {
  const [target, dir] = applyMap(specifier, imports);
  if (target.startsWith("file:")) {
    return { kind: "file", path: fileURLToPath(target) };
  }
  if (target.startsWith("npm:")) {
    return { kind: "package", name: npmName(target) };
  }
  const own = /^jsr:\/?@fresh\/core(?:@[^/]*)?(\/.*)?$/.exec(target);
  if (own !== null) {
    const module = OWN_MODULES[own[1] ?? ""];
    if (module !== undefined) {
      return { kind: "file", path: join(packageDir, module) };
    }
  }
  if (/^(jsr|https?):/.test(target)) {
    return {
      kind: "unsupported",
      reason: "islands are bundled from files and npm packages only",
    };
  }
  if (target.startsWith("/")) return { kind: "file", path: target };
  if (target.startsWith(".")) {
    return dir === null ? null : { kind: "file", path: join(dir, target) };
  }
  return { kind: "package", name: target };
}

function applyMap(
  specifier: string,
  imports: ProjectConfig["imports"],
): [target: string, dir: string | null] {
  const exact = imports.get(specifier);
  if (exact !== undefined) return [exact.target, exact.dir];
  let best: [target: string, dir: string | null] = [specifier, null];
  let length = 0;
  for (const [key, { target, dir }] of imports) {
    // Deno lets "name" stand for "name/..." when it points to a package
    const prefix = key.endsWith("/") ? key : /^(npm|jsr):/.test(target) ? key + "/" : null;
    if (
      prefix === null || prefix.length <= length ||
      !specifier.startsWith(prefix)
    ) continue;
    const rest = specifier.slice(prefix.length);
    best = [key.endsWith("/") ? target + rest : `${target}/${rest}`, dir];
    length = prefix.length;
  }
  return best;
}

/** `npm:@scope/name@1.2.3/sub` gives `@scope/name/sub`. */
function npmName(specifier: string): string {
  return specifier.replace(/^npm:\/?((?:@[^/]+\/)?[^/@]+)(?:@[^/]*)?/, "$1");
}
