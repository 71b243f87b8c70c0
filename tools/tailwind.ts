/**
 * The stylesheet: assets/app.css compiled by Tailwind 4 with the class names that stand in the
 * components, routes and islands, then minified. Runs at build time only.
 */
import { dirname, join, resolve } from "node:path";
import { Scanner } from "@tailwindcss/oxide";
import { transform } from "esbuild";
import type { Builder } from "fresh/dev";
import { compile } from "tailwindcss";

const SCANNED = ["components", "routes", "islands"];
/** light-dark() and nesting need these; older browsers would show no colours at all. */
const BROWSERS = ["chrome123", "firefox120", "safari17.5"];

/**
 * Compiles one css text.
 * @param css the text; its imports are relative to `base`
 * @param base directory of the css file
 * @param root the repository, where class names are looked for
 */
export async function compileCss(css: string, base: string, root: string): Promise<string> {
  const compiler = await compile(css, { base, loadStylesheet });
  const sources = SCANNED.map((dir) => ({
    base: join(root, dir),
    pattern: "**/*.{ts,tsx}",
    negated: false,
  }));
  const built = compiler.build(new Scanner({ sources }).scan());
  const { code } = await transform(built, { loader: "css", minify: true, target: BROWSERS });
  return code;
}

async function loadStylesheet(id: string, base: string) {
  const path = resolve(base, id);
  return { path, base: dirname(path), content: await Deno.readTextFile(path) };
}

/** Makes the builder compile the stylesheets of static/. */
export function tailwind(builder: Builder, root: string): void {
  builder.onTransformStaticFile(
    { pluginName: "tailwind", filter: /\.css$/ },
    async ({ text, path }) => ({
      path,
      content: await compileCss(text, join(root, "static"), root),
    }),
  );
}
