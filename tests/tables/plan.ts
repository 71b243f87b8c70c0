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
    // Each pair is linked once, and a link to a restricted item is restricted.
    beside: { table: "tasks", column: "to_task_id" },
    sample: ({ rows }) => ({
      from_milestone_id: under(rows, "dependencies", "milestones"),
      to_task_id: under(rows, "dependencies", "tasks"),
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
    // Items come with their baseline.
    beside: { table: "baselines", column: "baseline_id" },
    sample: ({ rows }) => ({
      baseline_id: under(rows, "baseline_items", "baselines"),
      item_id: crypto.randomUUID(),
      kind: "task",
      title: "Order kits",
    }),
  },
};
