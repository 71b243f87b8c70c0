import type { Ctx } from "@/lib/http/state.ts";
import type { IdentityContext } from "./service.ts";
import { Identity } from "./session.ts";

/**
 * What the service functions need of a page's request.
 * @throws Error when the app was put together without Identity
 */
export function identityContext(ctx: Ctx): IdentityContext {
  const { sessions: identity, db, config, address, requestId } = ctx.state;
  if (!(identity instanceof Identity)) {
    throw new Error("Cannot sign in: no Identity was configured");
  }
  return { identity, db, config, address, requestId, headers: ctx.req.headers };
}
