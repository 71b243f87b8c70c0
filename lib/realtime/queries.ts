import type { Sql } from "@/lib/db/mod.ts";
import { type Change, entityOf, type Presence } from "./model.ts";

/** Where a stream of the project begins. */
export interface Start {
  org: string;
  /** Number that the chain of the organisation has reached. */
  head: number;
  /** Number of the newest entry of the project that the caller sees; 0 without any. */
  present: number;
  /** Entries after `after`, counted up to one more than `most`. */
  missed: number;
}

/** Null when the caller does not see the project. */
export async function startOf(
  sql: Sql,
  projectId: string,
  after: number | null,
  most: number,
): Promise<Start | null> {
  const [row] = await sql<Start[]>`
    select org, head, present, missed from private.event_start(${projectId}, ${after}, ${
    most + 1
  })`;
  return row ?? null;
}

interface Row {
  seq: number;
  entity: string;
  entity_id: string;
  action: string;
  actor: string | null;
  actor_name: string | null;
  at: Date;
}

/** The next entries of the project that the caller sees, oldest first; without their content. */
export async function changesAfter(
  sql: Sql,
  projectId: string,
  after: number,
  most: number,
): Promise<Change[]> {
  const rows = await sql<Row[]>`
    select seq, entity, entity_id, action, actor, actor_name, at
    from private.events_after(${projectId}, ${after}, ${most}) order by seq`;
  return rows.map((row) => ({
    seq: row.seq,
    verb: row.action,
    entity: entityOf(row.entity),
    id: row.entity_id,
    actor: row.actor ? { id: row.actor, name: row.actor_name } : null,
    at: row.at.toISOString(),
  }));
}

/** What a process knows at a beat: its streams by person and project, sessions, chains. */
export interface Beat {
  process: string;
  present: { project: string; user: string }[];
  sessions: { id: string; user: string }[];
  heads: { org: string; seq: number }[];
}

export interface BeatAnswer {
  /** Sessions that no longer count. */
  ended: string[];
  /** Who may no longer read the activity of a project. */
  lost: { project: string; user: string }[];
  /** Chains that grew, and of which projects; null among them or instead: all. */
  moved: { org: string; seq: number; projects: (string | null)[] | null }[];
  /** By project. */
  present: Record<string, Presence>;
}

export async function beat(sql: Sql, { process, present, sessions, heads }: Beat) {
  const [row] = await sql<{ answer: BeatAnswer }[]>`
    select private.live_beat(${process},
      ${present.map((p) => p.project)}::uuid[], ${present.map((p) => p.user)}::uuid[],
      ${sessions.map((s) => s.id)}::uuid[], ${sessions.map((s) => s.user)}::uuid[],
      ${heads.map((h) => h.org)}::uuid[], ${heads.map((h) => h.seq)}::bigint[]) as answer`;
  return row!.answer;
}
