import assert from "node:assert/strict";
import {
  earliestDay,
  formatBytes,
  formatDate,
  formatMoment,
  formatNumber,
  formatPartial,
  formatPercent,
  formatPosition,
  initials,
  latestDay,
  momentParts,
  plural,
  shortened,
  shortHash,
} from "./format.ts";

Deno.test("numbers have thousands commas and a true minus", () => {
  assert.equal(formatNumber(0), "0");
  assert.equal(formatNumber(999), "999");
  assert.equal(formatNumber(1148), "1,148");
  assert.equal(formatNumber(-1234567.5), "−1,234,567.5");
  assert.equal(plural(1, "site"), "1\u00a0site");
  assert.equal(plural(1148, "site"), "1,148\u00a0sites");
  assert.equal(plural(2, "study", "studies"), "2\u00a0studies");
});

Deno.test("a space stands before a unit", () => {
  assert.equal(formatPercent(0.124, 1), "12.4\u00a0%");
  assert.equal(formatPercent(-0.014, 1), "−1.4\u00a0%");
  assert.equal(formatBytes(12), "12\u00a0B");
  assert.equal(formatBytes(213_840), "214\u00a0kB");
  assert.equal(formatBytes(999_499), "999\u00a0kB");
  assert.equal(formatBytes(10_485_760), "10.5\u00a0MB");
});

Deno.test("a date keeps the precision that it has", () => {
  assert.equal(formatDate("2025-10-06"), "6 Oct 2025");
  assert.equal(formatDate("2024-02"), "Feb 2024");
  assert.equal(formatDate("2024"), "2024");
  assert.equal(formatDate("soon"), "soon");
  assert.equal(formatPartial({ value: "2024-02", type: "ESTIMATED" }), "Feb 2024 · estimated");
  assert.equal(formatPartial({ value: "2024-02-03", type: null }), "3 Feb 2024");
  assert.equal(earliestDay("2024"), "2024-01-01");
  assert.equal(earliestDay("2024-02"), "2024-02-01");
  assert.equal(latestDay("2024-02"), "2024-02-31");
  assert.equal(latestDay("2024-02-03"), "2024-02-03");
});

Deno.test("a moment is written in the zone that is named", () => {
  assert.equal(formatMoment("2026-03-12T09:36:12.345Z"), "12 Mar 2026 09:36 UTC");
  assert.deepEqual(momentParts("2026-03-12T23:36:12Z", "Europe/Vienna"), {
    date: "13 Mar 2026",
    time: "00:36:12",
  });
  assert.equal(formatMoment("never"), "never");
});

Deno.test("a long text is cut at a word", () => {
  assert.equal(shortened("short"), "short");
  assert.equal(shortened("one two three", 8), "one two …");
  assert.equal(shortened("x".repeat(20), 8), "xxxx …");
});

Deno.test("names, places and hashes are shortened", () => {
  assert.equal(initials("Ada Rennick"), "AR");
  assert.equal(initials(" élodie  de la Tour "), "ÉT");
  assert.equal(initials("ines@example.org"), "I");
  assert.equal(formatPosition(-37.8136, 144.9631), "−37.81, 144.96");
  assert.equal(formatPosition(36.8, -0.004), "36.80, −0.00");
  assert.equal(shortHash("9f3c17be04d2a71e", 2), "9f3c 17be");
});
