/** A form that was sent by somebody whose session has still to show the second factor: nothing is lost. */
import type { StepUpForm } from "@/components/account/door.tsx";
import { type Ctx, requireSession } from "@/lib/http/mod.ts";
import { identityContext, needsSecondFactor } from "@/lib/identity/mod.ts";
import { stepUp } from "@/lib/identity/second_factor.ts";
import { attempt, errorsOf, keepCookies } from "./account.ts";

/** Of the field that takes the code, beside what was sent. */
const CODE = "code";

export interface FactorAsked {
  form: StepUpForm;
  status: number;
  headers?: HeadersInit;
}

/**
 * Null: go on with the form; its sender has shown the factor, now or before, or has none. Otherwise
 * what the page of the code shows: it keeps all that was sent, and sends it again with the code.
 */
export async function factorFirst(ctx: Ctx, form: FormData): Promise<FactorAsked | null> {
  const session = requireSession(ctx);
  if (!await needsSecondFactor(ctx.state.db, session.claims)) return null;
  const kept = [...form].flatMap(([name, value]) =>
    name !== CODE && typeof value === "string" ? [[name, value] as [string, string]] : []
  );
  const code = form.get(CODE);
  if (typeof code !== "string") return { form: { next: null, errors: [], kept }, status: 403 };
  if (code.trim() === "") {
    const errors = [{ path: "/code", message: "Must be given" }];
    return { form: { next: null, errors, kept }, status: 422 };
  }
  const done = await attempt(() => stepUp(identityContext(ctx), session, code.trim()));
  if (!done.ok) {
    const { status, headers } = done.problem;
    return { form: { next: null, errors: errorsOf(done.problem), kept }, status, headers };
  }
  keepCookies(ctx, done.value.cookies);
  ctx.state.session = done.value.session;
  return null;
}
