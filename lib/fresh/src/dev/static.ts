import { matchesGlob, relative } from "node:path";
import { assetInternal } from "../utils.ts";
import type { ResolvedBuildConfig } from "./config.ts";
import { listFiles } from "./crawl.ts";

export interface OnTransformOptions {
  pluginName: string;
  /** Paths that are transformed. */
  filter: RegExp;
  /** Paths that are not: by pattern, by glob, or by a part of the path. */
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

type Transformed = { content: string | Uint8Array; path?: string; map?: string | Uint8Array };
type Result = void | Transformed | (Transformed & { path: string })[];

/** Returns new content, several files, or nothing to leave the file alone. */
export type TransformFn = (args: OnTransformArgs) => Result | Promise<Result>;

export type Plugin = OnTransformOptions & { fn: TransformFn };

/** A file to serve; one without changes has the `source` it can be served from. */
export interface BuiltFile {
  pathname: string;
  content: Uint8Array;
  source?: string;
}

/** The files that may be served: none whose name starts with a dot, but for `.well-known`. */
export async function listStaticFiles(config: ResolvedBuildConfig): Promise<string[]> {
  const hidden = (path: string) => /\/\.(?!well-known$)[^/]*$/.test(path) || path === config.outDir;
  return (await Promise.all(config.staticDir.map((dir) => listFiles(dir, hidden)))).flat();
}

/** Runs the static files through the plugins and ties URLs in style sheets to the build. */
export async function buildStaticFiles(
  paths: string[],
  plugins: Plugin[],
  config: ResolvedBuildConfig,
): Promise<BuiltFile[]> {
  const built = new Map<string, BuiltFile>();
  for (const source of paths) {
    const dir = config.staticDir.find((dir) => source.startsWith(dir + "/")) ?? "";
    const content = await Deno.readFile(source);
    for (const file of await transform({ path: source, content }, plugins, config)) {
      const pathname = "/" + relative(dir, file.path);
      if (pathname.startsWith("/..")) {
        throw new Error(`Cannot write "${file.path}" outside "${dir}"`);
      }
      const same = file.content === content && file.path === source;
      const entry = { pathname, content: file.content, source: same ? source : undefined };
      if (!built.has(pathname)) built.set(pathname, entry);
    }
  }
  return [...built.values()];
}

type Source = { path: string; content: Uint8Array };

async function transform(
  file: Source,
  plugins: Plugin[],
  { mode, target, root, buildId }: ResolvedBuildConfig,
): Promise<Source[]> {
  const more: Source[] = [];
  for (const plugin of plugins) {
    const { path, content } = file;
    if (!applies(plugin, path)) continue;
    const text = new TextDecoder().decode(content);
    const result = await plugin.fn({ path, content, text, mode, target, root });
    for (const item of [result ?? []].flat()) {
      const made = { path: item.path ?? path, content: toBytes(item.content) };
      if (Array.isArray(result) && made.path !== path) more.push(made);
      else file = made;
    }
  }
  if (file.path.endsWith(".css")) {
    const text = new TextDecoder().decode(file.content);
    const locked = lockUrls(text, buildId);
    if (locked !== text) file = { path: file.path, content: toBytes(locked) };
  }
  return [file, ...more];
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function applies({ filter, exclude = [] }: Plugin, path: string): boolean {
  return path.search(filter) !== -1 && !exclude.some((rule) => {
    if (rule instanceof RegExp) return path.search(rule) !== -1;
    return path.includes(rule) || matchesGlob(path, rule);
  });
}

function lockUrls(css: string, buildId: string): string {
  return css.replaceAll(/url\(("[^"]+"|'[^']+'|[^)]+)\)/g, (whole, raw: string) => {
    const url = raw.replace(/^(["'])(.*)\1$/s, "$2");
    const locked = assetInternal(url, buildId);
    return locked === url ? whole : `url(${JSON.stringify(locked)})`;
  });
}

const TYPES = `avif image/avif,css text/css,csv text/csv,gif image/gif,htm text/html,html text/html,
ico image/vnd.microsoft.icon,jpeg image/jpeg,jpg image/jpeg,js text/javascript,mjs text/javascript,
json application/json,map application/json,md text/markdown,mp3 audio/mpeg,mp4 video/mp4,
otf font/otf,pdf application/pdf,png image/png,svg image/svg+xml,ttf font/ttf,txt text/plain,
wasm application/wasm,webm video/webm,webmanifest application/manifest+json,webp image/webp,
woff font/woff,woff2 font/woff2,xml text/xml,zip application/zip`;
const BY_EXTENSION = new Map(
  TYPES.split(/,\s*/).map((line) => line.split(" ") as [string, string]),
);

/** Content type by file name; plain text when unknown. */
export function getContentType(path: string): string {
  const type = BY_EXTENSION.get(path.replace(/.*\./s, "").toLowerCase()) ?? "text/plain";
  return /^text|json$/.test(type) ? `${type}; charset=UTF-8` : type;
}
