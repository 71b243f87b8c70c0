import { dirname } from "node:path";

interface DenoJson {
  imports?: Record<string, string>;
  compilerOptions?: {
    jsx?: string;
    jsxImportSource?: string;
    jsxPrecompileSkipElements?: string[];
  };
}

/** What the build needs to know of `deno.json`. */
export interface ProjectConfig {
  /** Import map entries with the directory that relative targets start from. */
  imports: Map<string, { target: string; dir: string }>;
  jsxImportSource: string;
  /** The configuration and lock files that were found. */
  files: string[];
}

/** Elements that the renderer must see, and so must not be part of a precompiled template. */
const SKIPPED = [
  ..."a img source body html head title meta script link style base noscript template"
    .split(" "),
];

/** Reads the configuration of a project; the nearest file wins. Throws when JSX is not set up. */
export async function readProjectConfig(root: string): Promise<ProjectConfig> {
  const files: string[] = [];
  const imports: ProjectConfig["imports"] = new Map();
  let options: DenoJson["compilerOptions"];
  for (const dir of [...parents(root), ...parents(Deno.cwd())]) {
    for (const name of ["deno.json", "deno.jsonc", "deno.lock"]) {
      const path = `${dir === "/" ? "" : dir}/${name}`;
      const text = files.includes(path) ? null : await readIfPresent(path);
      if (text === null) continue;
      files.push(path);
      if (name === "deno.lock") continue;
      const json = parseJsonc(text);
      for (const [key, target] of Object.entries(json.imports ?? {})) {
        if (!imports.has(key)) imports.set(key, { target, dir });
      }
      if (json.compilerOptions?.jsxImportSource) {
        options ??= json.compilerOptions;
      }
    }
    // The working directory only counts for a project without a configuration
    if (dir === "/" && options !== undefined) break;
  }
  if (options?.jsxImportSource === undefined) {
    throw new Error(
      `Cannot build "${root}": deno.json sets no compilerOptions.jsxImportSource`,
    );
  }
  const missing = SKIPPED.filter((tag) => !options.jsxPrecompileSkipElements?.includes(tag));
  if (options.jsx === "precompile" && missing.length > 0) {
    throw new Error(
      `Cannot build "${root}": with "jsx": "precompile" deno.json must list in ` +
        `compilerOptions.jsxPrecompileSkipElements: ${missing.join(", ")}`,
    );
  }
  return { imports, jsxImportSource: options.jsxImportSource, files };
}

function parents(dir: string): string[] {
  const parent = dirname(dir);
  return parent === dir ? [dir] : [dir, ...parents(parent)];
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable
    ) {
      return null;
    }
    throw error;
  }
}

function parseJsonc(text: string): DenoJson {
  const bare = text
    .replace(
      /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
      (_, string = "") => string,
    )
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string = "") => string);
  return JSON.parse(bare);
}
