/** What people do with lists: mappings of files, decisions on actions. */
import { type Declarations, verbs } from "./declaration.ts";

export const actions: Declarations = {
  csv_mappings: {
    rule: { resource: "mapping" },
    verbs,
    sample: () => ({ kind: crypto.randomUUID().replace(/[^a-f]/g, "_"), mapping: {} }),
    change: { mapping: { title: "Task" } },
  },
  action_dispositions: {
    rule: { resource: "action" },
    verbs,
    sample: () => ({
      rule: "task_overdue",
      subject_id: crypto.randomUUID(),
      kind: "snooze",
      reason: "The vendor is late",
      until_on: "2027-01-12",
    }),
    change: { reason: "The vendor answered" },
  },
};
