/** What the pages of an account and of its door share. */
import { readCookies, setCookie } from "@/lib/http/cookies.ts";
import type { FieldError } from "@/components/form.tsx";
import { type Ctx, Problem, readForm, type Result, seeOther, toProblem } from "@/lib/http/mod.ts";

/** The form's texts by name, "" where absent. */
export async function formOf(ctx: Ctx): Promise<(name: string) => string> {
  const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
  return (name) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
}

/**
 * The service's answer. What a person can mend or wait for comes back as a problem, so that the
 * form is shown again with what was typed; a session that ended still leads to the sign-in.
 */
export async function attempt<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
  const result = await work().catch((error): Result<T> => {
    const problem = toProblem(error);
    if (problem.status === 401 || (problem.status >= 500 && problem.status !== 503)) throw error;
    return { ok: false, problem };
  });
  const { problem } = result.ok ? { problem: null } : result;
  if (problem && problem.status === 401 && problem.type === "about:blank") throw problem;
  return result;
}

export const errorsOf = (problem: Problem): FieldError[] =>
  problem.errors ?? [{ path: "", message: problem.detail }];

/** 303 with cookies that stand in place of those that this request earned before. */
export function goWith(ctx: Ctx, path: string, cookies: readonly string[]): Response {
  keepCookies(ctx, cookies);
  return seeOther(path);
}

/** Sends `cookies` with whatever goes out, in place of earlier ones of the same names. */
export function keepCookies(ctx: Ctx, cookies: readonly string[]): void {
  const nameOf = (line: string) => line.split("=", 1)[0];
  const names = new Set(cookies.map(nameOf));
  const others = ctx.state.cookies.filter((line) => !names.has(nameOf(line)));
  ctx.state.cookies.splice(0, Infinity, ...others, ...cookies);
}

const ADDRESS = "clinops-address";

/** Remembers the address that a letter goes to, for the form that asks for its code: a URL must not. */
export function rememberAddress(ctx: Ctx, email: string): void {
  const value = new TextEncoder().encode(email).toBase64({ alphabet: "base64url" });
  const secure = ctx.state.config.publicOrigin?.startsWith("https://") ?? false;
  keepCookies(ctx, [setCookie(ADDRESS, value, { maxAge: email ? 3600 : 0, secure })]);
}

export function rememberedAddress(ctx: Ctx): string {
  const value = readCookies(ctx.req.headers).get(ADDRESS) ?? "";
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(value, { alphabet: "base64url" }))
      .slice(0, 254);
  } catch {
    return "";
  }
}

/** To the page that takes the code of a letter that was just asked for. */
export function toConfirm(ctx: Ctx, kind: string, email: string, next: string | null): Response {
  rememberAddress(ctx, email);
  const query = new URLSearchParams({ type: kind, sent: "1", ...(next ? { next } : {}) });
  return seeOther(`/confirm?${query}`);
}
