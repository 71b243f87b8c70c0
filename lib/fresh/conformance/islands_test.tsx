import assert from "node:assert/strict";
import { type Signal, signal } from "@preact/signals";
import { App, type Context, staticFiles } from "fresh";
import type { VNode } from "preact";
import Box from "./fixture/islands/Box.tsx";
import Counter from "./fixture/islands/Counter.tsx";
import { Left, Right } from "./fixture/islands/deep/Pair.tsx";
import Describe from "./fixture/islands/Describe.tsx";
import HeadTitle from "./fixture/islands/HeadTitle.tsx";
import Outer from "./fixture/islands/Outer.tsx";
import { describe } from "./fixture/lib/describe.ts";
import { client, hasChromium, inBrowser, quietly, status, text, useFixture } from "./harness.ts";
import { randomValues } from "./random.ts";

type Render = () => VNode;

/** An app with one page, and the fixture's islands. */
function pageApp(page: Render): Promise<App<unknown>> {
  return useFixture(
    new App().use(staticFiles()).get("/", (ctx: Context<unknown>) => ctx.render(page())).fsRoutes(),
  );
}

const ignore = !hasChromium;

Deno.test({ name: "I1 a click updates a signal that is a prop", ignore }, async () => {
  const app = await pageApp(() => <Counter id="c" count={signal(3)} />);
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("#c.ready");
    await page.click("#c button");
    await page.waitForFunction("document.querySelector('#c output').textContent === '4'");
  });
});

Deno.test({ name: "I2 one signal given to two islands stays one", ignore }, async () => {
  const app = await pageApp(() => {
    const count: Signal<number> = signal(0);
    return (
      <main>
        <Counter id="a" count={count} />
        <Counter id="b" count={count} />
      </main>
    );
  });
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("#a.ready");
    await page.waitForSelector("#b.ready");
    await page.click("#a button");
    await page.waitForFunction("document.querySelector('#b output').textContent === '1'");
  });
});

/** The values as the browser describes them. */
async function roundTrip(values: unknown[]): Promise<string[]> {
  const app = await pageApp(() => <Describe values={values} />);
  let shown: string[] = [];
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("ul.ready");
    shown = await page.$$eval("li", (items) => items.map((item) => item.textContent ?? ""));
  });
  return shown;
}

Deno.test({ name: "I3 props of every kind make the round trip", ignore }, async () => {
  const shared = { a: 1 };
  const circular: Record<string, unknown> = { name: "circle", list: [] };
  circular.self = circular;
  (circular.list as unknown[]).push(circular);
  const map = new Map<unknown, unknown>([["k", shared], [shared, 1n]]);
  map.set("map", map);
  const values: unknown[] = [
    undefined,
    null,
    true,
    false,
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    1e300,
    123n,
    -(2n ** 70n),
    "",
    `"quotes" \\ \u2028 \u0000 ünï 🍋 </script><!--`,
    // deno-lint-ignore no-sparse-arrays -- holes are the point
    [1, , 3],
    [],
    {},
    { nested: { deep: [{ x: undefined }] }, "a.b": 1 },
    new Date(1e12),
    new Date(NaN),
    /a"b\/[c]/gi,
    new URL("https://example.com/a?b=c#d"),
    new Uint8Array([0, 1, 127, 128, 255]),
    new Uint8Array([9, 8, 7, 6]).subarray(1, 3),
    new Set([1, "a", undefined, shared]),
    map,
    [shared, shared],
    circular,
    signal({ inner: signal(2) }),
    JSON.parse('{"__proto__": {"polluted": true}}'),
    Object.groupBy([1, 2, 3], (n) => n % 2 ? "odd" : "even"),
  ];
  assert.deepEqual(await roundTrip(values), values.map((value) => describe(value)));
});

Deno.test({ name: "I3 so do random structures", ignore }, async () => {
  const values = randomValues(20261121, 300);
  assert.deepEqual(await roundTrip(values), values.map((value) => describe(value)));
});

Deno.test({ name: "I3 and Temporal, where both sides have it", ignore }, async () => {
  const { Temporal } = globalThis as { Temporal?: { PlainDate: { from(s: string): unknown } } };
  if (Temporal === undefined) return;
  const date = Temporal.PlainDate.from("2026-11-21");
  const app = await pageApp(() => <Describe values={[date]} />);
  await inBrowser(app.handler(), "/", async (page) => {
    if (!await page.evaluate("'Temporal' in globalThis")) return;
    await page.waitForSelector("ul.ready");
    assert.equal(await page.textContent("li"), describe(date));
  });
});

