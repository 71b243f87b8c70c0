import assert from "node:assert/strict";
import { changedRows, parseCount, parseReasons, parseRows, reasonsText } from "./grid_form.ts";

const A = "11111111-1111-4111-8111-111111111111";
const B = "22222222-2222-4222-8222-222222222222";

function form(fields: Record<string, string>) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

Deno.test("a count is a whole number, empty is none, and what else was typed is told", () => {
  const cases: [string, number | null][] = [["", null], [" 7 ", 7], ["1,148", 1148], [
    "1 148",
    1148,
  ]];
  for (const [typed, n] of cases) assert.equal(parseCount(typed), n);
  for (const typed of ["-1", "−3", "1.5", "1,14", "0x10", "1e3", "seven", "99999999999", "١٢"]) {
    assert.equal(typeof parseCount(typed), "string", typed);
  }
});

Deno.test("reasons are read as they are written, also the odd ones", () => {
  const all: Record<string, number>[] = [
    {},
    { "ECOG over 1": 3, "QT: long": 2 },
    { __proto__x: 1, constructor: 4 },
  ];
  for (const reasons of all) {
    assert.deepEqual(parseReasons(reasonsText(reasons)), reasons);
  }
  assert.deepEqual(Object.entries(parseReasons("__proto__: 2")), [["__proto__", 2]]);
  for (const text of ["washout", ": 3", "a: -1", "a: x", `${"x".repeat(201)}: 1`]) {
    assert.equal(typeof parseReasons(text), "string", text);
  }
});

Deno.test("only rows whose fields differ from what they were are saved", () => {
  const was = JSON.stringify([2, "", "10", "", "4", "", "", "a: 1"]);
  const same = { [`was.${A}`]: was, [`screened.${A}`]: "10", [`enrolled.${A}`]: "4 " };
  const reasons = { [`failureReasons.${A}`]: "a: 1" };
  assert.deepEqual(changedRows(form({ ...same, ...reasons })), []);
  const rows = changedRows(form({ ...same, ...reasons, [`enrolled.${A}`]: "5" }));
  assert.deepEqual(rows.map(({ typed }) => [typed.version, typed.counts.enrolled]), [[2, "5"]]);
  const emptied = changedRows(form({ [`was.${A}`]: was })).map(({ typed }) => typed);
  assert.deepEqual(parseRows(emptied, "2026-01-01").parsed[0]!.remove, true);
  for (const broken of ["", "[]", "{}", "null", "[1,2]", '["x","","","","","","",""]']) {
    assert.deepEqual(changedRows(form({ [`was.${B}`]: broken, [`enrolled.${B}`]: "1" })), []);
  }
});
