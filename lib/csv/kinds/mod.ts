/** Every kind of rows that comes and goes as CSV. A new one is an object here and two routes. */
import type { CsvKind } from "../kind.ts";
import { BOOKINGS } from "./bookings.ts";
import { BUDGET } from "./budget.ts";
import { DEVIATIONS } from "./deviations.ts";
import { DOCUMENTS } from "./documents.ts";
import { ENROLLMENT } from "./enrollment.ts";
import { KRI_VALUES } from "./kri_values.ts";
import { MILESTONES } from "./milestones.ts";
import { RISKS } from "./risks.ts";
import { SITES } from "./sites.ts";
import { TASKS } from "./tasks.ts";

export {
  BOOKINGS,
  BUDGET,
  DEVIATIONS,
  DOCUMENTS,
  ENROLLMENT,
  KRI_VALUES,
  MILESTONES,
  RISKS,
  SITES,
  TASKS,
};

export const KINDS: readonly CsvKind[] = [
  SITES,
  MILESTONES,
  TASKS,
  ENROLLMENT,
  BUDGET,
  BOOKINGS,
  DOCUMENTS,
  RISKS,
  DEVIATIONS,
  KRI_VALUES,
];

export const kindNamed = (name: string): CsvKind | undefined =>
  KINDS.find((kind) => kind.kind === name);
