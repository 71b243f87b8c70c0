/** The guided intake, and the rows that it makes. */
import { type Declarations, partOfStudy, verbs } from "./declaration.ts";

export const intake: Declarations = {
  intake_answers: {
    rule: { resource: "intake" },
    verbs: ["select", "insert", "update"],
    // One a question: the open row, the restricted row, those of the tests.
    sample: ({ rows }) => ({
      question: !rows.has("intake_answers")
        ? "trialName"
        : rows.has("intake_answers!")
        ? "risks"
        : "systems",
      raw: "MERIDIAN-3",
    }),
    change: { raw: "MERIDIAN-4" },
  },
  intake_items: {
    rule: { resource: "intake" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      answer_id: rows.get("intake_answers"),
      answer_version: 1,
      kind: "risk",
      value: { title: "Slow enrollment" },
      text: "Slow enrollment",
      start_at: 0,
      end_at: 15,
      fingerprint: `${rows.size}`.padStart(64, "0"),
    }),
    change: { present: false },
  },
  regulations: {
    rule: { resource: "regulation" },
    verbs,
    sample: () => ({ name: "ICH E6(R3)" }),
    change: { name: "ICH E6(R2)" },
  },
  stakeholders: {
    rule: { resource: "stakeholder" },
    verbs,
    sample: () => ({ role: "Sponsor" }),
    change: { role: "CRO" },
  },
  study_systems: {
    rule: { resource: "system" },
    verbs,
    sample: () => ({ system_type: "EDC" }),
    change: { system_type: "IRT" },
  },
  risks: {
    rule: { resource: "risk" },
    verbs,
    sample: () => ({ title: "Slow enrollment" }),
    change: { title: "Late supply" },
  },
  document_requirements: {
    rule: { resource: "document" },
    verbs,
    sample: () => ({ title: "Protocol" }),
    change: { title: "Investigator's brochure" },
  },
  study_durations: partOfStudy(({ rows }) => ({
    part: !rows.has("study_durations")
      ? "STUDY"
      : rows.has("study_durations!")
      ? "ENROLLMENT"
      : "FOLLOW_UP",
    longest: 24,
    unit: "MONTH",
  }), { longest: 18 }),
};
