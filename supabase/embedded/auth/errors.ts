/** A refusal in the shape that Supabase Auth gives. `code` is what clients branch on. */
export class AuthError extends Error {
  override name = "AuthError";
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Record<string, unknown> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** A refusal in OAuth's shape, which only the token endpoint gives. */
export class OAuthError extends Error {
  override name = "OAuthError";
  constructor(readonly error: string, readonly description: string) {
    super(description);
  }
}

export const badRequest = (code: string, message: string) => new AuthError(400, code, message);
export const forbidden = (code: string, message: string) => new AuthError(403, code, message);
export const notFound = (code: string, message: string) => new AuthError(404, code, message);
export const unprocessable = (code: string, message: string) => new AuthError(422, code, message);

export function weakPassword(message: string, reasons: string[]): AuthError {
  return new AuthError(422, "weak_password", message, { weak_password: { reasons } });
}

export function tooMany(seconds: number): AuthError {
  return new AuthError(429, "over_request_rate_limit", "Request rate limit reached", {}, {
    "Retry-After": String(Math.max(1, Math.ceil(seconds))),
  });
}

export function busy(): AuthError {
  return new AuthError(503, "over_request_rate_limit", "Too many passwords are waiting", {}, {
    "Retry-After": "5",
  });
}

const UNEXPECTED = "Unexpected failure, please check server logs for more information";

function statusOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null && "status" in error &&
      typeof error.status === "number"
    ? error.status
    : undefined;
}

/** Whether this is our fault and belongs in the log. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof AuthError) && !(error instanceof OAuthError);
}

/**
 * The reply for anything thrown. `versioned` callers sent `X-Supabase-Api-Version` 2024-01-01 or
 * later and get the code as `code`; older ones get the HTTP status there.
 */
export function errorResponse(error: unknown, versioned: boolean): Response {
  if (error instanceof OAuthError) {
    return Response.json({ error: error.error, error_description: error.description }, {
      status: 400,
      headers: { "x-sb-error-code": error.error },
    });
  }
  const known = error instanceof AuthError ? error : fromDatabase(error);
  const body = versioned
    ? { code: known.code, message: known.message, ...known.extra }
    : { code: known.status, error_code: known.code, msg: known.message, ...known.extra };
  return Response.json(body, {
    status: known.status,
    headers: { "x-sb-error-code": known.code, ...known.headers },
  });
}

function fromDatabase(error: unknown): AuthError {
  const status = statusOf(error);
  if (status === 503) {
    return new AuthError(503, "request_timeout", "The database is busy", {}, {
      "Retry-After": "5",
    });
  }
  if (status === 422) return unprocessable("validation_failed", "The database refused a value");
  if (status === 409) return new AuthError(409, "conflict", "The database refused the change");
  return new AuthError(500, "unexpected_failure", UNEXPECTED);
}
