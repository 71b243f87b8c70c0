// What is declared to a model: every tool there is, in the subset of JSON Schema that its provider takes.
import assert from "node:assert/strict";
import { offered, TOOLS } from "./agent_offer.ts";
import { keepable, type Schema } from "./agent_schema.ts";
import { siteNamed } from "./agent_tools.ts";

const KEYS = new Set([
  "type",
  "properties",
  "required",
  "items",
  "enum",
  "description",
  "nullable",
]);
const TYPES = ["object", "array", "string", "integer", "number", "boolean"];

function check(node: Schema, at: string) {
  for (const key of Object.keys(node)) assert.ok(KEYS.has(key), `${at}: ${key}`);
  assert.ok(TYPES.includes(String(node.type)), `${at}: ${node.type}`);
  if (node.type === "array") check(node.items as Schema, `${at}[]`);
  if (node.type !== "object") return;
  const fields = Object.entries(node.properties as Record<string, Schema>);
  assert.ok(fields.length > 0, `${at} has no fields`);
  for (const [name, one] of fields) check(one, `${at}.${name}`);
  for (const name of (node.required ?? []) as string[]) {
    assert.ok(fields.some(([of]) => of === name));
  }
}

Deno.test("every tool is declared in the provider's subset; small enough to be sent each time", () => {
  const auto = new Map(TOOLS.map((tool) => [tool, "auto" as const]));
  const all = offered({ policies: auto, mayPropose: true, sites: [] });
  assert.deepEqual(all.map(({ name }) => name), TOOLS);
  for (const { name, parameters } of all) if (parameters) check(parameters, name);
  assert.ok(JSON.stringify(all).length < 20_000, `${JSON.stringify(all).length}`);
  const reader = offered({ policies: auto, mayPropose: false, sites: [] });
  assert.ok(reader.length > 0 && reader.every(({ name }) => !name.startsWith("propose_")));
  assert.deepEqual(offered({ policies: new Map(), mayPropose: true, sites: [] }), []);
});

Deno.test("arguments are kept without what Postgres refuses; sites go by number or name", () => {
  assert.deepEqual(keepable({ "a\0": ["x\0y", 1, null] }), { a: ["xy", 1, null] });
  assert.equal(keepable("\ud800"), "\ufffd");
  const sites = [
    { id: "1", number: "012", label: "012 Lyon General" },
    { id: "2", number: "014", label: "014 Nantes General" },
  ];
  for (const name of ["012", "12", "site 012", "Lyon General", "012 Lyon General"]) {
    assert.equal(siteNamed(name, sites)?.id, "1", name);
  }
  for (const name of ["13", "General", "", "012 and 014"]) {
    assert.equal(siteNamed(name, sites), undefined, name);
  }
});
