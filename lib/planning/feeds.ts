/** Calendar files: of a project for who is signed in, and by a secret address for programs. */
import { createHash } from "node:crypto";
import type { Db, Sql } from "@/lib/db/mod.ts";
import { notFound, tooMany } from "@/lib/http/problem.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { calendarFile, type CalendarRows } from "./ics.ts";
import * as queries from "./feed_queries.ts";
import { type Ctx, inPlan, NOT_FOUND } from "./service.ts";

export interface Feed {
  id: string;
  /** Null: what its person owns, in all projects. */
  projectId: string | null;
  createdAt: string;
}

export interface ListedFeed extends Feed {
  projectName: string | null;
  /** Day of its last use, UTC; null: never. */
  usedOn: string | null;
}

/** 160 random bits; only its hash is kept. */
const newToken = () =>
  crypto.getRandomValues(new Uint8Array(20)).toBase64({ alphabet: "base64url", omitPadding: true });

const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

export async function makeFeed(
  ctx: Ctx,
  { projectId = null }: { projectId?: string | null | undefined },
): Promise<{ feed: Feed; token: string }> {
  const token = newToken();
  const feed = await ctx.db.asUser(
    ctx.claims,
    (sql) => queries.makeFeed(sql, hashOf(token), projectId),
    { reason: ctx.reason },
  );
  return { feed, token };
}

export function listFeeds(ctx: Ctx): Promise<ListedFeed[]> {
  return ctx.db.asUser(ctx.claims, queries.listFeeds);
}

export async function revokeFeed(ctx: Ctx, id: string): Promise<Result<null>> {
  const gone = await ctx.db.asUser(ctx.claims, (sql) => queries.revokeFeed(sql, id));
  return gone ? success(null) : NOT_FOUND;
}

/** The calendar file of a project. Restricted rows stay out of it, whoever asks. */
export async function projectCalendar(
  ctx: Ctx,
  projectId: string,
  origin: string,
): Promise<Result<string>> {
  const rows = await inPlan(
    ctx,
    projectId,
    { resource: "milestone", verb: "select" },
    (sql: Sql) => queries.calendarRows(sql, projectId),
  );
  return rows ? success(calendarFile(`${rows.name}: plan`, [rows], origin)) : NOT_FOUND;
}

/**
 * What the secret address shows. Looks are counted by caller's address, so tokens are not guessed.
 * @throws Problem 404 for an unknown or revoked token, 429 with Retry-After
 */
export async function readFeed(
  db: Db,
  token: string,
  { address, origin }: { address: string; origin: string },
): Promise<string> {
  const caller = createHash("sha256").update(address).digest("base64url");
  const [wait, found] = await db.asSystem("Read a calendar feed", (sql) =>
    Promise.all([
      queries.takeLook(sql, `calendar-feed:${caller}`),
      queries.readFeed(sql, hashOf(token)),
    ]));
  if (wait > 0) throw tooMany(`Too many requests: try again in ${wait} s`, wait);
  if (found === null) throw notFound();
  const { projectId, projects } = found;
  const name = projectId === null ? "ClinOps: my items" : `${projects[0]?.name ?? "ClinOps"}: plan`;
  return calendarFile(name, projects, origin);
}

export type { CalendarRows };
