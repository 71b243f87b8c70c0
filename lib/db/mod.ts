/** lib/db: the one door to Postgres. */
export { database, openEmbedded } from "./database.ts";
export { expectedMigration } from "./migrate.ts";
export { type Claims, type Db, type DbOptions, openDb, type Permission } from "./db.ts";
export type { UserOptions, Work } from "./db.ts";
export { DbProblem, type DbStatus } from "./problem.ts";
export type { Sql } from "./sql.ts";
export { type Changes, Relay } from "./listen.ts";
export { onOperation, type Operation } from "./telemetry.ts";
export { type BrokenTrail, brokenTrails, countWaits, waits } from "./waits.ts";
