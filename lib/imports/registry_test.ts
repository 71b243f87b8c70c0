import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { readSource } from "./reading.ts";
import { fetchRecord, type Registry, registryOf } from "./registry.ts";

function registry(answer: (url: string, init?: RequestInit) => Response | Promise<Response>) {
  const asked: string[] = [];
  const fake: Registry = {
    baseUrl: "https://registry.test/api/v2",
    timeoutMs: 20,
    fetch: async (input, init) => {
      asked.push(String(input));
      return await answer(String(input), init);
    },
  };
  return { fake, asked };
}

Deno.test("a record is fetched by its number", async () => {
  const { fake, asked } = registry(() => Response.json(DEMO_STUDIES[0]));
  const read = await readSource({ nctId: " nct09990201 " }, fake);
  assert.ok(read.ok);
  assert.equal(read.value.nctId, "NCT09990201");
  assert.deepEqual(asked, ["https://registry.test/api/v2/studies/NCT09990201?format=json"]);
});

Deno.test("a number that is none, or that is unknown, is the caller's to mend", async () => {
  const { fake, asked } = registry(() => new Response("not found", { status: 404 }));
  for (
    const [number, message] of [["NCT1", /eight digits/], ["NCT00000000", /has no study/]] as const
  ) {
    const result = await fetchRecord(number, fake);
    assert.ok(!result.ok);
    assert.equal(result.problem.status, 422);
    assert.equal(result.problem.errors?.[0]?.path, "/nctId");
    assert.match(result.problem.detail, message);
  }
  assert.equal(asked.length, 1);
});

Deno.test("a registry that cannot be reached says so, and to use the file", async () => {
  const answers: [string, (url: string, init?: RequestInit) => Response | Promise<Response>][] = [
    ["the network does not let it through", () => Promise.reject(new TypeError("refused"))],
    ["it answered 500", () => new Response("", { status: 500 })],
    ["its answer is no JSON record", () => new Response("<html>")],
    ["no answer in 0.02 s", (_, init) =>
      new Promise((_resolve, reject) => {
        const hold = setTimeout(() => {}, 5_000);
        init?.signal?.addEventListener("abort", () => {
          clearTimeout(hold);
          reject(init.signal?.reason);
        });
      })],
  ];
  for (const [why, answer] of answers) {
    const result = await fetchRecord("NCT09990201", registry(answer).fake);
    assert.ok(!result.ok);
    assert.equal(result.problem.status, 503);
    assert.equal(result.problem.headers["retry-after"], "60");
    assert.ok(result.problem.detail.includes(`(${why})`), result.problem.detail);
    assert.match(result.problem.detail, /import the file$/);
  }
});

Deno.test("what is pasted may be anything", async () => {
  const { fake } = registry(() => assert.fail("not asked"));
  const good = await readSource({ text: JSON.stringify({ studies: [DEMO_STUDIES[1]] }) }, fake);
  assert.ok(good.ok);
  for (const text of ["", "  ", "<clinical_study>", "{", "NCT09990201", "[1,2]", "null"]) {
    const result = await readSource({ text }, fake);
    assert.ok(!result.ok);
    assert.equal(result.problem.status, 422, text);
    assert.equal(result.problem.errors?.[0]?.path, "/record", text);
  }
});

Deno.test("the address of the registry is the operator's", () => {
  const at = (ctgovBaseUrl: string | null) => registryOf({ version: "1", ctgovBaseUrl }).baseUrl;
  assert.equal(at("https://mirror.example/v2/"), "https://mirror.example/v2");
  assert.equal(at(null), "https://clinicaltrials.gov/api/v2");
});

Deno.test("the digest of a record does not depend on its layout", async () => {
  const { fake } = registry(() => assert.fail("not asked"));
  const reversed = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map(reversed)
      : value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).reverse().map(([k, v]) => [k, reversed(v)]))
      : value;
  const [one, two] = await Promise.all([
    readSource({ record: DEMO_STUDIES[0] }, fake),
    readSource({ record: reversed(DEMO_STUDIES[0]) }, fake),
  ]);
  assert.ok(one.ok && two.ok);
  assert.equal(one.value.sha256, two.value.sha256);
});
