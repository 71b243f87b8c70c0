/** What the dashboard shows. */
import { type Declarations, verbs } from "./declaration.ts";

export const dashboard: Declarations = {
  widgets: {
    rule: { resource: "widget" },
    verbs,
    sample: () => ({ catalog_key: "enrollment.burnup" }),
    change: { span: 12 },
  },
};
