/** The three studies of the demo organisation, as registry records. Fictional throughout. */
import { LUMA } from "./studies/luma.ts";
import { PELAGO } from "./studies/pelago.ts";
import { VESPER } from "./studies/vesper.ts";

export const DEMO_STUDIES: readonly unknown[] = [LUMA, VESPER, PELAGO];
