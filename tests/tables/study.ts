/** What a study is, as the registry or people say. */
import { type Declarations, partOfStudy, verbs } from "./declaration.ts";

export const study: Declarations = {
  import_runs: {
    rule: { resource: "import" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      no: rows.size + 1,
      source: "ctgov",
      sha256: "0".repeat(64),
      record: {},
      status: "applied",
    }),
    change: { status: "superseded" },
  },
  study_dates: partOfStudy(
    ({ rows }) => ({ kind: `K${"X".repeat(rows.size)}`, value: "2024-02" }),
    {
      value: "2025",
    },
  ),
  arms: partOfStudy(() => ({ label: "Active" }), { label: "Control" }),
  interventions: partOfStudy(() => ({ name: "Drug" }), { name: "Device" }),
  arm_interventions: partOfStudy(({ rows }) => {
    // Each pair is linked once: the open row, the restricted row (which hangs on restricted ones,
    // or the uncleared could not delete those), then those of the tests.
    const secret = rows.has("arm_interventions") && !rows.has("arm_interventions!");
    const last = rows.has("arm_interventions!");
    return {
      arm_id: rows.get(secret ? "arms!" : "arms"),
      intervention_id: rows.get(secret || last ? "interventions!" : "interventions"),
    };
  }, { source_pointer: "/x" }),
  outcomes: partOfStudy(() => ({ kind: "PRIMARY", measure: "m" }), { measure: "n" }),
  eligibility_criteria: partOfStudy(() => ({ kind: "INCLUSION", text: "t" }), { text: "u" }),
  sites: {
    rule: { resource: "site" },
    verbs,
    sample: () => ({ facility: "F" }),
    change: { facility: "G" },
  },
  contacts: partOfStudy(() => ({ kind: "CENTRAL", name: "Desk" }), { name: "Office" }),
  milestones: {
    rule: { resource: "milestone" },
    verbs,
    sample: ({ rows }) => ({
      key: `k${rows.size}`,
      title: "First in",
      kind: "enrollment",
      state: "confirmed",
    }),
    change: { title: "Last in" },
  },
};
