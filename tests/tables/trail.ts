/** The trail. */
import type { Declarations } from "./declaration.ts";

export const trail: Declarations = {
  activity: { rule: { resource: "activity" }, verbs: ["select"], sample: null },
};
