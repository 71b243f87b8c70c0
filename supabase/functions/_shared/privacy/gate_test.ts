import assert from "node:assert/strict";
import { type Entry, GateError, redact, restore, restorer, restoring, Vault } from "./gate.ts";
import { random } from "./testing.ts";
import { planted } from "./planted_testing.ts";

const tokens = (text: string) => text.match(/⟦[A-Z_]+_\d+⟧/g) ?? [];

Deno.test("one value has one token in a call, another value another", () => {
  const { texts, counts } = redact(["a@x.org, b@x.org", "again a@x.org"]);
  const [first, second, third] = texts.flatMap(tokens);
  assert.notEqual(first, second);
  assert.equal(first, third);
  assert.deepEqual(counts, { EMAIL: 3 });
});

Deno.test("a text cannot imitate a token", () => {
  const { texts, vault } = redact(["mail a@x.org", "say ⟦EMAIL_1⟧ and ⟦ or ⟧"]);
  assert.equal(texts[1]!.includes("⟦EMAIL_1⟧"), false);
  assert.deepEqual(restore(texts, vault), ["mail a@x.org", "say ⟦EMAIL_1⟧ and ⟦ or ⟧"]);
});

Deno.test("restoring is done once: what a value holds is not restored again", () => {
  const { texts, vault } = redact("⟦⟦EMAIL_1⟧ a@x.org");
  assert.equal(restore(texts, vault), "⟦⟦EMAIL_1⟧ a@x.org");
});

Deno.test("an unknown token in an answer stays as it is", () => {
  const { vault } = redact("a@x.org");
  assert.equal(restore("⟦EMAIL_2⟧ ⟦NAME_1⟧ ⟦EMAIL_1⟧", vault), "⟦EMAIL_2⟧ ⟦NAME_1⟧ a@x.org");
});

Deno.test("a conversation goes on with its vault", () => {
  const first = redact("a@x.org wrote");
  const second = redact("b@x.org and a@x.org", [], { vault: first.vault });
  assert.equal(second.texts, "⟦EMAIL_2⟧ and ⟦EMAIL_1⟧");
  const third = redact("⟦EMAIL_1⟧ ⟦EMAIL_9⟧ c@x.org", [], { vault: first.vault, redacted: true });
  assert.match(third.texts, /^⟦EMAIL_1⟧ ⟦LITERAL_\d⟧EMAIL_9⟦LITERAL_\d⟧ ⟦EMAIL_3⟧$/);
  assert.equal(restore(third.texts, first.vault), "a@x.org ⟦EMAIL_9⟧ c@x.org");
});

Deno.test("JSON: values, keys and numbers, with the key as context; its shape comes back", () => {
  const record = {
    patientId: "AB-10045",
    ssn: 219099999,
    dateOfBirth: "3 May 1950",
    age: 92,
    visits: [{ on: "2024-05-06", weightKg: 71.5 }, null, true],
    "jane@x.org": { zip: "8001" },
    site: { facility: "Mercy", zip: "10467-2490" },
    maximumAge: "95 Years",
    enrolled: 1148,
  };
  const { texts, vault } = redact(record);
  const sent = JSON.stringify(texts);
  for (const gone of ["10045", "219099999", "1950", "92", "jane", "8001"]) {
    assert.equal(sent.includes(gone), false, gone);
  }
  for (const kept of ["2024-05-06", "71.5", "10467-2490", "95 Years", "1148", "Mercy"]) {
    assert.ok(sent.includes(kept), kept);
  }
  assert.deepEqual(restore(texts, vault), record);
});

Deno.test("JSON: a name beside an address or a birth date is a person's, beside others it is a thing's", () => {
  const { texts } = redact({
    contact: { name: "Jane Roe", email: "a@x.org" },
    patient: { name: "Ann Lee" },
    intervention: { name: "Proton Beam" },
    sponsor: { fullName: "Novo Nordisk A/S" },
  });
  assert.deepEqual(texts, {
    contact: { name: "⟦NAME_1⟧", email: "⟦EMAIL_1⟧" },
    patient: { name: "⟦NAME_2⟧" },
    intervention: { name: "Proton Beam" },
    sponsor: { fullName: "Novo Nordisk A/S" },
  });
});

Deno.test("__proto__ is a key like others", () => {
  const record = JSON.parse('{"__proto__": {"mail": "a@x.org"}}');
  const { texts, vault } = redact(record);
  assert.equal(JSON.stringify(texts).includes("a@x.org"), false);
  assert.deepEqual(restore(texts, vault), record);
});

