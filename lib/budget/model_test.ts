// Money as people type it and as it is written, and where a variance begins to matter.
import assert from "node:assert/strict";
import { between, pick, seeded } from "@/lib/planning/schedule/random_testing.ts";
import { exponentOf, type Figures, isCurrency, parseMoney, writeMoney } from "./model.ts";
import { standingOf } from "./words.ts";

const read = (text: string, currency: string) => {
  const found = parseMoney(text, currency);
  return "value" in found ? found.value : null;
};

Deno.test("money: what is written is read back, in every currency", () => {
  const random = seeded(5);
  const codes = ["EUR", "USD", "JPY", "KWD", "BHD", "CHF", "RSD", "IQD", "VND"];
  for (let i = 0; i < 2000; i++) {
    const currency = pick(random, codes);
    const size = 10 ** between(random, 0, 15);
    const minor = Math.floor((random() - 0.5) * 2 * Math.min(size, Number.MAX_SAFE_INTEGER));
    const text = writeMoney(minor, currency);
    assert.equal(read(text, currency), minor || 0, `${minor} ${currency}: ${text}`);
    const [whole, fraction] = text.split(".") as [string, string?];
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (fraction ? `,${fraction}` : "");
    if (fraction?.length !== 3 || grouped.includes("\u202f")) {
      assert.equal(read(`${currency} ${grouped}`, currency), minor || 0, grouped);
    }
  }
  for (const end of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]) {
    assert.equal(read(writeMoney(end, "EUR"), "EUR"), end);
  }
});

Deno.test("money: as people type it", () => {
  const cases: [string, string, number | null][] = [
    ["1,234.56", "EUR", 123456],
    ["1.234,56", "EUR", 123456],
    ["1 234,5", "EUR", 123450],
    ["1'234'567.00", "CHF", 123456700],
    ["1,234", "EUR", 123400],
    ["1.234.567", "EUR", 123456700],
    ["12,5", "EUR", 1250],
    ["EUR 12", "EUR", 1200],
    ["12 eur", "EUR", 1200],
    ["-3.10", "EUR", -310],
    ["−3", "EUR", -300],
    ["-0", "EUR", 0],
    ["1,234", "JPY", 1234],
    ["1,234", "KWD", null], // 1234 or 1.234
    ["1.234", "KWD", 1234],
    ["1.234", "EUR", null], // three decimals
    ["0,123", "EUR", null],
    ["1.5", "JPY", null],
    ["1.000", "JPY", null],
    ["1,23,456", "EUR", null],
    ["1.2,3.4", "EUR", null],
    ["USD 12", "EUR", null],
    ["12e3", "EUR", null],
    ["0x10", "EUR", null],
    ["", "EUR", null],
    ["--1", "EUR", null],
    ["90071992547409.91", "EUR", Number.MAX_SAFE_INTEGER],
    ["90071992547409.92", "EUR", null],
    ["9".repeat(400), "EUR", null],
    ["12", "EURO", null],
    ["12", "ZZZ", null],
  ];
  for (const [text, currency, value] of cases) assert.equal(read(text, currency), value, text);
});

Deno.test("money: decimals are those of ISO 4217, also where daily life has dropped them", () => {
  const digits = { EUR: 2, JPY: 0, KRW: 0, KWD: 3, IQD: 3, RSD: 2, ISK: 0, UGX: 0 };
  for (const [code, exponent] of Object.entries(digits)) {
    assert.equal(exponentOf(code), exponent, code);
    assert.ok(isCurrency(code));
  }
});

Deno.test("a variance matters from over 10 % of the plan, and the reason says how much", () => {
  const figures = (planned: number, forecast: number | null): Figures => ({
    ...{ planned, actual: 0, forecast },
    variance: forecast === null ? null : forecast - planned,
    varianceRatio: forecast === null || planned === 0 ? null : (forecast - planned) / planned,
  });
  const state = (planned: number, forecast: number | null, unknown = 0) =>
    standingOf(figures(planned, forecast), unknown).state;
  assert.equal(state(10_000, 11_000), "on-track", "10 % is the limit, and not over it");
  assert.equal(state(10_000, 11_001), "at-risk");
  assert.equal(standingOf(figures(100_000, 110_001), 0).reason, "10.1 % over plan, limit 10 %");
  assert.equal(standingOf(figures(100_000, 117_930), 0).reason, "17.9 % over plan, limit 10 %");
  assert.equal(standingOf(figures(100_000, 120_001), 0).reason, "20.1 % over plan, limit 20 %");
  assert.equal(standingOf(figures(100_000, 96_000), 0).reason, "4 % under plan");
  assert.equal(state(10_000, 12_000), "at-risk");
  assert.equal(state(10_000, 12_001), "critical");
  assert.equal(state(10_000, 0), "on-track");
  assert.equal(state(0, 0), "on-track");
  assert.equal(state(0, 1), "critical", "nothing was planned");
  assert.equal(state(10_000, 10_000, 1), "unknown");
  assert.equal(state(10_000, 20_000, 1), "critical", "at least so much is over anyway");
  assert.equal(state(10_000, null), "unknown");
  const booked = { ...figures(10_000, 10_500), actual: 10_001 };
  assert.equal(standingOf(booked, 0).state, "at-risk", "booked over plan, as the rule has it");
});
