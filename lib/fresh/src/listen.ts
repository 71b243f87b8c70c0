/** Options of `app.listen()`: those of `Deno.serve` for TCP. */
export type ListenOptions =
  & Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>
  & { remoteAddress?: string };

type Handler = (
  request: Request,
  info?: Deno.ServeHandlerInfo,
) => Promise<Response>;

const FIRST_PORT = 8000;
const LAST_PORT = 8019;

/** Starts the server and says where it listens. */
export async function serve(
  handler: Handler,
  basePath: string,
  options: ListenOptions,
): Promise<void> {
  const onListen = options.onListen ??
    ((address) => announce(address, basePath, options));
  if (options.port !== undefined) {
    await Deno.serve({ ...options, onListen }, handler);
    return;
  }
  for (let port = FIRST_PORT;; port++) {
    try {
      await Deno.serve({ ...options, onListen, port }, handler);
      return;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || port === LAST_PORT) {
        throw error;
      }
    }
  }
}

function announce(
  address: Deno.NetAddr,
  basePath: string,
  options: ListenOptions,
): void {
  const protocol = options.key !== undefined && options.cert !== undefined ? "https:" : "http:";
  const name = address.hostname === "0.0.0.0" || address.hostname === "::"
    ? "localhost"
    : address.hostname.includes(":")
    ? `[${address.hostname}]`
    : address.hostname;
  console.log(
    `\n 🍋 Fresh ready\n    Local:  ${protocol}//${name}:${address.port}${basePath}/\n`,
  );
  if (options.remoteAddress) {
    console.log(`    Remote: ${options.remoteAddress}\n`);
  }
}
