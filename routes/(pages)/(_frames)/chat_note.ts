/** Why no model answered: said once, after the redirect of a form; it is kept nowhere. */
import { readCookies, setCookie } from "@/lib/http/cookies.ts";
import type { Ctx } from "@/lib/http/mod.ts";
import { keepCookies } from "./account.ts";

const NOTE = "clinops-chat-note";

export function rememberNote(ctx: Ctx, chatId: string, note: string): void {
  const value = new TextEncoder().encode(note.slice(0, 400)).toBase64({ alphabet: "base64url" });
  keepNote(ctx, `${chatId}.${value}`, 60);
}

function keepNote(ctx: Ctx, value: string, maxAge: number): void {
  const secure = ctx.state.config.publicOrigin?.startsWith("https://") ?? false;
  keepCookies(ctx, [setCookie(NOTE, value, { maxAge, secure })]);
}

/** The note of this chat, where its answer has just come. */
export function takeNote(ctx: Ctx, chatId: string): string | null {
  const [id, value = ""] = (readCookies(ctx.req.headers).get(NOTE) ?? "").split(".");
  if (id !== chatId) return null;
  keepNote(ctx, "", 0);
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(value, { alphabet: "base64url" }));
  } catch {
    return null;
  }
}
