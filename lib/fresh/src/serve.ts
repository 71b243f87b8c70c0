/** Options of `app.listen()`: those of `Deno.serve` for TCP. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & { remoteAddress?: string };

type Handler = (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response>;

/** Starts the server and says where it listens. */
export function serve(handler: Handler, basePath: string, options: ListenOptions): void {
  const onListen = options.onListen ?? (({ hostname, port }) => {
    const name = hostname === "0.0.0.0" || hostname === "::" ? "localhost" : hostname;
    console.log(`🍋 Fresh ready: http${options.key ? "s" : ""}://${name}:${port}${basePath}/`);
  });
  for (let port = options.port ?? 8000;; port++) {
    try {
      Deno.serve({ ...options, onListen, port }, handler);
      return;
    } catch (error) {
      const taken = error instanceof Deno.errors.AddrInUse;
      if (!taken || options.port !== undefined || port === 8019) throw error;
    }
  }
}

const STATUS_TEXT = new Map(
  `400 Bad Request,401 Unauthorized,402 Payment Required,403 Forbidden,404 Not Found,
405 Method Not Allowed,406 Not Acceptable,407 Proxy Authentication Required,408 Request Timeout,
409 Conflict,410 Gone,411 Length Required,412 Precondition Failed,413 Content Too Large,
414 URI Too Long,415 Unsupported Media Type,416 Range Not Satisfiable,417 Expectation Failed,
418 I'm a teapot,421 Misdirected Request,422 Unprocessable Entity,423 Locked,
424 Failed Dependency,425 Too Early,426 Upgrade Required,428 Precondition Required,
429 Too Many Requests,431 Request Header Fields Too Large,451 Unavailable For Legal Reasons,
500 Internal Server Error,501 Not Implemented,502 Bad Gateway,503 Service Unavailable,
504 Gateway Timeout,505 HTTP Version Not Supported,507 Insufficient Storage`
    .split(/,\s*/).map((line) => [Number(line.slice(0, 3)), line.slice(4)]),
);

/** The usual words for an HTTP status. */
export function statusText(status: number): string {
  return STATUS_TEXT.get(status) ?? "";
}
