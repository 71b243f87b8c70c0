import { GoTo, requireSession } from "@/lib/http/mod.ts";
import type { Ctx, Session } from "@/lib/http/mod.ts";
import { needsSecondFactor } from "./second_factor.ts";

/**
 * The signed-in person of a page that asks for the second factor where one is on: who has not shown
 * it in this session is sent to /step-up and comes back to `next`, or to the page of the request.
 * Call it before anything is changed.
 */
export async function requireAal2(ctx: Ctx, next?: string): Promise<Session> {
  const session = requireSession(ctx);
  if (await needsSecondFactor(ctx.state.db, session.claims)) {
    const back = next ?? ctx.url.pathname + ctx.url.search;
    throw new GoTo(`/step-up?next=${encodeURIComponent(back)}`);
  }
  return session;
}
