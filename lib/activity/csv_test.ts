import assert from "node:assert/strict";
import { cell } from "./csv.ts";

Deno.test("texts that a spreadsheet would run are made inert, others stay as they are", () => {
  for (const bad of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n@x"]) {
    assert.match(cell(bad).replace(/^"/, ""), /^'/, JSON.stringify(bad));
  }
  assert.equal(cell("a=1"), "a=1");
  assert.equal(cell(-5), "-5");
  assert.equal(cell(null), "");
  assert.equal(cell('say "hi", twice'), '"say ""hi"", twice"');
  assert.equal(cell("two\nlines"), '"two\nlines"');
});
