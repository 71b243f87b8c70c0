import assert from "node:assert/strict";
import { jsonFaults, MAX_DEPTH, parseJson, readForm } from "./body.ts";
import { Problem } from "./problem.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function refusal(text: string): Problem {
  try {
    parseJson(bytes(text));
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error;
  }
  throw new Error(`Expected a refusal of ${text.slice(0, 80)}`);
}

Deno.test("texts that Postgres cannot hold are 422 with a pointer", () => {
  const cases: [string, string][] = [
    ['{"a": "x\\u0000y"}', "/a"],
    ['{"a": [1, "\\ud800"]}', "/a/1"],
    ['{"a": {"b/c": "\\udc00x"}}', "/a/b~1c"],
    ['"\\ud83d"', ""],
    ['{"a": 1e999}', "/a"],
    ['{"a": {"__proto__": {"admin": true}}}', "/a/__proto__"],
    ['{"\\u0000": 1}', "/\u0000"],
  ];
  for (const [text, path] of cases) {
    const problem = refusal(text);
    assert.equal(problem.status, 422, text);
    assert.equal(problem.errors?.[0]?.path, path);
  }
});

Deno.test("whole surrogate pairs, and brackets inside texts, pass", () => {
  const value = { emoji: "😀", brackets: "[[[{{{".repeat(50), quote: 'a\\"[' };
  assert.deepEqual(parseJson(bytes(JSON.stringify(value))), value);
});

Deno.test("nesting is limited before anything is parsed", () => {
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  assert.ok(Array.isArray(parseJson(bytes(nested(MAX_DEPTH)))));
  assert.equal(refusal(nested(MAX_DEPTH + 1)).status, 400);
  assert.equal(refusal("[".repeat(1_000_000)).status, 400);
  assert.equal(refusal('{"a":'.repeat(100_000)).status, 400);
});

Deno.test("prefixes and single-byte damage of a good body are answered, never thrown through", () => {
  const good = '{"name":"A\\u00e9","list":[1,2,{"x":null}],"n":-1.5e3}';
  const variants = new Set<string>();
  for (let i = 0; i < good.length; i++) {
    variants.add(good.slice(0, i));
    for (const c of ['"', "\\", "{", "]", "\u0001", "é"]) {
      variants.add(good.slice(0, i) + c + good.slice(i + 1));
    }
  }
  for (const text of variants) {
    try {
      parseJson(bytes(text));
    } catch (error) {
      assert.ok(error instanceof Problem && [400, 422].includes(error.status), text);
      assert.doesNotMatch(error.message, /SyntaxError|JSON\.parse| at .*\.ts/);
    }
  }
});

Deno.test("the number of reported faults is bounded", () => {
  const many = Array.from({ length: 5000 }, () => "\u0000");
  assert.equal(jsonFaults(many).length, 20);
});

Deno.test("forms: urlencoded and multipart are read, others and NUL are refused", async () => {
  const post = (body: BodyInit, type?: string) =>
    new Request("http://x", {
      method: "POST",
      body,
      ...(type ? { headers: { "content-type": type } } : {}),
    });
  const plain = await readForm(post(new URLSearchParams({ a: "1" })), 1000);
  assert.equal(plain.get("a"), "1");
  const data = new FormData();
  data.set("file", new File(["{}"], "study.json"));
  const file = (await readForm(post(data), 1000)).get("file");
  assert.ok(file instanceof File && await file.text() === "{}");
  const cases: [Request, number][] = [
    [post("a=%00", "application/x-www-form-urlencoded"), 422],
    [post("{}", "application/json"), 415],
    [post("nonsense", "multipart/form-data; boundary=x"), 400],
    [post("a=" + "x".repeat(2000), "application/x-www-form-urlencoded"), 413],
  ];
  for (const [request, status] of cases) {
    await assert.rejects(
      readForm(request, 1000),
      (e) => e instanceof Problem && e.status === status,
    );
  }
});
