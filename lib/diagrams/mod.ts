export { compileApprovals } from "./approvals.ts";
export { compileGantt } from "./gantt.ts";
export { compileOrganisation } from "./organisation.ts";
export { compilePhaseGates } from "./phase_gates.ts";
export { compileSiteStates } from "./site_states.ts";
export { frameDocument, frameHeaders, scriptHeaders, type Theme } from "./frame.ts";
export { MERMAID_VERSION, mermaidScript } from "./script.ts";
export { createValidator, MAX_CODE, validate, type Validator, type Verdict } from "./validate.ts";
export type * from "./model.ts";
