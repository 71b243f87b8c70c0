/** An error that ends the request with an HTTP status; its message is shown to the caller. */
export class HttpError extends Error {
  override name = "HttpError";

  constructor(readonly status: number, message?: string, options?: ErrorOptions) {
    super(message, options);
  }
}
