/** The plan and its baselines. */
import { type Declarations, under, verbs } from "./declaration.ts";

export const plan: Declarations = {
  tasks: {
    rule: { resource: "task" },
    verbs,
    sample: () => ({ title: "Order kits" }),
    change: { title: "Order spare kits" },
  },
  checklist_items: {
    rule: { resource: "task" },
    verbs,
    sample: ({ rows }) => ({ task_id: under(rows, "checklist_items", "tasks"), label: "Quote" }),
    change: { label: "Offer" },
  },
  dependencies: {
    rule: { resource: "dependency" },
    verbs,
    // Each pair is linked once.
    sample: ({ rows }) => ({
      from_task_id: under(rows, "dependencies", "tasks"),
      to_milestone_id: rows.get(rows.has("dependencies") ? "milestones!" : "milestones"),
    }),
    change: { lag_days: 3 },
  },
  baselines: {
    rule: { resource: "baseline" },
    verbs: ["select", "insert"],
    sample: () => ({ name: "Approved plan" }),
  },
  baseline_items: {
    rule: { resource: "baseline" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({
      baseline_id: under(rows, "baseline_items", "baselines"),
      item_id: crypto.randomUUID(),
      kind: "task",
      title: "Order kits",
    }),
  },
};
