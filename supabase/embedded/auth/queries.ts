// Statements of the embedded Auth, parameters only. Instants go in as ISO texts and JSON as text,
// because the two drivers turn objects into parameters in different ways.

export * from "./queries/admin.ts";
export * from "./queries/audit.ts";
export * from "./queries/codes.ts";
export * from "./queries/factors.ts";
export * from "./queries/flows.ts";
export * from "./queries/hook.ts";
export type * from "./queries/rows.ts";
export * from "./queries/sessions.ts";
export * from "./queries/users.ts";
