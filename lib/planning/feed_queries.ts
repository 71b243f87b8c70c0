/** SQL of calendar files and feeds. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Feed, ListedFeed } from "./feeds.ts";
import type { CalendarRows } from "./ics.ts";

export async function makeFeed(sql: Sql, hash: string, projectId: string | null): Promise<Feed> {
  const [row] = await sql<{ feed: Feed }[]>`
    select private.make_calendar_feed(${hash}, ${projectId}::uuid) as feed`;
  return row!.feed;
}

export async function listFeeds(sql: Sql): Promise<ListedFeed[]> {
  const [row] = await sql<{ feeds: ListedFeed[] }[]>`
    select private.my_calendar_feeds() as feeds`;
  return row?.feeds ?? [];
}

export async function revokeFeed(sql: Sql, id: string): Promise<boolean> {
  const [row] = await sql<{ gone: boolean }[]>`
    select private.revoke_calendar_feed(${id}::uuid) as gone`;
  return row?.gone ?? false;
}

export async function calendarRows(sql: Sql, projectId: string): Promise<CalendarRows | null> {
  const [row] = await sql<{ doc: CalendarRows | null }[]>`
    select private.calendar_rows(${projectId}::uuid) as doc`;
  return row?.doc ?? null;
}

export async function readFeed(
  sql: Sql,
  hash: string,
): Promise<{ projectId: string | null; projects: CalendarRows[] } | null> {
  const [row] = await sql<
    { doc: { projectId: string | null; projects: CalendarRows[] } | null }[]
  >`select private.read_calendar_feed(${hash}) as doc`;
  return row?.doc ?? null;
}

/** Counts a look from an address; seconds to wait. */
export async function takeLook(sql: Sql, bucket: string): Promise<number> {
  const [row] = await sql<{ wait: number }[]>`
    select private.take_rate(${bucket}, 60, 60) as wait`;
  return row?.wait ?? 0;
}