Deno.test(
  { name: "I4 JSX props keep the server's HTML; islands inside of them work", ignore },
  async () => {
    const app = await pageApp(() => (
      <Box label={<b>label</b>} later={<i class="shown">later</i>}>
        <p class="kept" data-x="1">
          kept <em>html</em>
        </p>
        <input type="checkbox" checked />
        <Box>
          <Counter id="in" />
        </Box>
        text
      </Box>
    ));
    await inBrowser(app.handler(), "/", async (page) => {
      await page.waitForSelector("section.ready");
      await page.waitForSelector("#in.ready");
      assert.equal(await page.innerHTML(".kept"), "kept <em>html</em>");
      assert.equal(await page.getAttribute(".kept", "data-x"), "1");
      assert.equal(await page.innerHTML("h2"), "<b>label</b>");
      assert.equal(await page.isChecked("input"), true);
      await page.click("#in button");
      await page.waitForFunction("document.querySelector('#in output').textContent === '1'");
      assert.equal(await page.$(".shown"), null);
      await page.click(".toggle");
      await page.waitForSelector(".shown");
      assert.equal(await page.textContent(".shown"), "later");
      assert.equal(await page.innerHTML(".kept"), "kept <em>html</em>");
      assert.equal(await page.textContent("#in output"), "1", "the inner island keeps its state");
    });
  },
);

Deno.test({ name: "I5 named exports, and two islands in one file", ignore }, async () => {
  const app = await pageApp(() => (
    <main>
      <Left text="l" />
      <Right text="r" />
    </main>
  ));
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("#left.ready");
    await page.waitForSelector("#right.ready");
    assert.equal(await page.textContent("#right"), "r");
  });
});

Deno.test({ name: "I5 an island inside an island is a plain component", ignore }, async () => {
  const app = await pageApp(() => <Outer />);
  assert.doesNotMatch(await text(client(app)("/")), /import Counter/);
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("#inner.ready");
    await page.click("#inner button");
    await page.waitForFunction("document.querySelector('#inner output').textContent === '1'");
  });
});

Deno.test({ name: "I6 an island in an (_islands) folder", ignore }, async () => {
  const app = await pageApp(() => <p />);
  await inBrowser(app.handler(), "/local", async (page) => {
    await page.waitForSelector("p.ready");
  });
});

Deno.test({ name: "I6 Head in an island updates the live head", ignore }, async () => {
  const app = await pageApp(() => (
    <html>
      <head>
        <title>first</title>
        <style>{"i { color: red }"}</style>
        <style key="own">{"i { order: 9 }"}</style>
      </head>
      <body>
        <HeadTitle />
      </body>
    </html>
  ));
  assert.match(await text(client(app)("/")), /<title>count 0<\/title>/);
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("div.ready");
    await page.click("button");
    await page.waitForFunction("document.title === 'count 1'");
    assert.equal(await page.locator("head title").count(), 1);
    assert.deepEqual(await page.$$eval("head style", (all) => all.map((one) => one.textContent)), [
      "i { color: red }",
      "i { order: 1 }",
    ]);
  });
});

Deno.test("I7 a page without islands has no script and no Link", async () => {
  const app = await pageApp(() => <p>plain</p>);
  const res = await client(app)("/");
  assert.equal(res.headers.get("link"), null);
  assert.doesNotMatch(await res.text(), /<script|frsh:/);
});

Deno.test("I8 modules are preloaded for exactly the islands used", async () => {
  const app = await pageApp(() => (
    <main>
      <Counter id="a" />
      <Counter id="b" />
      <Left text="l" />
    </main>
  ));
  const res = await client(app)("/");
  await res.body?.cancel();
  const links = (res.headers.get("link") ?? "").split(", ");
  const names = links.map((link) => /\/([\w-]+)\.js>; rel="modulepreload"/.exec(link)?.[1]);
  assert.deepEqual(names, ["fresh-runtime", "Counter", "Pair"]);
});

Deno.test("I9 a function as a prop is a clear error", async () => {
  const errors: string[] = [];
  const app = await pageApp(() => <Describe values={[{ onClick: () => {} }]} />);
  await quietly(async () => {
    console.error = (error: unknown) => errors.push(String(error));
    assert.equal(await status(client(app)("/")), 500);
  });
  assert.match(errors.join(), /[Ff]unction/);
});

Deno.test("I9 after an error the next page renders", async () => {
  let broken = true;
  const app = await pageApp(() => <Describe values={[broken ? Symbol("s") : 1]} />);
  const fetch = client(app);
  assert.equal(await quietly(() => status(fetch("/"))), 500);
  broken = false;
  assert.match(await text(fetch("/")), /boot\(/);
});

Deno.test({ name: "I4 an island that is shown twice works twice", ignore }, async () => {
  const counter = <Counter id="twice" />;
  const app = await pageApp(() => (
    <main>
      {counter}
      <div>{counter}</div>
    </main>
  ));
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("main > .ready");
    await page.click("div > .ready button");
    await page.waitForFunction("document.querySelector('div > .ready output').textContent === '1'");
    assert.equal(await page.textContent("main > .ready output"), "0");
  });
});
