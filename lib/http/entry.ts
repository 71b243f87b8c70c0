import type { Config } from "@/lib/config/mod.ts";
import { secureBare } from "./headers.ts";
import { Problem, respond } from "./problem.ts";

/** The methods that the router knows. */
const METHODS: ReadonlySet<string> = new Set([
  ...["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"],
]);

/** An answer that no middleware sees, with the headers that they would have given it. */
function bare(problem: Problem, publicOrigin: string | null): Response {
  const requestId = crypto.randomUUID();
  const response = respond(problem, requestId);
  response.headers.set("x-request-id", requestId);
  secureBare(response.headers, publicOrigin);
  return response;
}

/** A request for OPTIONS at the address of another; its body, which may be large, is left alone. */
const asOptions = (req: Request) =>
  new Request(req.url, { method: "OPTIONS", headers: req.headers });

/** A refusal of a method that no handler has heard of: what the app says to OPTIONS, as a 405. */
function refuseMethod({ headers }: Response): Response {
  const allow = headers.get("allow") ?? "GET, HEAD, OPTIONS";
  const problem = new Problem(405, `Cannot use this method here: use ${allow}`);
  const response = respond(problem, headers.get("x-request-id") ?? crypto.randomUUID());
  for (const [name, value] of headers) {
    if (!response.headers.has(name)) response.headers.set(name, value);
  }
  response.headers.set("allow", allow);
  return response;
}

/**
 * Stands between the socket and the app for what a router cannot take: an address that is none
 * (the Host header is part of it) is a 400, a method of no standard a 405, and every 405 has Allow.
 */
export function entry(
  app: Deno.ServeHandler,
  { publicOrigin }: Pick<Config, "publicOrigin">,
): Deno.ServeHandler {
  return async (req, info) => {
    if (!URL.canParse(req.url)) {
      const problem = new Problem(400, "Cannot read the address: Host or path is malformed");
      return bare(problem, publicOrigin);
    }
    if (!METHODS.has(req.method)) return refuseMethod(await app(asOptions(req), info));
    const response = await app(req, info);
    if (response.status === 405 && !response.headers.has("allow")) {
      const { headers } = await app(asOptions(req), info);
      // A static file says nothing about itself.
      response.headers.set("allow", headers.get("allow") ?? "GET, HEAD");
    }
    return response;
  };
}
