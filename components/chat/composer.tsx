/** Where a question is typed; what was refused stays, with why. */
import { MAX_MESSAGE } from "@/lib/chat/model.ts";
import type { Panel } from "@/lib/chat/panel_model.ts";
import { Icon } from "../icons.tsx";
import { spokenOf } from "./words.ts";

export interface Typed {
  message: string;
  problem: string | null;
}

interface ComposerProps {
  panel: Panel;
  study: string;
  typed: Typed | null;
  /** Address that it is sent to. */
  here: string;
  /** The same without what the question is about. */
  to(query: Record<string, string>): string;
  focus: boolean;
}

export function Composer({ panel, study, typed, here, to, focus }: ComposerProps) {
  const { chat, about, persona } = panel;
  const problem = typed?.problem ?? null;
  return (
    <form method="post" action={here} class="composer tools" data-chat novalidate>
      <input type="hidden" name="intent" value="ask" />
      <input type="hidden" name="chat" value={chat?.id ?? ""} />
      {about && (
        <p class="on">
          <input type="hidden" name="about" value={`${about.kind}:${about.id}`} />
          <span>
            About: <a class="link" href={about.href}>{about.label}</a>
          </span>
          <a
            class="icon-btn"
            href={to(chat ? { chat: chat.id } : { new: "1" })}
            aria-current="false"
            aria-label={`Do not ask about ${about.label}`}
          >
            <Icon name="x" />
          </a>
        </p>
      )}
      <p class="err" role="alert" id="chat-e" hidden={problem === null}>{problem}</p>
      <label class="vh" for="chat-q">Message to the {spokenOf(persona)}</label>
      <textarea
        id="chat-q"
        name="message"
        rows={2}
        maxLength={MAX_MESSAGE}
        placeholder={about ? "What about it?" : "Ask about this study"}
        aria-invalid={problem ? "true" : undefined}
        aria-describedby="chat-e"
        autofocus={focus || problem !== null}
      >
        {typed?.message}
      </textarea>
      <div class="composer-r">
        <span class="text-xs text-ink-3">{`Reads ${study} as you may`}</span>
        <button type="submit" class="btn primary sm">
          <Icon name="send" />Ask
        </button>
      </div>
    </form>
  );
}
