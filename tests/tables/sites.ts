/** The people of the sites. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const sites: Declarations = {
  site_staff: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      site_id: under(rows, "site_staff", "sites"),
      name: "Mara Lindqvist",
      role: "principal_investigator",
    }),
    change: { name: "Jonas Ek" },
  },
  delegations: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      staff_id: under(rows, "delegations", "site_staff"),
      duty: "Consent",
      delegated_on: "2026-01-12",
    }),
    change: { duty: "Dosing" },
  },
  trainings: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      staff_id: under(rows, "trainings", "site_staff"),
      topic: "gcp",
      completed_on: "2026-01-12",
    }),
    change: { topic: "protocol" },
  },
};
