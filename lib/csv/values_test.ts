// Dates, numbers and words of cells: what is read, what is refused and why.
import assert from "node:assert/strict";
import * as v from "./values.ts";

const value = <T>(read: v.Read<T>) => "value" in read ? read.value : `refused: ${read.fault}`;

Deno.test("dates in the forms that mean one day", () => {
  const same = [
    ...["2026-11-21", "2026/11/21", "2026-11-21 00:00:00", "21.11.2026", "21. 11. 2026"],
    ...["21-NOV-2026", "21 Nov 2026", "21nov2026", "November 21, 2026", "Nov 21 2026"],
  ];
  for (const text of same) assert.equal(value(v.readDate(text, null)), "2026-11-21", text);
  assert.equal(value(v.readDate("21/11/2026", "dmy")), "2026-11-21");
  assert.equal(value(v.readDate("11/21/2026", "mdy")), "2026-11-21");
  assert.equal(value(v.readDate("5/5/2026", null)), "2026-05-05");
});

Deno.test("dates that are none, or could be two, are refused", () => {
  const no = (text: string, order: v.DateFormat | null = null) => value(v.readDate(text, order));
  assert.match(no("2026-13-01"), /month must be 1-12/);
  assert.match(no("2026-02-29"), /day must be 1-28 in 2026-02/);
  assert.match(no("04/05/2026"), /could be either/);
  assert.match(no("21/11/2026", "mdy"), /month must be 1-12/);
  assert.match(no("21.11.26"), /four digits/);
  assert.match(no("46347"), /spreadsheet's number/);
  for (const text of ["soon", "2026-11-21 14:30", "=TODAY()", "2026-11", "0000-00-00"]) {
    assert.match(no(text), /^refused/, text);
  }
});

Deno.test("the column shows what comes first, or does not", () => {
  assert.equal(v.slashOrder(["04/05/2026", "21/05/2026"]), "dmy");
  assert.equal(v.slashOrder(["04/05/2026", "05/21/2026"]), "mdy");
  assert.equal(v.slashOrder(["21/05/2026", "05/21/2026"]), "mixed");
  assert.equal(v.slashOrder(["04/05/2026", "", "2026-11-21"]), "unknown");
  assert.equal(v.slashOrder(["2026-11-21", "5/5/2026"]), "none");
});

Deno.test("a date stays as precise as it was given", () => {
  const all = { "2027": "2027", "2027-3": "2027-03", "03/2027": "2027-03", "Mar 2027": "2027-03" };
  for (const [text, wanted] of Object.entries(all)) {
    assert.equal(value(v.readPartialDate(text, null)), wanted);
  }
  assert.match(value(v.readPartialDate("2027-13", null)), /month must be 1-12/);
});

Deno.test("numbers: decimal commas are read, thousands only when they can be nothing else", () => {
  assert.equal(value(v.readWhole("12")), 12);
  assert.equal(value(v.readWhole("12,0")), 12);
  assert.equal(value(v.readWhole("1 234")), 1234);
  assert.equal(value(v.readWhole("-3")), -3);
  assert.match(String(value(v.readWhole("1,200"))), /write 1200/);
  assert.match(String(value(v.readWhole("3.5"))), /whole number/);
  assert.equal(value(v.readDecimal("52,5")), 52.5);
  assert.match(String(value(v.readDecimal("1.234,5"))), /^refused/);
});

Deno.test("words of a list, yes and no, counts by name", () => {
  const phases = { start_up: ["set-up"], close_out: [] };
  assert.equal(value(v.readChoice("Start-Up", phases)), "start_up");
  assert.equal(value(v.readChoice("SET UP", phases)), "start_up");
  assert.match(value(v.readChoice("later", phases)), /one of start_up, close_out/);
  assert.equal(value(v.readFlag("Ja")), true);
  const counts = { "Inclusion: not met": 2, "a; b": 1, plain: 3 };
  assert.deepEqual(value(v.readCounts(v.writeCounts(counts))), counts);
  assert.deepEqual(value(v.readCounts("one: 1; two = 2")), { one: 1, two: 2 });
  for (const bad of ["one", "one: x", '{"one": 1.5}', "{", "one: 1; one: 2", "__proto__: 1"]) {
    assert.match(String(value(v.readCounts(bad))), /^refused/, bad);
  }
});
