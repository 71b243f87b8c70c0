import { log } from "@/observability/logger.ts";
import { markFailure } from "@/observability/tracing.ts";
import { Problem, respond, toProblem } from "./problem.ts";
import { safeNext, seeOther } from "./redirects.ts";
import { type Ctx, isApiPath, type Middleware } from "./state.ts";

/** What an error page shows. */
export interface ErrorView {
  status: number;
  title: string;
  detail: string;
  requestId: string;
}

export type RenderError = (ctx: Ctx, view: ErrorView) => Response | Promise<Response>;

/** Thrown by {@link requireSession}: pages send the unknown to sign in instead of refusing them. */
export class SignInRequired extends Error {
  override readonly name = "SignInRequired";
}

/** Thrown where a page can only be gone on with elsewhere: the browser is sent to `path` of this site. */
export class GoTo extends Error {
  override readonly name = "GoTo";
  constructor(readonly path: string) {
    super(`Go to ${path}`);
  }
}

function wantsJson(ctx: Ctx): boolean {
  if (isApiPath(ctx.url.pathname)) return true;
  const accept = ctx.req.headers.get("accept") ?? "";
  return /\bapplication\/(problem\+)?json\b/.test(accept) && !accept.includes("text/html");
}

/** The page that a form was sent from, as the browser says; it is of this site or not believed. */
function formPage(ctx: Ctx): string {
  const own = ctx.state.config.publicOrigin ?? ctx.url.origin;
  const from = URL.parse(ctx.req.headers.get("referer") ?? "");
  return from?.origin === own ? safeNext(from.pathname + from.search) : "/projects";
}

/** To the page that asks for what is missing, and back here afterwards. */
function sendTo(page: "/login" | "/step-up", ctx: Ctx): Response {
  const here = ctx.req.method === "GET" ? ctx.url.pathname + ctx.url.search : formPage(ctx);
  return seeOther(`${page}?next=${encodeURIComponent(here)}`);
}

async function page(ctx: Ctx, problem: Problem, renderError: RenderError): Promise<Response> {
  const { status, title, detail } = problem;
  const { requestId } = ctx.state;
  try {
    const response = await renderError(ctx, { status, title, detail, requestId });
    for (const [name, value] of Object.entries(problem.headers)) response.headers.set(name, value);
    return response;
  } catch (error) {
    log.error("http.error_page_failed", { requestId, error });
    const text = `${status} ${title}\n\n${detail}\n\nRequest ${requestId}\n`;
    const headers = { ...problem.headers, "content-type": "text/plain; charset=utf-8" };
    return new Response(text, { status, headers });
  }
}

function report(ctx: Ctx, problem: Problem, error: unknown): void {
  if (problem.status < 500) return;
  ctx.error = error;
  markFailure(error);
  const { requestId } = ctx.state;
  const fields = { requestId, route: ctx.route ?? "none", status: problem.status };
  log.error("http.error", { ...fields, error: problem.cause ?? error });
}

/** Bare refusals of the framework (404, 405 as text) become problems under /api. */
function bare(response: Response): boolean {
  const type = response.headers.get("content-type") ?? "";
  return response.status >= 400 && !type.includes("json") && !type.includes("event-stream");
}

function refused(response: Response): Problem {
  const headers = Object.fromEntries(response.headers);
  delete headers["content-type"];
  delete headers["content-length"];
  const { status } = response;
  return new Problem(status, status === 404 ? "Not there, or not yours" : "Cannot do that here", {
    headers,
  });
}

async function answer(ctx: Ctx, problem: Problem, render: RenderError): Promise<Response> {
  const { session, sessions, cookies, requestId } = ctx.state;
  if (problem.status === 401) {
    if (session?.source === "cookie") cookies.push(...sessions.clear(ctx.req.headers));
    if (!wantsJson(ctx)) return sendTo("/login", ctx);
  }
  const halfway = problem.status === 403 && problem.type.endsWith(":mfa-required");
  if (halfway && !wantsJson(ctx)) return sendTo("/step-up", ctx);
  return wantsJson(ctx) ? respond(problem, requestId) : await page(ctx, problem, render);
}

/**
 * Turns everything thrown inside into an answer: problem+json for the API and JSON clients, the
 * error page for people, the sign-in page where only a session is missing. It stands inside the
 * header middlewares, so error answers carry the headers as well. Never a stack.
 */
export function errorBoundary(renderError: RenderError): Middleware {
  return async (ctx) => {
    try {
      const response = await ctx.next();
      const inApi = ctx.url.pathname.startsWith("/api/");
      return inApi && bare(response) ? respond(refused(response), ctx.state.requestId) : response;
    } catch (error) {
      if (error instanceof GoTo) return seeOther(error.path);
      const problem = error instanceof SignInRequired
        ? new Problem(401, error.message)
        : toProblem(error);
      report(ctx, problem, error);
      return await answer(ctx, problem, renderError);
    }
  };
}
