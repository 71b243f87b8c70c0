import assert from "node:assert/strict";
import { dateProblem, daysInMonth } from "./date.ts";

Deno.test("a date is a year, a month or a day of the calendar", () => {
  for (const good of ["1999", "2024-02", "2024-02-29", "2000-02-29", "2025-12-31"]) {
    assert.equal(dateProblem(good), null, good);
  }
  const bad: [string, string][] = [
    ["2024-13", "month must be 1-12"],
    ["2024-00", "month must be 1-12"],
    ["2023-02-29", "day must be 1-28 in 2023-02"],
    ["1900-02-29", "day must be 1-28 in 1900-02"],
    ["2024-04-31", "day must be 1-30 in 2024-04"],
    ["2024-04-00", "day must be 1-30 in 2024-04"],
    ["0000", "year must be 1900-2200"],
    ["May 2024", "expected YYYY, YYYY-MM or YYYY-MM-DD"],
    ["2024-2", "expected YYYY, YYYY-MM or YYYY-MM-DD"],
    ["2024-02-03T00:00", "expected YYYY, YYYY-MM or YYYY-MM-DD"],
    ["", "expected YYYY, YYYY-MM or YYYY-MM-DD"],
  ];
  for (const [text, problem] of bad) assert.equal(dateProblem(text), problem, text);
});

Deno.test("the calendar agrees with the platform's", () => {
  for (let year = 1896; year <= 2104; year++) {
    for (let month = 1; month <= 12; month++) {
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      assert.equal(daysInMonth(year, month), last, `${year}-${month}`);
    }
  }
});
