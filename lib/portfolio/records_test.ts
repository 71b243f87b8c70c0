import assert from "node:assert/strict";
import type { BudgetStanding, Standing } from "@/lib/projects/portfolio_model.ts";
import { budgetOf, documentsOf, qualityOf } from "./records_model.ts";

const of = (changes: Partial<Standing>) => changes as Standing;
const sum = (currency: string, planned: number, forecast: number | null, unknown = 0) => ({
  ...{ currency, lines: 2, unknown, planned, actual: 0, forecast },
  variance: forecast === null ? null : forecast - planned,
  varianceRatio: forecast === null || planned === 0 ? null : (forecast - planned) / planned,
  worstRatio: null as number | null,
} satisfies BudgetStanding);

Deno.test("documents and quality say what the rules found, worst first, or what is not known", () => {
  const documents = { expected: true, worst: "crit" as const, counts: {} };
  const found = { document_expiring: 2, document_expired: 1, approval_pending: 1 };
  assert.deepEqual(documentsOf(of({ documents: { ...documents, counts: found } })), {
    state: "crit",
    word: "Critical",
    reason: "1\u00a0expired; 1\u00a0waiting for approval; 2\u00a0ending within 90 days",
  });
  const none = { worst: null, counts: {} };
  assert.equal(documentsOf(of({ documents: { ...none, expected: false } })).state, "unk");
  assert.equal(documentsOf(of({ documents: { ...none, expected: true } })).state, "ok");
  assert.equal(qualityOf(of({ quality: { ...none, measured: false } })).state, "unk");
  const late = { worst: "risk" as const, counts: { deviation_overdue: 1 }, measured: false };
  assert.deepEqual(qualityOf(of({ quality: late })).reason, "1\u00a0overdue finding");
});

Deno.test("the budget is that of the currency which stands worst, and nobody's who may not read it", () => {
  const budget = [sum("EUR", 100, 105), sum("USD", 100, 130), sum("NOK", 100, 100, 1)];
  assert.deepEqual(budgetOf(of({ budget }))?.state, "crit");
  assert.match(budgetOf(of({ budget }))!.reason, /^USD 30 % over plan/);
  assert.equal(budgetOf(of({ budget: [budget[2]!, budget[0]!] }))?.state, "unk");
  assert.equal(budgetOf(of({ budget: [sum("EUR", 100, null)] }))?.state, "unk");
  const hidden = [{ ...budget[0]!, worstRatio: 0.1001 }, budget[2]!];
  assert.deepEqual(budgetOf(of({ budget: hidden }))?.state, "risk");
  assert.match(
    budgetOf(of({ budget: hidden }))!.reason,
    /^EUR a line 10\.1\u00a0% over plan, limit/,
  );
  assert.equal(budgetOf(of({ budget: [] }))?.state, "unk");
  assert.equal(budgetOf(of({ budget: null })), null);
});
