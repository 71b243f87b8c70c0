/** An error that ends the request with an HTTP status; its message is shown to the caller. */
export class HttpError extends Error {
  override name = "HttpError";

  constructor(readonly status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}

const STATUS_TEXT = `400 Bad Request,401 Unauthorized,403 Forbidden,404 Not Found,
405 Method Not Allowed,406 Not Acceptable,408 Request Timeout,409 Conflict,410 Gone,
411 Length Required,412 Precondition Failed,413 Content Too Large,414 URI Too Long,
415 Unsupported Media Type,416 Range Not Satisfiable,418 I'm a teapot,422 Unprocessable Entity,
423 Locked,428 Precondition Required,429 Too Many Requests,431 Request Header Fields Too Large,
500 Internal Server Error,501 Not Implemented,502 Bad Gateway,503 Service Unavailable,
504 Gateway Timeout,507 Insufficient Storage`;

/** The usual words for an HTTP status. */
export function statusText(status: number): string {
  return new RegExp(`${status} ([^,]+)`).exec(STATUS_TEXT)?.[1] ?? "";
}
