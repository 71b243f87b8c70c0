import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { lookup } from "mrmime";
import { assetInternal } from "../utils.ts";
import { listFiles, type ResolvedBuildConfig } from "./project.ts";

export interface OnTransformOptions {
  pluginName: string;
  /** Paths that are transformed. */
  filter: RegExp;
  /** Paths that are not: by pattern, or by a part of the path, whatever `**` is in front of it. */
  exclude?: Array<string | RegExp>;
}

export interface OnTransformArgs {
  path: string;
  target: string | string[];
  readonly text: string;
  content: Uint8Array;
  mode: "development" | "production";
  root: string;
}

/** Returns new content, also under another path, or nothing to leave the file alone. */
export type TransformFn = (args: OnTransformArgs) => Result | Promise<Result>;
type Result = void | { content: string | Uint8Array; path?: string };

export type Plugin = OnTransformOptions & { fn: TransformFn };

export interface BuiltFile {
  pathname: string;
  content: Uint8Array;
}

/** Files to serve: none whose name starts with a dot, but for `.well-known`. */
export function listStaticFiles({ staticDir }: ResolvedBuildConfig): string[] {
  return staticDir.flatMap((dir) => listFiles(dir, [/\/\.(?!well-known$)[^/]*$/]));
}

/** Runs the static files through the plugins and ties URLs in style sheets to the build. */
export async function buildStaticFiles(plugins: Plugin[], config: ResolvedBuildConfig) {
  const { mode, target, root, staticDir, buildId } = config;
  const built = new Map<string, BuiltFile>();
  for (const source of listStaticFiles(config)) {
    let path = source;
    let content = readFileSync(source);
    const matches = (by: string | RegExp) =>
      typeof by === "string" ? path.includes(by.replace(/^\*\*/, "")) : path.search(by) !== -1;
    for (const { filter, exclude = [], fn } of plugins) {
      if (!matches(filter) || exclude.some(matches)) continue;
      const args = { path, content, text: content.toString(), mode, target, root };
      const result = await fn(args) ?? args;
      path = result.path ?? path;
      content = Buffer.from(result.content as Uint8Array);
    }
    if (path.endsWith(".css")) content = Buffer.from(lockUrls(content.toString(), buildId));
    const dir = staticDir.find((dir) => source.startsWith(dir + "/")) ?? "";
    const pathname = "/" + relative(dir, path);
    if (pathname.startsWith("/..")) throw new Error(`Cannot write "${path}" outside "${dir}"`);
    if (!built.has(pathname)) built.set(pathname, { pathname, content });
  }
  return [...built.values()];
}

function lockUrls(css: string, buildId: string): string {
  return css.replaceAll(/url\(("[^"]+"|'[^']+'|[^)]+)\)/g, (whole, raw: string) => {
    const url = raw.replace(/^(["'])(.*)\1$/s, "$2");
    const locked = assetInternal(url, buildId);
    return locked === url ? whole : `url(${JSON.stringify(locked)})`;
  });
}

/** Content type by file name; plain text when unknown. */
export function getContentType(path: string): string {
  const type = lookup(path) ?? "text/plain";
  return /^text|json$|javascript$/.test(type) ? `${type}; charset=UTF-8` : type;
}
