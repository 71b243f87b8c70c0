import { createHash } from "node:crypto";
import type { Db, Sql } from "@/lib/db/mod.ts";
import { log } from "@/observability/logger.ts";
import type { Call, Contract } from "./contract.ts";
import { Problem } from "./problem.ts";
import { ok, type Reply } from "./reply.ts";

/** The key of a request that wants to happen once; null when there is none to honour. */
export function readKey(spec: Contract, headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  const honoured = spec.idempotent ?? (spec.method === "POST" && spec.caller === "user");
  if (key === null || !honoured) return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new Problem(400, "Cannot read Idempotency-Key: send 1 to 200 visible ASCII characters");
  }
  return key;
}

interface Kept {
  request_hash: string;
  /** Null while the first request runs, or when its answer could not be kept. */
  status: number | null;
  headers: Record<string, string> | null;
  response: { body?: unknown; version?: number } | null;
}

/** Carries an earlier answer out of the transaction, which is thereby rolled back. */
class Replay extends Error {
  constructor(readonly kept: Kept) {
    super("Replay");
  }
}

function hashOf(call: Call<unknown, unknown, unknown>): string {
  const text = JSON.stringify([
    call.req.method,
    call.url.pathname,
    call.url.search,
    call.body instanceof Uint8Array ? sha256(call.body) : call.body ?? null,
  ]);
  return sha256(text);
}

const sha256 = (of: string | Uint8Array) => createHash("sha256").update(of).digest("hex");

interface Row {
  user: string;
  key: string;
  method: string;
  path: string;
  hash: string;
}

/** Claims the key in the caller's transaction: it stays only if the work does. */
async function claim(sql: Sql, row: Row): Promise<void> {
  const made = await sql`
    insert into public.idempotency_keys as k (user_id, key, method, path, request_hash)
    values (${row.user}, ${row.key}, ${row.method}, ${row.path}, ${row.hash})
    on conflict (user_id, key) do update
      set method = excluded.method, path = excluded.path, request_hash = excluded.request_hash,
          status = null, headers = null, response = null, expires_at = excluded.expires_at
      where k.expires_at < now()
    returning 1`;
  if (made.length > 0) return;
  const [kept] = await sql<Kept[]>`
    select request_hash, status, headers, response from public.idempotency_keys
    where user_id = ${row.user} and key = ${row.key}`;
  if (kept) throw new Replay(kept);
}

function replayed(kept: Kept, hash: string): Reply {
  if (kept.request_hash !== hash) {
    throw new Problem(422, "Idempotency-Key was used for another request", {
      slug: "idempotency-key-reused",
    });
  }
  if (kept.status === null) {
    throw new Problem(409, "The request with this key was carried out, its answer not kept yet", {
      slug: "idempotency-in-progress",
      headers: { "retry-after": "1" },
    });
  }
  const headers = { ...kept.headers, "idempotency-replayed": "true" };
  return { ...kept.response, status: kept.status, headers };
}

/**
 * Runs once per key and caller. The key is claimed in the first transaction of the run, so that
 * work and claim are kept or dropped together and two equal requests at the same time wait for
 * each other; the answer is stored afterwards and replayed for a day.
 */
export async function idempotent<C extends Call>(
  key: string,
  spec: Contract,
  call: C,
  run: (db: Db) => Promise<Reply | Response> | Reply | Response,
): Promise<Reply | Response> {
  const hash = hashOf(call);
  const { method } = spec;
  const row = { user: call.claims.sub, key, method, path: call.url.pathname, hash };
  let claimed = false;
  const db: Db = {
    ...call.db,
    asUser: async (claims, work, options) => {
      if (claimed) return await call.db.asUser(claims, work, options);
      const value = await call.db.asUser(claims, async (sql) => {
        await claim(sql, row);
        return await work(sql);
      }, options);
      claimed = true;
      return value;
    },
  };
  let reply: Reply | Response;
  try {
    reply = await run(db);
  } catch (error) {
    if (error instanceof Replay) return replayed(error.kept, hash);
    throw error;
  }
  if (claimed) await keep(call, key, reply instanceof Response ? ok(null) : reply);
  return reply;
}

async function keep(call: Call, key: string, reply: Reply): Promise<void> {
  const { status, headers = {}, body, version } = reply;
  try {
    await call.db.asUser(call.claims, (sql) =>
      sql`
        update public.idempotency_keys
        set status = ${status}, headers = ${JSON.stringify(headers)}::text::jsonb,
            response = ${JSON.stringify({ body, version })}::text::jsonb
        where user_id = ${call.claims.sub} and key = ${key}`, { permission: undefined });
  } catch (error) {
    log.warn("http.idempotency.not_kept", { requestId: call.requestId, error });
  }
}
