/** Every kind of rows that comes and goes as CSV. A new one is an object here and two routes. */
import type { CsvKind } from "../kind.ts";
import { BUDGET } from "./budget.ts";
import { DOCUMENTS } from "./documents.ts";
import { ENROLLMENT } from "./enrollment.ts";
import { MILESTONES } from "./milestones.ts";
import { SITES } from "./sites.ts";
import { TASKS } from "./tasks.ts";

export { BUDGET, DOCUMENTS, ENROLLMENT, MILESTONES, SITES, TASKS };

export const KINDS: readonly CsvKind[] = [SITES, MILESTONES, TASKS, ENROLLMENT, BUDGET, DOCUMENTS];

export const kindNamed = (name: string): CsvKind | undefined =>
  KINDS.find((kind) => kind.kind === name);
