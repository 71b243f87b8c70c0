/** The budget. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const budget: Declarations = {
  budget_lines: {
    rule: { resource: "budget" },
    verbs,
    sample: () => ({
      title: "Site start-up",
      driver: "site",
      currency: "EUR",
      unit_amount: 250000,
      planned_quantity: 12,
    }),
    change: { planned_quantity: 14 },
  },
  budget_actuals: {
    rule: { resource: "budget" },
    verbs,
    sample: ({ rows }) => ({
      line_id: under(rows, "budget_actuals", "budget_lines"),
      booked_on: "2026-01-12",
      amount: 250000,
    }),
    change: { amount: 260000 },
  },
};
