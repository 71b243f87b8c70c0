import type { Claims, Db, Permission } from "@/lib/db/mod.ts";
import type { Call, Contract, Method, Run } from "./contract.ts";
import { idempotent, readKey } from "./idempotency.ts";
import { readBody, readIfMatch, readParams, readQuery, readReason } from "./intake.ts";
import { foreignOrigin, Problem, unauthorized } from "./problem.ts";
import { type Reply, toResponse } from "./reply.ts";
import type { Ctx } from "./state.ts";

/** A contract with the function that runs it. */
export interface Endpoint {
  contract: Contract;
  handle(ctx: Ctx): Promise<Response>;
}

/** Settles who is calling, before anything else is looked at. */
function settleCaller(spec: Contract, ctx: Ctx): void {
  const { session, sessionProblem, origin } = ctx.state;
  if (spec.caller === "user") {
    if (session) return;
    throw sessionProblem ?? unauthorized();
  }
  if (spec.method !== "GET" && origin === "foreign") {
    throw foreignOrigin();
  }
}

function permissionOf(spec: Contract, params: Record<string, string>): Permission | undefined {
  if (!spec.permission) return undefined;
  const permission: Permission = { ...spec.permission };
  const project = /^\/api\/projects\/\{(\w+)\}/.exec(spec.path)?.[1];
  const organization = /^\/api\/organizations\/\{(\w+)\}/.exec(spec.path)?.[1];
  if (project) permission.projectId = params[project];
  if (organization) permission.organizationId = params[organization];
  return permission;
}

/** `asUser` with the contract's permission and the reason, unless the service says otherwise. */
function scoped(
  db: Db,
  call: {
    permission: () => Permission | undefined;
    reason: () => string | null;
    asked: () => void;
  },
): Db {
  return {
    asUser: (claims, work, options = {}) => {
      call.asked();
      const reason = options.reason ?? call.reason();
      return db.asUser(claims, work, { permission: call.permission(), ...options, reason });
    },
    asSystem: (why, work) => db.asSystem(why, work),
    asAuth: (work) => db.asAuth(work),
    ready: () => db.ready(),
    changes: db.changes,
    base: db.base,
    close: () => db.close(),
  };
}

const nobody = {} as Claims;

/**
 * Binds a contract to the function that runs it. Order: caller (401), path (404), query and
 * If-Match, media type (415), size (413), syntax (400), fields (422), then the run, whose first
 * statement checks session and permission (401, 404, 403). A request that is refused before any
 * statement is told why only after those were asked for all the same: a revoked session gets its
 * 401, and who may not see the record learns nothing else.
 */
export function endpoint<Path extends string, P, Q, B>(
  spec: Contract<Path, P, Q, B>,
  run: Run<P, Q, B>,
): Endpoint {
  const plain = spec as Contract;
  const handle = async (ctx: Ctx): Promise<Response> => {
    settleCaller(plain, ctx);
    const { state, req, url } = ctx;
    const claims = state.session?.claims ?? nobody;
    let [permission, asked]: [Permission | undefined, boolean] = [undefined, false];
    const db = scoped(state.db, {
      permission: () => permission,
      reason: () => call.reason,
      asked: () => asked = true,
    });
    const call: Call<P, Q, B> = {
      ...{ req, url, claims, db, reason: null, remote: ctx.info.remoteAddr },
      ...{ session: state.session, sessions: state.sessions, config: state.config },
      ...{ requestId: state.requestId, address: state.address },
      params: undefined as P,
      query: undefined as Q,
      body: undefined as B,
      ifMatch: null,
    };
    let answer: Reply | Response;
    try {
      call.params = readParams<P>(spec, ctx.params);
      permission = permissionOf(plain, ctx.params);
      call.query = readQuery<Q>(spec, url);
      call.ifMatch = readIfMatch(plain, req.headers);
      const key = readKey(plain, req.headers);
      call.body = await readBody<B>(spec, ctx);
      call.reason = readReason(req.headers, call.body);
      answer = key === null
        ? await run(call)
        : await idempotent(key, plain, call, (db) => run({ ...call, db }));
    } catch (error) {
      const refused = error instanceof Problem && error.status < 500;
      if (refused && spec.caller === "user" && !asked) await db.asUser(claims, () => null);
      throw error;
    }
    return answer instanceof Response ? answer : toResponse(answer, req);
  };
  return { contract: plain, handle };
}

function allowed(endpoints: readonly Endpoint[]): string {
  const methods = new Set<string>(endpoints.map((e) => e.contract.method));
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods, "OPTIONS"].sort().join(", ");
}

function withoutBody(response: Response): Response {
  response.body?.cancel().catch(() => {});
  return new Response(null, { status: response.status, headers: response.headers });
}

/**
 * The one handler of a route file: dispatches by method, answers OPTIONS with Allow and HEAD as
 * GET without a body, and anything else with 405, which says no more than the public description.
 */
export function api(...endpoints: Endpoint[]): (ctx: Ctx) => Promise<Response> {
  const allow = allowed(endpoints);
  const byMethod = new Map<Method | string, Endpoint>(endpoints.map((e) => [e.contract.method, e]));
  return async (ctx) => {
    const { method } = ctx.req;
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
    const found = byMethod.get(method === "HEAD" ? "GET" : method);
    if (!found) {
      throw new Problem(405, `Cannot ${method} here: use ${allow}`, { headers: { allow } });
    }
    const response = await found.handle(ctx);
    return method === "HEAD" ? withoutBody(response) : response;
  };
}
