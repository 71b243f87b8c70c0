import assert from "node:assert/strict";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { App, setBuildCache } from "../app.ts";
import { ProdBuildCache } from "../build_cache.ts";
import { staticFiles } from "../middlewares.ts";
import { fixtureCopy } from "../../conformance/harness.ts";
import { Builder } from "./builder.ts";

/** Builds and returns the build id, and whether anything was written. */
async function build(dir: string, plugin = false): Promise<{ id: string; written: boolean }> {
  const builder = new Builder({ root: dir });
  if (plugin) {
    const filter = /\.css$/;
    builder.onTransformStaticFile({ pluginName: "p", filter }, ({ text }) => ({ content: text }));
  }
  const { log } = console;
  let written = false;
  console.log = () => written = true;
  try {
    await builder.build();
  } finally {
    console.log = log;
  }
  return { id: builder.config.buildId, written };
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
}

Deno.test("a build of the same content writes nothing", async () => {
  await using copy = await fixtureCopy();
  const first = await build(copy.dir);
  assert.ok(first.written);
  assert.deepEqual(await build(copy.dir), { id: first.id, written: false });

  await edit(join(copy.dir, "lib/ready.ts"), (text) => text);
  assert.deepEqual(await build(copy.dir), { id: first.id, written: false }, "a touched file");
});

Deno.test("a build follows what its islands import, static files and routes", async () => {
  await using copy = await fixtureCopy();
  const at = (path: string) => join(copy.dir, path);
  const first = await build(copy.dir);

  await edit(at("lib/ready.ts"), (text) => text.replace('"ready"', '"running"'));
  const changed = await build(copy.dir);
  assert.ok(changed.written);
  assert.notEqual(changed.id, first.id);
  await edit(at("lib/ready.ts"), (text) => text.replace('"running"', '"ready"'));
  assert.deepEqual(
    await build(copy.dir),
    { id: first.id, written: true },
    "the id is the content's",
  );

  await Deno.writeTextFile(at("static/text.txt"), "other");
  assert.ok((await build(copy.dir)).written, "a static file");
  await Deno.writeTextFile(at("routes/new.ts"), "export const handler = () => new Response();");
  assert.ok((await build(copy.dir)).written, "a new route");
  await edit(at("_fresh/snapshot.js"), (text) => text.slice(0, -10));
  assert.ok((await build(copy.dir)).written, "a build that was cut off");
  assert.equal((await build(copy.dir)).written, false);
});

Deno.test("every source of the project is an input, for plugins may read it", async () => {
  await using copy = await fixtureCopy();
  await build(copy.dir, true);
  assert.equal((await build(copy.dir, true)).written, false);
  await edit(join(copy.dir, "routes/index.tsx"), (text) => text + "// text-red");
  assert.ok((await build(copy.dir, true)).written);
});

Deno.test("text is compressed by the build and served to those who take it", async () => {
  await using copy = await fixtureCopy();
  const long = "compressible ".repeat(200);
  await Deno.writeTextFile(join(copy.dir, "static/long.txt"), long);
  await build(copy.dir);
  const app = new App().use(staticFiles());
  const snapshot = await import(`file://${copy.dir}/_fresh/snapshot.js`);
  setBuildCache(app, new ProdBuildCache(copy.dir, snapshot), "production");
  const handler = app.handler();
  const get = (encodings: string, method = "GET") =>
    handler(
      new Request("http://localhost/long.txt", {
        headers: { "accept-encoding": encodings },
        method,
      }),
    );

  const packed = await get("br, gzip;q=0.8");
  assert.equal(packed.headers.get("content-encoding"), "gzip");
  assert.match(packed.headers.get("vary") ?? "", /Accept-Encoding/);
  const bytes = new Uint8Array(await packed.arrayBuffer());
  assert.equal(packed.headers.get("content-length"), String(bytes.length));
  assert.equal(new TextDecoder().decode(gunzipSync(bytes)), long);
  assert.equal((await get("gzip", "HEAD")).headers.get("content-length"), String(bytes.length));
  for (const encodings of ["", "br", "gzip;q=0"]) {
    const plain = await get(encodings);
    assert.equal(plain.headers.get("content-encoding"), null);
    assert.equal(await plain.text(), long);
  }
});

Deno.test("the runtime, Preact and signals weigh at most 11 KB, without a server renderer", async () => {
  await using copy = await fixtureCopy();
  const { id } = await build(copy.dir);
  const dir = join(copy.dir, "_fresh/static/_fresh/js", id);
  const load = new Set(["fresh-runtime.js"]);
  let bytes = 0;
  for (const name of load) {
    const code = await Deno.readTextFile(join(dir, name));
    for (const [, other] of code.matchAll(/from\s*"\.\/([^"]+)"/g)) load.add(other ?? "");
    assert.doesNotMatch(code, /renderToString|is not a valid HTML tag/);
    bytes += gzipSync(code, { level: 9 }).length;
  }
  assert.ok(bytes <= 11 * 1024, `${bytes} bytes`);
});

Deno.test("the server side does not load esbuild", async () => {
  const url = new URL("../mod.ts", import.meta.url).href;
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json", url] })
    .output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = modules.map((module: { specifier: string }) => module.specifier);
  assert.ok(loaded.length > 10);
  assert.deepEqual(loaded.filter((name: string) => /esbuild|\/dev\//.test(name)), []);
});
