export { preview } from "./preview.ts";
export { schedule } from "./schedule.ts";
export type * from "./model.ts";