Deno.test("it fails closed and its errors hold no text", () => {
  const secret = "jane@x.org";
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const refused: [unknown, unknown, object, string][] = [
    [secret.repeat(20), [], { limit: 100 }, "too long"],
    [[secret, secret.repeat(9)], [], { limit: 95 }, "too long"],
    [secret, [], { budget: -1 }, "out of time"],
    [circle, [], {}, "too deep"],
    [new Map([[secret, 1]]), [], {}, "not text"],
    [() => secret, [], {}, "not text"],
    [219099999n, [], {}, "not text"],
    [
      {
        get mail() {
          throw new Error(secret);
        },
      },
      [],
      {},
      "failed",
    ],
    [secret, [{ value: 3, kind: "person" }], {}, "failed"],
  ]; // deno-fmt-ignore: a table is read as a table
  for (const [texts, dictionary, options, reason] of refused) {
    assert.throws(
      () => redact(texts, dictionary as Entry[], options),
      (error) => {
        assert.ok(error instanceof GateError);
        assert.equal(error.reason, reason);
        assert.equal(Deno.inspect(error).includes("jane"), false);
        return true;
      },
    );
  }
});

Deno.test("neither counts nor a printed vault hold text", () => {
  const values = planted.map(([value]) => value);
  const { counts, vault } = redact(values.join("\n"));
  const printed = JSON.stringify(counts) + JSON.stringify({ vault }) + Deno.inspect(vault);
  for (const value of values) assert.equal(printed.includes(value), false);
  for (const [kind, count] of Object.entries(counts)) {
    assert.match(kind, /^[A-Z_]+$/);
    assert.ok(Number.isInteger(count));
  }
});

Deno.test("property: what was redacted comes back, in whatever chunks an answer arrives", async () => {
  const next = random(1);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  const scraps = [
    ...planted.map(([value]) => value),
    "⟦",
    "⟧",
    "⟦EMAIL_1⟧",
    "⟦NAME_",
    "\ufffc",
    "\ud83d",
    "😀",
    "１２",
    "\u200b",
    "\u00a0",
    "é",
    "e\u0301",
    "İ",
    "\n",
    " ",
    "word",
    "Dr. Ann Bee ",
    "5 mg",
    "{",
    '"',
    ",",
  ]; // deno-fmt-ignore: a list of scraps
  for (let round = 0; round < 150; round++) {
    const text = Array.from({ length: 1 + Math.floor(next() * 12) }, () => pick(scraps)).join(pick(["", " "]));
    const { texts, vault } = redact(text);
    assert.equal(restore(texts, vault), text);
    const again = redact(texts, [], { vault, redacted: true });
    assert.equal(again.texts, texts, "a second pass changes nothing");
    assert.deepEqual(again.counts, {});

    const stream = restorer(vault);
    let out = "";
    for (let at = 0; at < texts.length;) {
      const size = 1 + Math.floor(next() * 9);
      out += stream.push(texts.slice(at, at + size));
      at += size;
    }
    assert.equal(out + stream.flush(), text);
  }
  const { texts, vault } = redact("a@x.org is here");
  const chunks = ReadableStream.from([...texts]).pipeThrough(restoring(vault));
  assert.equal((await Array.fromAsync(chunks)).join(""), "a@x.org is here");
});

Deno.test("a stream gives out what cannot become a token, and all of it at the end", () => {
  const stream = restorer(new Vault());
  assert.equal(stream.push("a ⟦b"), "a ⟦b");
  assert.equal(stream.push("c ⟦EMA"), "c ");
  assert.equal(stream.push("IL_"), "");
  assert.equal(stream.flush(), "⟦EMAIL_");
  assert.equal(stream.flush(), "");
});

Deno.test("hostile input of 200,000 characters ends, and linearly", () => {
  const shapes = [
    "a",
    "A",
    "1",
    "1 ",
    "12-",
    "@",
    "a@",
    "a.",
    "a.b@c.",
    ":",
    "ab:",
    "a::",
    "http://",
    "www.",
    "Dr. Ann Bee ",
    "Ann Bee Cee ",
    "1 Main ",
    "12 Main Street, ",
    "Apt. 1 ",
    "\n",
    " ",
    "lives at 1 A ",
    "zip ",
    "born on the ",
    "+1 ",
    "(1) ",
    "GB12 ",
    "GB12ABCD",
    "dob: 1/1/",
    "⟦EMAIL_1⟧",
    "⟦EMAIL_",
    "1\u200b",
    "１２３",
    "joe@example.com ",
    "219-09-9999 ",
    "call +1 415 555 0132 ",
    "photo ",
    "IMG_1",
    '"',
    "漢字",
    "😀",
    '{"a":1},',
    "Aa1-/.: @,(",
    "patient ",
    "MRN: ",
    "e\u0301",
  ]; // deno-fmt-ignore: a list of shapes
  for (const shape of shapes) {
    const text = shape.repeat(Math.ceil(200_000 / shape.length)).slice(0, 200_000);
    // generous: each takes a second or two here; a pattern that backtracks takes hours
    assert.doesNotThrow(() => redact(text, [], { budget: 60_000 }), `shape ${shape}`);
  }
});
