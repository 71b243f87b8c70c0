/** Quality: factors, risks, deviations, actions, indicators. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const quality: Declarations = {
  critical_factors: {
    rule: { resource: "critical_factor" },
    verbs,
    sample: () => ({ title: "Consent before any procedure" }),
    change: { title: "Dose as planned" },
  },
  risk_reviews: {
    rule: { resource: "risk" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({
      risk_id: under(rows, "risk_reviews", "risks"),
      reviewed_on: "2026-01-12",
      note: "As before",
    }),
  },
  capas: {
    rule: { resource: "capa" },
    verbs,
    sample: () => ({ title: "Retrain site 7", opened_on: "2026-01-12" }),
    change: { title: "Retrain all sites" },
  },
  deviations: {
    rule: { resource: "deviation" },
    verbs,
    sample: () => ({ title: "Visit late", found_on: "2026-01-12" }),
    change: { title: "Visit missed" },
  },
  kris: {
    rule: { resource: "kri" },
    verbs,
    sample: () => ({
      title: "Open queries",
      numerator: "queries open over 30 days",
      denominator: "queries",
      amber: 10,
      red: 20,
    }),
    change: { title: "Old queries" },
  },
  kri_values: {
    rule: { resource: "kri_value" },
    verbs,
    // One a site and period.
    sample: ({ rows }) => ({
      kri_id: under(rows, "kri_values", "kris"),
      site_id: under(rows, "kri_values", "sites"),
      period_on: new Date(Date.UTC(1990, rows.size, 1)).toISOString().slice(0, 10),
      numerator: 2,
      denominator: 20,
    }),
    change: { numerator: 3 },
  },
  qtls: {
    rule: { resource: "kri" },
    verbs,
    sample: ({ rows }) => ({
      title: "Old queries over all",
      kri_id: under(rows, "qtls", "kris"),
      limit_value: 15,
    }),
    change: { limit_value: 16 },
  },
};
