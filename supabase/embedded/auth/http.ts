import type { z } from "zod";
import { AuthError, badRequest } from "./errors.ts";

const BODY_LIMIT = 1024 * 1024;
const DEPTH_LIMIT = 64;
const API_VERSION = "2024-01-01";
const API_VERSION_HEADER = "X-Supabase-Api-Version";

/** The API version to answer in: 2024-01-01 or, for callers that name none or an unreadable one, null. */
export function apiVersion(request: Request): string | null {
  const asked = request.headers.get(API_VERSION_HEADER) ?? "";
  return /^\d{4}-\d{2}-\d{2}$/.test(asked) && asked >= API_VERSION ? API_VERSION : null;
}

/** Headers that every reply carries; browsers of any origin may call, because no cookie counts here. */
export function dress(response: Response, version: string | null): Response {
  const headers = new Headers(response.headers);
  if (version !== null) headers.set(API_VERSION_HEADER, version);
  headers.set("Access-Control-Allow-Origin", "*");
  headers.set(
    "Access-Control-Expose-Headers",
    `X-Total-Count, Link, ${API_VERSION_HEADER}, X-Sb-Error-Code, Retry-After`,
  );
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  return new Response(response.body, { status: response.status, headers });
}

const ALLOWED_HEADERS = "Accept, Apikey, Authorization, Content-Type, Prefer, Traceparent, " +
  `Tracestate, Baggage, X-Client-IP, X-Client-Info, X-JWT-AUD, X-Retry-Count, ${API_VERSION_HEADER}`;

/** Answer to a browser's preflight: a client may add headers of its own, which nobody reads. */
export function preflight(request: Request): Response {
  const asked = request.headers.get("Access-Control-Request-Headers") ?? "";
  const sound = /^[\w-]+( *, *[\w-]+)*$/.test(asked) && asked.length < 1000;
  const more = sound ? asked.split(/ *, */).map((name) => `, ${name}`).join("") : "";
  return new Response(null, {
    status: 204,
    headers: {
      "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
      "Access-Control-Allow-Headers": ALLOWED_HEADERS + more,
      "Access-Control-Max-Age": "86400",
      Vary: "Access-Control-Request-Headers",
    },
  });
}

export function ok(body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status: 200, headers });
}

/** The bearer token of the request, or null. */
export function bearer(request: Request): string | null {
  return /^[Bb]earer (\S+)$/.exec(request.headers.get("Authorization") ?? "")?.[1] ?? null;
}

/**
 * The JSON body, checked. An absent body counts as `{}` where `optional`.
 *
 * @throws AuthError `bad_json`, `validation_failed` for text that Postgres cannot hold, or 413
 */
export async function readBody<T extends z.ZodType>(
  request: Request,
  shape: T,
  optional = false,
): Promise<z.output<T>> {
  const text = decode(await bytes(request));
  if (optional && text.trim() === "") return shape.parse({});
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable("invalid JSON");
  }
  refuseUnstorable(value);
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw unreadable(`${issue?.path.join(".") || "body"}: ${issue?.message ?? "wrong type"}`);
}

function unreadable(why: string): AuthError {
  return badRequest("bad_json", `Could not parse request body as JSON: ${why}`);
}

function decode(data: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw unreadable("invalid UTF-8");
  }
}

async function bytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = new AuthError(413, "request_too_large", "Request body is larger than 1 MiB");
  if (Number(request.headers.get("Content-Length") ?? 0) > BODY_LIMIT) throw tooLarge;
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.byteLength;
    if (length > BODY_LIMIT) throw tooLarge;
    parts.push(part);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Postgres text holds no NUL and no half of a surrogate pair, and jsonb no bottomless nesting. */
function refuseUnstorable(root: unknown): void {
  const open: [unknown, number][] = [[root, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, depth] = next;
    if (typeof value === "string") refuseText(value);
    if (typeof value !== "object" || value === null) continue;
    if (depth >= DEPTH_LIMIT) {
      throw badRequest("validation_failed", `Body is nested deeper than ${DEPTH_LIMIT} levels`);
    }
    for (const [key, inner] of Object.entries(value)) {
      refuseText(key);
      open.push([inner, depth + 1]);
    }
  }
}

function refuseText(text: string): void {
  if (text.includes("\0") || !text.isWellFormed()) {
    throw badRequest("validation_failed", "Text must not contain NUL or unpaired surrogates");
  }
}
