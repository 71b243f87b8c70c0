// Every kind: its fields are fields of its table, and no header could mean two of them.
import assert from "node:assert/strict";
import { fieldOf } from "./kind.ts";
import { KINDS } from "./kinds/mod.ts";
import { guess } from "./mapping.ts";
import { CSV_KINDS } from "./model.ts";
import { plain } from "./values.ts";

for (const kind of KINDS) {
  Deno.test(`${kind.kind}: fields, keys and headers fit together`, () => {
    const writable = Object.entries(kind.spec.fields).filter(([, field]) => !field.readOnly)
      .map(([name]) => name);
    for (const field of kind.fields) {
      assert.ok(writable.includes(fieldOf(field)), `${field.name} is a writable field`);
      assert.equal(field.type === "choice", field.choices !== undefined, field.name);
    }
    const covered = new Set(kind.fields.map(fieldOf));
    const left = writable.filter((name) => !covered.has(name) && name !== "ordinal");
    assert.deepEqual(left, [], "what the table has can be written in a file");
    for (const name of kind.keys.flatMap((key) => key.fields)) assert.ok(covered.has(name), name);

    const owners = new Map<string, string>();
    for (const field of kind.fields) {
      for (const word of [field.name, field.label, ...(field.synonyms ?? [])].map(plain)) {
        const other = owners.get(word) ?? field.name;
        assert.equal(other, field.name, `"${word}" could be ${other} or ${field.name}`);
        owners.set(word, field.name);
      }
    }
    const own = kind.fields.map((field) => field.name);
    assert.deepEqual(
      guess(kind, own),
      Object.fromEntries(own.map((name) => [name, name])),
      "our own headers are recognised",
    );
  });
}

Deno.test("pages offer the kinds that there are", () => {
  assert.deepEqual(CSV_KINDS.map((one) => one.kind), KINDS.map((kind) => kind.kind));
});
