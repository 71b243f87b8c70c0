/**
 * A form that was sent by somebody whose session has ended, or has still to show the second factor:
 * as happens to all who are signed in when the factor is set up on another device. Nothing is lost.
 */
import type { StepUpForm } from "@/components/account/door.tsx";
import { plainErrors } from "@/components/form.tsx";
import type { SignInForm } from "@/components/gatehouse.tsx";
import { DbProblem } from "@/lib/db/mod.ts";
import { type Ctx, fieldErrors, type Session } from "@/lib/http/mod.ts";
import {
  identityContext,
  needsSecondFactor,
  signInInput,
  signInOnPage,
} from "@/lib/identity/mod.ts";
import { someoneWaits, stepUp } from "@/lib/identity/second_factor.ts";
import { attempt, errorsOf, keepCookies } from "./account.ts";

/** Names of the door's own fields, beside what was sent. */
const OWN = ["code", "email", "password"];

/** What stands before the page: it keeps all that was sent, and sends it again. */
export interface Door {
  signIn: SignInForm | null;
  code: StepUpForm | null;
  status: number;
}

export interface Passed {
  /** Somebody has signed in anew: to be shown the form again, as they may be another person. */
  anew: boolean;
}

/** The door that the sender has to pass first, or that they may go on. */
export async function factorFirst(ctx: Ctx, form: FormData): Promise<Door | Passed> {
  const kept = [...form].flatMap(([name, value]) =>
    !OWN.includes(name) && typeof value === "string" ? [[name, value] as [string, string]] : []
  );
  const { session } = ctx.state;
  const lacks = session ? await lacking(ctx, session) : "session";
  if (lacks === null) return { anew: false };
  if (lacks === "session" && session) {
    keepCookies(ctx, ctx.state.sessions.clear(ctx.req.headers));
    ctx.state.session = null;
  }
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value.trim() : null;
  };
  const waits = lacks === "factor" || someoneWaits(identityContext(ctx), ctx.state.session);
  return waits && text("email") === null
    ? await takeCode(ctx, text("code"), kept)
    : await takePassword(ctx, { email: text("email"), password: form.get("password") }, kept);
}

async function lacking(ctx: Ctx, { claims }: Session): Promise<"factor" | "session" | null> {
  try {
    return await needsSecondFactor(ctx.state.db, claims) ? "factor" : null;
  } catch (error) {
    if (error instanceof DbProblem && error.status === 401) return "session";
    throw error;
  }
}

type Kept = [name: string, value: string][];

async function takeCode(ctx: Ctx, code: string | null, kept: Kept): Promise<Door | Passed> {
  const { session } = ctx.state;
  const again = (status: number, errors: StepUpForm["errors"]): Door => ({
    ...{ signIn: null, code: { next: null, errors, kept }, status },
  });
  if (code === null) return again(403, []);
  if (code === "") return again(422, [{ path: "/code", message: "Must be given" }]);
  const done = await attempt(() => stepUp(identityContext(ctx), session, code));
  if (!done.ok) return again(done.problem.status, errorsOf(done.problem));
  keepCookies(ctx, done.value.cookies);
  ctx.state.session = done.value.session;
  return { anew: session === null };
}

async function takePassword(
  ctx: Ctx,
  typed: { email: string | null; password: unknown },
  kept: Kept,
): Promise<Door | Passed> {
  const email = typed.email ?? "";
  const again = (status: number, errors: SignInForm["errors"]): Door => ({
    ...{ signIn: { email, next: null, errors, kept }, code: null, status },
  });
  if (typed.email === null) return again(401, []);
  const input = signInInput.safeParse({ email, password: typed.password });
  if (!input.success) return again(422, plainErrors(fieldErrors(input.error.issues)));
  const done = await attempt(() => signInOnPage(identityContext(ctx), input.data));
  if (!done.ok) return again(done.problem.status, errorsOf(done.problem));
  keepCookies(ctx, done.value.cookies);
  if (done.value.kind === "second-factor") {
    return { signIn: null, code: { next: null, errors: [], kept }, status: 403 };
  }
  ctx.state.session = done.value.session;
  return { anew: true };
}
