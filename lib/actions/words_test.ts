import assert from "node:assert/strict";
import { RULES } from "./model.ts";
import { RULE_WORDS } from "./words.ts";

const FACTS = {
  ...{ days: 3, waits: 2, for: "First", endDays: 20, worstDays: 16, milestones: 2, tasks: 1 },
  ...{ missing: ["gcp"], enrolled: 40, planned: 1062.5, target: 2000, asOf: "2026-03-01" },
  ...{ topic: "gcp", within: 30, site: "012 Leeds", duties: 1, who: "Mara", delegated: false },
  ...{ reason: "Freezer", kind: "START", value: "2026-03", record: "NCT01234567", items: 4 },
  ...{ version: "2026-03-10", entry: 12, place: "012 Leeds", newest: "2.0", title: "Form" },
  ...{ count: 7, sites: 2, countries: ["Italy"], active: true, periods: 2, period: "month" },
  ...{ red: 10, limit: 10, warning: 8, numerator: 5, denominator: 40, score: 20 },
  ...{ reviewedOn: "2026-03-01", severity: "major", deviations: 2, state: "open" },
  ...{ currency: "EUR", forecast: 1201, actual: 900, variance: 138, ratio: 0.1304 },
};

Deno.test("every rule has its words: a verb first, the rule, what was found, why it matters", () => {
  assert.deepEqual(Object.keys(RULE_WORDS).toSorted(), [...RULES].toSorted());
  for (const [rule, words] of Object.entries(RULE_WORDS)) {
    for (const facts of [FACTS, {}]) {
      const told = { label: "Order kits", facts };
      const said = [words.title(told), words.found(told)];
      for (const text of said) {
        assert.ok(text.trim().length > 3, `${rule}: ${text}`);
        if (facts === FACTS) assert.doesNotMatch(text, /undefined|null|NaN|\[object/, rule);
      }
      assert.match(said[0]!, /^[A-Z][a-z]+/, rule);
    }
    assert.match(words.rule, /^[A-Z].+\.$/, rule);
    assert.match(words.matters, /^[A-Z].+\.$/, rule);
    assert.match(words.act, /^[A-Z][a-z]+$/, rule);
  }
});

Deno.test("figures are put into words as the interface writes them", () => {
  const told = { label: "Order kits", facts: FACTS };
  assert.equal(RULE_WORDS.task_overdue.found(told), "3 days late");
  assert.equal(
    RULE_WORDS.enrollment_behind.found(told),
    "40 enrolled of 1,062.5 planned by 1 Mar 2026, 3.7 %; target 2,000",
  );
  assert.equal(RULE_WORDS.estimated_date_passed.found(told), "Mar 2026, still estimated");
  assert.equal(RULE_WORDS.training_expiring.title(told), "Renew the GCP training of Order kits");
  const money = { planned: 125_000_000, forecast: 137_512_500, actual: 0, ratio: 0.10010001 };
  assert.equal(
    RULE_WORDS.budget_variance.found({ label: "", facts: { ...FACTS, ...money } }),
    "10.1 % over: 1,375,125.00 EUR expected, 1,250,000.00 EUR planned, 0.00 EUR booked",
  );
  assert.equal(
    RULE_WORDS.document_missing_for_gate.found({ label: "", facts: { ...FACTS, count: 2 } }),
    "Missing: gcp and 1 more; already active",
  );
  assert.equal(
    RULE_WORDS.skeleton_unconfirmed.title(told),
    "Read 2 unconfirmed milestones and 1 unconfirmed task",
  );
});
