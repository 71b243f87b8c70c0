/** The reader's chats in the study, newest first, and how to take the open one away. */
import type { Panel } from "@/lib/chat/panel_model.ts";
import type { Chat } from "@/lib/chat/model.ts";
import { formatMoment } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Dialog } from "../people/dialog.tsx";
import { nameOf } from "./words.ts";

interface EarlierProps {
  panel: Panel;
  to(query: Record<string, string>): string;
  toOther(chat: Chat): string;
}

export function Earlier({ panel: { chats, chat, persona, may }, to, toOther }: EarlierProps) {
  if (chats.length === 0) return null;
  return (
    <details class="pop">
      <summary class="btn sm">Earlier chats</summary>
      <ul class="menu">
        {chat && may.remove && (
          <li class="first">
            <a href={to({ chat: chat.id, do: "delete-chat" })} aria-current="false">
              <Icon name="x" />Delete this chat
            </a>
          </li>
        )}
        {chats.map((one) => (
          <li>
            <a
              href={one.persona === persona ? to({ chat: one.id }) : toOther(one)}
              aria-current={one.id === chat?.id ? "true" : "false"}
            >
              {one.title}
              <small>{`${nameOf(one.persona)}, ${formatMoment(one.at)}`}</small>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Before a chat is taken away. @param close the page with the chat */
export function DeleteChat({ chat, close }: { chat: Chat; close: string }) {
  return (
    <Dialog title="Delete this chat?">
      <p class="text-ink-2 mt-2">
        {`“${chat.title}”: its questions and answers go for good. Proposals that came of it stay, and the trail keeps that there was a chat, not what was said.`}
      </p>
      <form method="post" class="mt-4 flex gap-2" action={close}>
        <input type="hidden" name="chat" value={chat.id} />
        <button type="submit" class="btn danger" name="intent" value="chat-delete">Delete</button>
        <a class="btn" href={close} data-close autofocus>Keep it</a>
      </form>
    </Dialog>
  );
}
