import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { compileCss } from "./tailwind.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

async function compiled(): Promise<string> {
  const base = join(ROOT, "static");
  return await compileCss(await Deno.readTextFile(join(base, "app.css")), base, ROOT);
}

Deno.test("the stylesheet has our tokens, our components, the utilities in use, and little else", async () => {
  const css = await compiled();
  assert.ok(css.includes("--color-accent"), "tokens");
  assert.ok(css.includes(".btn.primary"), "components");
  assert.ok(css.includes(".text-ink-3"), "utilities of the tokens");
  assert.ok(!css.includes("--color-red-500"), "Tailwind's own palette is not there");
  assert.ok(!/@tailwind|@theme|@apply|@import/.test(css), "nothing is left to compile");
  const gzip = new Blob([css]).stream().pipeThrough(new CompressionStream("gzip"));
  const size = (await new Response(gzip).arrayBuffer()).byteLength;
  assert.ok(size < 14_000, `${size} bytes`);
});

Deno.test("every icon that a component names is in the sprite", async () => {
  const sprite = await Deno.readTextFile(join(ROOT, "static/icons.svg"));
  const icons = await Deno.readTextFile(join(ROOT, "components/icons.tsx"));
  const names = [...icons.matchAll(/^ {2}\| "(\w+)"/gm)].map((match) => match[1]);
  assert.ok(names.length > 10);
  for (const name of names) assert.ok(sprite.includes(`id="i-${name}"`), name);
});
