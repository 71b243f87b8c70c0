import { HttpError } from "fresh";
import { DbProblem } from "@/lib/db/mod.ts";

/** One wrong place in what was sent. `path` is a JSON pointer, `""` for the whole. */
export interface FieldError {
  path: string;
  message: string;
}

export interface ProblemOptions {
  /** Last part of `type`, such as `mfa-required`. */
  slug?: string;
  title?: string;
  errors?: FieldError[];
  headers?: Record<string, string>;
  cause?: unknown;
}

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  406: "Not acceptable",
  409: "Conflict",
  412: "Changed by someone else",
  413: "Too large",
  415: "Unsupported media type",
  422: "Cannot accept the fields",
  428: "Version missing",
  429: "Too many requests",
  500: "Internal error",
  503: "Not available now",
};

/** What `application/problem+json` (RFC 9457) carries; `requestId` is added by {@link respond}. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly title: string;
  readonly type: string;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.title = options.title ?? TITLES[status] ?? "Error";
    this.type = options.slug ? `urn:clinops:problem:${options.slug}` : "about:blank";
    this.errors = options.errors ??
      (status === 400 || status === 422 ? [{ path: "", message: detail }] : undefined);
    this.headers = options.headers ?? {};
  }

  get detail(): string {
    return this.message;
  }
}

export const unauthorized = () =>
  new Problem(401, "Sign in, or send a valid access token", {
    headers: { "www-authenticate": "Bearer" },
  });

export const forbidden = (detail: string, slug?: string) => new Problem(403, detail, { slug });

export const foreignOrigin = () =>
  forbidden(
    "Cannot accept a request that does not show that it comes from this site " +
      "(Sec-Fetch-Site or Origin); other clients send a bearer token",
    "foreign-origin",
  );

export const notFound = () => new Problem(404, "Not there, or not yours");

/** 422 for one field; `path` is a JSON pointer. */
export const invalidField = (path: string, message: string) =>
  new Problem(422, message, { errors: [{ path, message }] });

/** 503 that asks to come back in `seconds`. */
export const unavailable = (detail: string, seconds = 5, cause?: unknown) =>
  new Problem(503, detail, { headers: { "retry-after": String(seconds) }, cause });

/** 429 that asks to come back in `seconds`. */
export const tooMany = (detail: string, seconds: number) =>
  new Problem(429, detail, { headers: { "retry-after": String(Math.max(1, Math.ceil(seconds))) } });

/** A JSON pointer from path segments, escaped as RFC 6901 asks. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(
    "",
  );
}

/** Column names of the database are snake_case, fields of the API camelCase. */
function fieldPointer(field: string): string {
  if (field === "" || field.startsWith("/")) return field;
  return pointer([field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())]);
}

function fromDatabase(error: DbProblem): Problem {
  if (error.status === 401) return unauthorized();
  if (error.status === 404) return notFound();
  if (error.status === 403 && error.field === "aal") {
    return new Problem(403, error.message, { slug: "mfa-required", cause: error });
  }
  if (error.status === 429) return tooMany(error.message, error.wait ?? 60);
  if (error.status === 503) return unavailable("The database is busy or not reachable", 2, error);
  const errors = error.status === 422
    ? [{ path: fieldPointer(error.field ?? ""), message: error.message }]
    : undefined;
  return new Problem(error.status, error.message, { errors, cause: error });
}

/** Every error as a problem; what nobody foresaw becomes a 500 that says nothing. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof DbProblem) return fromDatabase(error);
  if (error instanceof HttpError) {
    if (error.status === 404) return new Problem(404, "Not there, or not yours", { cause: error });
    const detail = error.message || (error.status === 400 ? "Cannot read the address" : "");
    return new Problem(error.status, error.status < 500 ? detail : "Internal error", {
      cause: error,
    });
  }
  if (error instanceof URIError) {
    return new Problem(400, "Cannot read the address", { cause: error });
  }
  return new Problem(500, "Something went wrong here; the request id helps to find it", {
    cause: error,
  });
}

/** The problem as a response. */
export function respond(problem: Problem, requestId: string): Response {
  const { type, title, status, detail, errors } = problem;
  const headers = new Headers(problem.headers);
  headers.set("content-type", "application/problem+json; charset=utf-8");
  headers.set("cache-control", "no-store");
  const body = { type, title, status, detail, requestId, ...(errors ? { errors } : {}) };
  return new Response(JSON.stringify(body), { status, headers });
}
