/** What the coordinator's documents say alike: acts that close gaps, and the frame of a recipe. */
import type { SectionRecipe, TabRecipe } from "../recipe.ts";

export const ADD_TASK = { label: "Add a task", path: "plan?panel=task" };
export const RECORD = { label: "Compare with the record", path: "import" };

export const NO_MILESTONE = {
  text: "which milestones are to come; none is recorded",
  act: { label: "Add a milestone", path: "plan?panel=milestone" },
};
export const NO_BASELINE = {
  text: "how far the end is from what was promised; no baseline was taken",
  act: { label: "Take a baseline", path: "plan?panel=baselines" },
};
export const NO_DATES = {
  text: "when the study runs; the record has no date",
  act: RECORD,
};

export const tab = (
  type: TabRecipe["type"],
  title: string,
  what: string,
  sections: SectionRecipe[],
): TabRecipe => ({ type, persona: "trialCoordinator", title, what, sections });
