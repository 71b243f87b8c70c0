import { assetInternal } from "../runtime/shared_internal.ts";

export type TransformMode = "development" | "production";

export interface OnTransformOptions {
  pluginName: string;
  /** Paths that are transformed. */
  filter: RegExp;
  /** Paths that are not: by pattern, by glob, or by a part of the path. */
  exclude?: Array<string | RegExp>;
}

export interface OnTransformResult {
  content: string | Uint8Array;
  path?: string;
  map?: string | Uint8Array;
}

export interface OnTransformArgs {
  path: string;
  target: string | string[];
  readonly text: string;
  content: Uint8Array;
  mode: TransformMode;
  root: string;
}

type Result =
  | void
  | OnTransformResult
  | Array<{ path: string } & Omit<OnTransformResult, "path">>;

/** Returns new content, several files, or nothing to leave the file alone. */
export type TransformFn = (args: OnTransformArgs) => Result | Promise<Result>;

interface File {
  path: string;
  content: Uint8Array;
}

const encoder = new TextEncoder();

/** Runs static files through the registered plugins, in their order. */
export class FileTransformer {
  #plugins: { options: OnTransformOptions; fn: TransformFn }[] = [];

  constructor(readonly root: string) {}

  onTransform(options: OnTransformOptions, fn: TransformFn): void {
    this.#plugins.push({ options, fn });
  }

  get options(): OnTransformOptions[] {
    return this.#plugins.map((plugin) => plugin.options);
  }

  matches(path: string): boolean {
    return this.#plugins.some(({ options }) => applies(options, path));
  }

  /** Returns null when no plugin wanted the file. */
  async process(
    path: string,
    content: Uint8Array,
    mode: TransformMode,
    target: string | string[],
    buildId: string,
  ): Promise<File[] | null> {
    const queue: File[] = [{ path, content }];
    const out: File[] = [];
    for (let file: File | undefined = queue.pop(); file; file = queue.pop()) {
      let changed = out.some((other) => other.path === path) ||
        file.path !== path;
      for (const { options, fn } of this.#plugins) {
        if (!applies(options, file.path)) continue;
        const { path: filePath, content }: File = file;
        const result = await fn({
          path: filePath,
          content,
          mode,
          target,
          root: this.root,
          get text() {
            return new TextDecoder().decode(content);
          },
        });
        if (!result) continue;
        changed = true;
        for (const item of [result].flat()) {
          const bytes = typeof item.content === "string"
            ? encoder.encode(item.content)
            : item.content;
          const itemPath: string = item.path ?? filePath;
          if (Array.isArray(result) && itemPath !== filePath) {
            queue.push({ path: itemPath, content: bytes });
          } else file = { path: itemPath, content: bytes };
        }
      }
      if (file.path.endsWith(".css")) {
        file = { path: file.path, content: lockUrls(file.content, buildId) };
        changed = true;
      }
      if (changed) out.push(file);
    }
    return out.length > 0 ? out : null;
  }
}

function applies(
  { filter, exclude = [] }: OnTransformOptions,
  path: string,
): boolean {
  filter.lastIndex = 0;
  if (!filter.test(path)) return false;
  return !exclude.some((rule) => {
    if (rule instanceof RegExp) return rule.test(path);
    return /[*?[{]/.test(rule) ? globToRegExp(rule).test(path) : path.includes(rule);
  });
}

function globToRegExp(glob: string): RegExp {
  const source = glob.replace(/[.+^$()|\\]/g, "\\$&").replace(
    /\*\*\/?|\*|\?/g,
    (found) => found.startsWith("**") ? "(?:.*/)?" : found === "*" ? "[^/]*" : "[^/]",
  ).replace(
    /\{([^}]*)\}/g,
    (_, list: string) => `(?:${list.replaceAll(",", "|")})`,
  );
  return new RegExp(`^${source}$`);
}

const CSS_URL = /url\(("[^"]+"|'[^']+'|[^)]+)\)/g;

/** Ties the URLs in a style sheet to the build. */
function lockUrls(content: Uint8Array, buildId: string): Uint8Array {
  const text = new TextDecoder().decode(content);
  return encoder.encode(text.replaceAll(CSS_URL, (whole, raw: string) => {
    const url = raw.replace(/^(["'])(.*)\1$/s, "$2");
    const locked = assetInternal(url, buildId);
    return locked === url ? whole : `url(${JSON.stringify(locked)})`;
  }));
}
