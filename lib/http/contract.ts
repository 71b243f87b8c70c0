import type { z } from "zod";
import type { Claims, Db, Permission } from "@/lib/db/mod.ts";
import type { Reply } from "./reply.ts";
import type { Session, SessionReader } from "./state.ts";
import type { Config } from "@/lib/config/mod.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Caller = "anyone" | "user";

/** The names in braces of a path template. */
export type ParamsOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? { [K in Name]: string } & ParamsOf<Rest>
  : unknown;

export interface ResponseSpec {
  description: string;
  schema?: z.ZodType;
  /** Media type when it is not JSON. */
  contentType?: string;
  headers?: Record<string, string>;
}

/**
 * One call of the API: what runs it, checks it and documents it. `path` is written as in OpenAPI,
 * `/api/projects/{id}`; every name in braces is a uuid unless `params` says otherwise.
 */
export interface Contract<Path extends string = string, P = unknown, Q = unknown, B = unknown> {
  method: Method;
  path: Path;
  summary: string;
  description?: string;
  tag: string;
  caller: Caller;
  /**
   * What the caller must be allowed to do. The project is the `{id}` after /api/projects/, the
   * organisation the one after /api/organizations/. Postgres checks it with the first statement.
   */
  permission?: { resource: string; verb: Permission["verb"] };
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Media type of the body; JSON unless it says otherwise (then the body is text). */
  consumes?: string;
  /** The body is not decoded: whatever its charset, the schema gets a Uint8Array. */
  raw?: boolean;
  /** The run reads the body itself, as it arrives: here it is only described. */
  streamed?: boolean;
  /** Bytes; the configured limit for bodies when absent. */
  bodyLimit?: (config: Config) => number;
  /** The record carries a version: PUT, PATCH (and DELETE, when sent) take `If-Match`. */
  versioned?: boolean;
  /** Whether `Idempotency-Key` is honoured; on for every POST of a signed-in caller. */
  idempotent?: boolean;
  responses: Record<number, ResponseSpec>;
}

/** What a run gets: everything checked. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  req: Request;
  url: URL;
  params: P;
  query: Q;
  body: B;
  /** Of the signed-in caller; a contract with caller "anyone" must not look at it. */
  claims: Claims;
  session: Session | null;
  /** The database with the contract's permission and the reason already given to `asUser`. */
  db: Db;
  config: Config;
  sessions: SessionReader;
  requestId: string;
  address: string;
  /** From `X-Change-Reason` or the body's `reason`; null without one. */
  reason: string | null;
  /** The version in `If-Match`; never null for PUT and PATCH of a versioned contract. */
  ifMatch: number | null;
  remote: Deno.Addr | undefined;
}

export type Run<P, Q, B> = (call: Call<P, Q, B>) => Promise<Reply | Response> | Reply | Response;

const registered = new Map<string, Contract>();

/** Declares a call and puts it into the registry that OpenAPI is made from. */
export function contract<
  const Path extends string,
  P = ParamsOf<Path>,
  Q = undefined,
  B = undefined,
>(
  spec: Contract<Path, P, Q, B>,
): Contract<Path, P, Q, B> {
  registered.set(`${spec.method} ${spec.path}`, spec as Contract);
  return spec;
}

/** Every declared call, in the order of path and method. */
export function contracts(): Contract[] {
  return [...registered.entries()].sort(([a], [b]) => keyOf(a) < keyOf(b) ? -1 : 1).map(([, c]) =>
    c
  );
}

const keyOf = (key: string) => key.split(" ").reverse().join(" ");
