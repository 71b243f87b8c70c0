import assert from "node:assert/strict";
import { App } from "fresh";
import { Builder } from "fresh/dev";
import { client, deno, fixtureCopy, hasChromium, projectConfig, text } from "./harness.ts";
import { useFixture, withPage } from "./harness.ts";
import { join } from "./paths.ts";

/** Runs a server process of the fixture until the work is done. */
async function serving(
  args: string[],
  cwd: string,
  port: number,
  work: (origin: string) => Promise<void>,
): Promise<void> {
  const [command = "", ...rest] = args;
  const child = new Deno.Command(Deno.execPath(), {
    args: [command, "-A", "--no-check", "--config", projectConfig(), ...rest],
    cwd,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const origin = `http://127.0.0.1:${port}`;
  try {
    for (let attempt = 0;; attempt++) {
      const up = await fetch(origin).then((res) => res.body?.cancel(), () => "down");
      if (up !== "down") break;
      if (attempt > 200) throw new Error("The server did not start");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await work(origin);
  } finally {
    child.kill();
    await child.status;
  }
}

function freePort(): number {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  return port;
}

async function readAll(dir: string): Promise<string> {
  let all = "";
  for await (const entry of Deno.readDir(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory) all += await readAll(path);
    else if (entry.name.endsWith(".js")) all += await Deno.readTextFile(path);
  }
  return all;
}

Deno.test("B1 a build on disk is served by deno serve", async () => {
  await using copy = await fixtureCopy();
  await deno(copy.dir, ["run", "dev.ts", "build"]);
  const port = freePort();
  const args = ["serve", "--host=127.0.0.1", `--port=${port}`, "_fresh/server.js"];
  await serving(args, copy.dir, port, async (origin) => {
    const home = await text(fetch(origin + "/island"));
    const script = /from "(\/_fresh\/js\/[^"]+)"/.exec(home)?.[1];
    const module = await fetch(origin + script);
    assert.match(module.headers.get("cache-control") ?? "", /immutable/);
    await module.body?.cancel();

    const file = await fetch(origin + "/text.txt");
    assert.equal(await file.text(), "static text\n");
    const etag = file.headers.get("etag") ?? "";
    assert.match(etag, /^W\/"\w+"$/);
    const again = await fetch(origin + "/text.txt", { headers: { "if-none-match": etag } });
    assert.equal(again.status, 304);
    assert.equal(await text(fetch(origin + "/C%23%2C%2050%25%20%C3%BC.txt")), "x");
    for (const path of ["/.env", "/.hidden/secret.txt", "/snapshot.js", "/build.json"]) {
      const res = await fetch(origin + path);
      await res.body?.cancel();
      assert.equal(res.status, 404, path);
    }
    assert.match(await text(fetch(origin + "/numbers/5")), /number 5/);
  });
});

Deno.test("B2 the same DENO_DEPLOYMENT_ID gives the same build id", async () => {
  const ids: string[] = [];
  for (const id of ["one", "one", "two"]) {
    await using copy = await fixtureCopy();
    await deno(copy.dir, ["run", "dev.ts", "build"], { DENO_DEPLOYMENT_ID: id });
    const snapshot = await Deno.readTextFile(join(copy.dir, "_fresh/snapshot.js"));
    ids.push(/version = "(\w+)"/.exec(snapshot)?.[1] ?? "");
  }
  assert.ok(ids[0]);
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});

Deno.test("B3, B4 server modules and private variables stay out of the bundle", async () => {
  await using copy = await fixtureCopy();
  await deno(copy.dir, ["run", "dev.ts", "build"], {
    FRESH_PUBLIC_CONFORMANCE: "public-value",
    CONFORMANCE_PRIVATE: "private-value",
  });
  const scripts = await readAll(join(copy.dir, "_fresh/static"));
  assert.match(scripts, /public-value/);
  assert.doesNotMatch(scripts, /private-value|server-only-module-content/);
});

Deno.test("B5 a build in memory serves an app of the same process", async () => {
  const app = await useFixture(new App().fsRoutes());
  assert.match(await text(client(app)("/island")), /import Counter from/);
});

Deno.test("B5 a transform changes static files", async () => {
  await using copy = await fixtureCopy();
  const builder = new Builder({ root: copy.dir });
  const seen: string[] = [];
  const filter = /\.css$/;
  builder.onTransformStaticFile({ pluginName: "one", filter }, ({ text, path }) => {
    seen.push(path.slice(copy.dir.length));
    return { content: `${text}/* one */` };
  });
  builder.onTransformStaticFile({ pluginName: "two", filter }, ({ text }) => ({
    content: `${text}/* two */`,
  }));
  for (const skip of ["style.css", "**/style.css", /style\.css$/]) {
    builder.onTransformStaticFile({ pluginName: "no", filter, exclude: [skip] }, () => {
      throw new Error("excluded");
    });
  }
  await builder.build();
  const css = await Deno.readTextFile(join(copy.dir, "_fresh/static/style.css"));
  assert.match(css, /__frsh_c=.*\/\* one \*\/\s*\/\* two \*\//s);
  assert.deepEqual(seen, ["/static/style.css"]);
});

Deno.test("B6 in development a page connects, and learns of a new process", async () => {
  await using copy = await fixtureCopy();
  const port = freePort();
  const revisions: number[] = [];
  for (let run = 0; run < 2; run++) {
    await serving(["run", "dev.ts", String(port)], copy.dir, port, async (origin) => {
      assert.match(await text(fetch(origin)), /home/);
      const plain = await fetch(origin + "/_frsh/alive");
      await plain.body?.cancel();
      assert.equal(plain.status, 501);
      const socket = new WebSocket(origin.replace("http", "ws") + "/_frsh/alive");
      const { promise, resolve } = Promise.withResolvers<string>();
      socket.onmessage = (event) => resolve(event.data);
      revisions.push(JSON.parse(await promise).revision);
      const closed = new Promise((done) => socket.onclose = done);
      socket.close();
      await closed;
    });
  }
  const [first = 0, second = 0] = revisions;
  assert.ok(second > first);
});

Deno.test(
  { name: "B6 an open page reloads when the process is new", ignore: !hasChromium },
  async () => {
    await using copy = await fixtureCopy();
    const port = freePort();
    const dev = (work: (origin: string) => Promise<void>) =>
      serving(["run", "dev.ts", String(port)], copy.dir, port, work);
    await withPage(async (page) => {
      await dev(async (origin) => {
        const { promise: connected, resolve } = Promise.withResolvers<void>();
        page.on("websocket", (socket) => socket.on("framereceived", () => resolve()));
        await page.goto(origin + "/island");
        await page.waitForSelector(".ready");
        await connected;
      });
      const reloaded = page.waitForEvent("load");
      await dev(async () => {
        await reloaded;
        await page.waitForSelector(".ready");
      });
    });
  },
);
