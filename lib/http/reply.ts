import { type FieldError, Problem, type ProblemOptions } from "./problem.ts";

/** What a run answers with; made by the functions below. */
export interface Reply {
  status: number;
  body?: unknown;
  /** Version of the record, sent as a strong `ETag`. */
  version?: number;
  headers?: Record<string, string>;
  /** `Set-Cookie` values. */
  cookies?: readonly string[];
}

type Extras = Pick<Reply, "version" | "headers" | "cookies">;

export const ok = (body: unknown, extras: Extras = {}): Reply => ({ status: 200, body, ...extras });

/** 201 with the `Location` of what was made. */
export const created = (location: string, body: unknown, extras: Extras = {}): Reply => ({
  ...extras,
  status: 201,
  body,
  headers: { location, ...extras.headers },
});

export const accepted = (body: unknown, extras: Extras = {}): Reply => ({
  status: 202,
  body,
  ...extras,
});

export const noContent = (extras: Extras = {}): Reply => ({ status: 204, ...extras });

/** A service's answer: the value, or the problem in its stead. */
export type Result<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const success = <T>(value: T): Result<T> => ({ ok: true, value });

export const failure = (status: number, detail: string, options: ProblemOptions = {}) => ({
  ok: false as const,
  problem: new Problem(status, detail, options),
});

export const invalid = (errors: FieldError[]) =>
  failure(422, errors[0]?.message ?? "Cannot accept the fields", { errors });

/** The value, or the problem thrown: for endpoints, where the boundary answers. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw result.problem;
  return result.value;
}

/** The reply as a response; a GET whose `If-None-Match` names the version becomes a 304. */
export function toResponse(reply: Reply, req: Request): Response {
  const headers = new Headers(reply.headers);
  for (const cookie of reply.cookies ?? []) headers.append("set-cookie", cookie);
  if (reply.version !== undefined) {
    const etag = `"${reply.version}"`;
    headers.set("etag", etag);
    const known = (req.headers.get("if-none-match") ?? "").split(",").map((t) => t.trim());
    if (req.method === "GET" && known.some((t) => t.replace(/^W\//, "") === etag)) {
      return new Response(null, { status: 304, headers });
    }
  }
  if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
  headers.set("content-type", "application/json; charset=utf-8");
  return new Response(JSON.stringify(reply.body), { status: reply.status, headers });
}
