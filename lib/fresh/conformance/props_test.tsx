/** What island props may hold, and what arrives of it. Case by case as in Fresh's own tests. */
import assert from "node:assert/strict";
import { computed, type Signal, signal } from "@preact/signals";
import { browserTest, ignore, pageApp, shows } from "./browser.tsx";
import Counter from "./fixture/islands/Counter.tsx";
import Describe from "./fixture/islands/Describe.tsx";
import { Nothing, WithFunction, WithJson, WithProcess } from "./fixture/islands/Kinds.tsx";
import NamedMap from "./fixture/islands/Map.tsx";
import { describe } from "./fixture/lib/describe.ts";
import { client, inBrowser, quietly, status, text } from "./harness.ts";

async function arrived(values: unknown[]): Promise<string[]> {
  let shown: string[] = [];
  const app = await pageApp(() => <Describe values={values} />);
  await inBrowser(app.handler(), "/", async (page) => {
    await page.waitForSelector("ul.ready");
    shown = await page.$$eval("li", (items) => items.map((item) => item.textContent ?? ""));
  });
  return shown;
}

Deno.test({ name: "I3 the values of Fresh's own round trip", ignore }, async () => {
  const inner = { foo: 123 };
  const circular = { a: 1, b: null as unknown };
  circular.b = circular;
  const values: unknown[] = [
    ...[undefined, null, 1, 2, -2, Infinity, -Infinity, 0, -0, NaN, 1.2 - 1.2, true, false, "abc"],
    ...[1n, -1n, [1, 2, 3], [null, undefined, -2], { a: 1, b: null, c: -2 }],
    ...[new Uint8Array([1, 2, 3]), new URL("https://fresh.deno.dev"), new Date("1990-05-31")],
    ...[new Map([[1, null], [undefined, -2]]), new Set([1, 2, null, -2, NaN])],
    // deno-lint-ignore no-sparse-arrays -- holes are the point
    ...[[1, , 3], /foo["]/, { a: inner, b: [inner, inner] }, circular],
    { __proto__: 123, foo: 1 },
  ];
  assert.deepEqual(await arrived(values), values.map((value) => describe(value)));
});

Deno.test({ name: "I3 each kind of Temporal, where both sides have it", ignore }, async () => {
  type Kind = { from(text: string): unknown };
  const { Temporal } = globalThis as unknown as { Temporal?: Record<string, Kind> };
  if (Temporal === undefined) return;
  const texts = {
    Instant: "2026-11-21T09:00:00.000000001Z",
    ZonedDateTime: "2026-11-21T10:00:00+01:00[Europe/Berlin]",
    PlainDate: "2026-11-21",
    PlainTime: "09:00:00.5",
    PlainDateTime: "2026-11-21T09:00:00",
    PlainYearMonth: "2026-11",
    PlainMonthDay: "11-21",
    Duration: "P1Y2M3DT4H5.006S",
  };
  const values = Object.entries(texts).map(([kind, text]) => Temporal[kind]?.from(text));
  const app = await pageApp(() => <Describe values={values} />);
  await inBrowser(app.handler(), "/", async (page) => {
    if (!await page.evaluate("'Temporal' in globalThis")) return;
    await page.waitForSelector("ul.ready");
    const shown = await page.$$eval("li", (items) => items.map((item) => item.textContent));
    assert.deepEqual(shown, values.map((value) => describe(value)));
    assert.match(String(shown[1]), /^Temporal\.ZonedDateTime .*Europe\/Berlin/);
  });
});

Deno.test({ name: "I3 a computed signal stays one, with its value", ignore }, async () => {
  const count = signal(2);
  const double = computed(() => count.value * 2);
  assert.deepEqual(
    await arrived([double, [double, count], { double }]),
    ["computed 4", "[computed 4,signal 2]", "{double:computed 4}"],
  );
});

Deno.test({ name: "I3 a signal in a circle arrives", ignore }, async () => {
  const a: Signal<unknown> = signal();
  a.value = { self: a, name: "a" };
  const b: Signal<unknown> = signal();
  const c = computed(() => [b]);
  b.value = new Map([["c", c]]);
  const shown = await arrived([a, b, c, { a, list: [a, c] }]);
  assert.match(shown[0] ?? "", /^signal {self:.*,name:"a"}/);
  assert.match(shown[1] ?? "", /^signal map "c"=>computed \[/);
});

browserTest("I3 a signal in a circle is live", () => {
  const count: Signal<number> & { self?: unknown } = signal(0);
  const holder: Signal<unknown> = signal();
  holder.value = { holder, count };
  return (
    <main>
      <Describe values={[holder]} />
      <Counter id="a" count={count} />
      <Counter id="b" count={count} />
    </main>
  );
}, async (page) => {
  await page.waitForSelector("#a.ready");
  await page.waitForSelector("#b.ready");
  await page.click("#a button");
  await shows(page, "#b output", "1");
});

class Thing {
  name = "thing";
}

/** What Fresh refuses, and what it lets through as a plain object or breaks on. */
const refused: [what: string, value: unknown, upstream: number[]][] = [
  ["a function", () => {}, [500]],
  ["a function in a signal", signal(() => {}), [500]],
  ["an instance of a class", new Thing(), [200, 500]],
  ["a promise", Promise.resolve(1), [200, 500]],
  ["a symbol", Symbol("s"), [200, 500]],
];
for (const [what, value, statuses] of refused) {
  Deno.test(`I9 ${what} in a prop is an error, and the next page works`, async () => {
    let values: unknown[] = [{ value }];
    const fetch = client(await pageApp(() => <Describe values={values} />));
    const got = await quietly(() => status(fetch("/")));
    assert.ok(statuses.includes(got), String(got));
    values = [1];
    assert.match(await text(fetch("/")), /boot\(/);
  });
}

browserTest("I5 an island that shows nothing", () => <Nothing />, async (page) => {
  await page.waitForSelector("body.runs", { state: "attached" });
});

browserTest("I5 functions, JSON and process.env inside of islands", () => (
  <main>
    <WithFunction />
    <WithJson />
    <WithProcess />
    <NamedMap />
  </main>
), async (page) => {
  for (const id of ["fn", "json", "mode", "map"]) await page.waitForSelector(`#${id}.ready`);
  await shows(page, "#fn", "itworks");
  await shows(page, "#json", '{"foo":123}');
  await shows(page, "#mode", "production");
  await shows(page, "#map", "one");
});

for (const bad of [`"foo"asdf`, `<script>alert(1)</script>`, `<!--<script>alert(1)</script>`]) {
  browserTest(`X4 ${bad} in a prop is text`, () => <Describe values={[bad]} />, async (page) => {
    await page.waitForSelector("ul.ready");
    await shows(page, "li", JSON.stringify(bad));
  });
}

Deno.test({ name: "I6 islands of one name in two (_islands) folders", ignore }, async () => {
  const app = await pageApp(() => <p />);
  await inBrowser(app.handler(), "/both", async (page) => {
    await page.waitForSelector("b.ready");
    await page.waitForSelector("p.ready");
  });
});

Deno.test({ name: "I1 an island under a base path", ignore }, async () => {
  const app = await pageApp(() => <Counter id="c" />, "/ui");
  await inBrowser(app.handler(), "/ui", async (page) => {
    await page.waitForSelector("#c.ready");
    await page.click("#c button");
    await shows(page, "#c output", "1");
  });
});
