/** The chat beside a document: what its address asks for, and what its forms do. */
import type { Typed } from "@/components/chat/composer.tsx";
import { admitAi } from "@/lib/assistant/limits.ts";
import type { Persona } from "@/lib/assistant/model.ts";
import type { Place } from "@/lib/assistant/service.ts";
import { readAsk } from "@/lib/chat/ask_link.ts";
import { type Answer, chatInput, goOnInput } from "@/lib/chat/model.ts";
import { ask, type AskOptions, deleteChat, goOn } from "@/lib/chat/service.ts";
import { type Ctx, parseFields, Problem, type Result, seeOther, unwrap } from "@/lib/http/mod.ts";
import { attempt, errorsOf } from "./account.ts";
import { chatAt, showDocument } from "./assistant.ts";
import type { Sent } from "./assistant_acts.ts";
import { caller, isUuid } from "./call.ts";
import { rememberNote } from "./chat_note.ts";

const options = (ctx: Ctx): AskOptions => ({ signal: ctx.req.signal });

/** A question, from the composer or one of those that could be asked. */
export async function askQuestion(ctx: Ctx, place: Place, persona: Persona, { text }: Sent) {
  const { projectId } = place;
  const message = text("message").replaceAll("\r\n", "\n");
  const about = readAsk(text("about")) ?? undefined;
  const asked = await attempt(async () => {
    const chatId = text("chat") || undefined;
    const input = parseFields(chatInput, { projectId, persona, message, chatId, about });
    unwrap(admitAi(caller(ctx).claims.sub));
    return await ask(caller(ctx), input, options(ctx));
  });
  return await answered(ctx, place, asked, { message, chat: text("chat") });
}

/** The word that a step waits for; without one, an answer that was cut off goes on. */
export async function goOnWith(ctx: Ctx, place: Place, { text }: Sent) {
  const chat = text("chat");
  if (!isUuid(chat)) throw new Problem(400, "Cannot tell which chat");
  const gone = await attempt(async () => {
    const stepId = text("step") || undefined;
    const word = parseFields(goOnInput, {
      ...(stepId ? { stepId, allow: text("allow") === "true" } : {}),
    });
    unwrap(admitAi(caller(ctx).claims.sub));
    return await goOn(caller(ctx), place.projectId, chat, word, options(ctx));
  });
  return await answered(ctx, place, gone, { message: "", chat });
}

/** To the chat with its answer; or what was refused, with what was typed. */
async function answered(
  ctx: Ctx,
  place: Place,
  result: Result<Answer>,
  { message, chat }: { message: string; chat: string },
) {
  if (result.ok) {
    const { chatId, note } = result.value;
    if (note) rememberNote(ctx, chatId, note);
    return seeOther(chatAt(ctx.url, place, { chat: chatId }));
  }
  const { problem } = result;
  const typed: Typed = {
    message,
    problem: errorsOf(problem).map((error) => error.message).join(". "),
  };
  return await showDocument(ctx, place, { status: problem.status, chat: { id: chat, typed } });
}

export async function removeChat(ctx: Ctx, place: Place, { text }: Sent) {
  const chat = text("chat");
  if (!isUuid(chat)) throw new Problem(400, "Cannot tell which chat");
  const gone = await attempt(() => deleteChat(caller(ctx), place.projectId, chat));
  // Gone already is gone.
  if (!gone.ok && gone.problem.status !== 404) throw gone.problem;
  return seeOther(chatAt(ctx.url, place, { said: "chat-deleted" }));
}
