/** Counts of participants. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const enrollment: Declarations = {
  enrollment_snapshots: {
    rule: { resource: "enrollment" },
    verbs,
    sample: ({ rows }) => ({
      site_id: under(rows, "enrollment_snapshots", "sites"),
      as_of: new Date(Date.UTC(2025, 0, 1 + rows.size)).toISOString().slice(0, 10),
      screened: 8,
      enrolled: 5,
    }),
    change: { enrolled: 6 },
  },
};
