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

/** What the app says to OPTIONS, as a refusal of a method that it has never heard of. */
async function refuseMethod(req: Request, ask: (req: Request) => Promise<Response>) {
  const { headers } = await ask(new Request(req.url, { method: "OPTIONS", headers: req.headers }));
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
 * (the Host header is part of it) is a 400, and a method of no standard a 405 with Allow.
 */
export function entry(
  app: Deno.ServeHandler,
  { publicOrigin }: Pick<Config, "publicOrigin">,
): Deno.ServeHandler {
  return async (req, info) => {
    if (!URL.canParse(req.url)) {
      return bare(
        new Problem(400, "Cannot read the address: Host or path is malformed"),
        publicOrigin,
      );
    }
    if (METHODS.has(req.method)) return await app(req, info);
    return await refuseMethod(req, async (options) => await app(options, info));
  };
}
