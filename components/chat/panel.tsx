/** The chat beside a document: its messages, what may be asked, earlier ones. Works without a script. */
import { type Panel, SUGGESTED, SUGGESTED_BESIDE } from "@/lib/chat/panel_model.ts";
import { initials } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Composer, type Typed } from "./composer.tsx";
import { Earlier } from "./earlier.tsx";
import { Message } from "./message.tsx";
import { Open } from "./open.tsx";
import { dayOf, nameOf } from "./words.ts";

export interface ChatProps {
  panel: Panel;
  projectId: string;
  /** Name of the study. */
  study: string;
  /** The reader may see its budget. */
  seesBudget: boolean;
  /** Name of the reader. */
  me: string;
  /** Address of the page with this in its query: {} is a new chat. */
  to(query: Record<string, string>): string;
  /** Address of a chat of another persona. */
  toOther(chat: { id: string; persona: Panel["persona"] }): string;
  /** What was typed, and why it was refused. */
  typed: Typed | null;
  /** Why no model gave the newest answer. */
  note: string | null;
  /** The composer gets the focus. */
  focus: boolean;
  asOf: string;
}

export function Chat(props: ChatProps) {
  const { panel, me, to } = props;
  const { persona, chat, about } = panel;
  const here = to({
    ...(chat ? { chat: chat.id } : {}),
    ...(about ? { ask: `${about.kind}:${about.id}` } : {}),
  });
  return (
    <section
      class="chat"
      id="chat"
      aria-labelledby="chat-t"
      data-persona={persona}
      data-name={nameOf(persona)}
      data-me={initials(me)}
    >
      <div id="chat-in">
        <Inside {...props} here={here} />
      </div>
      <p class="vh" role="status" id="chat-said" />
    </section>
  );
}

/** Why nothing here is a model's. */
const BY_RULES = {
  on: null,
  inspector: "The inspector’s answers are made by rules from the record; no model is asked.",
  off: "Your organisation has switched models off: rules answer from your data.",
  "not configured": "No model is set up on this server: rules answer from your data.",
} as const;

type Here = ChatProps & { here: string };

function Inside(props: Here) {
  const { panel, to } = props;
  const { persona, chat, lost, said, may, ai } = panel;
  const rules = persona === "inspector" ? BY_RULES.inspector : BY_RULES[ai];
  return (
    <>
      <div class="w-h">
        <h2 id="chat-t">Chat</h2>
        <span class="text-xs text-ink-3 chat-of">{chat?.title ?? nameOf(persona)}</span>
        <div class="tools">
          {chat && (
            <a
              class="icon-btn"
              href={to({ new: "1" })}
              aria-current="false"
              aria-label="New chat"
              title="New chat"
            >
              <Icon name="plus" />
            </a>
          )}
          <Earlier {...props} />
        </div>
      </div>
      {lost && <p class="err">That chat is not there any more, or it is not yours.</p>}
      {panel.gone && (
        <p class="err">What this was asked beside is not there any more, or you may not see it.</p>
      )}
      {said.length > 0 ? <Log {...props} /> : <None {...props} />}
      {may.ask && <Composer {...props} />}
      {rules && may.ask && <p class="text-xs text-ink-3 mt-2">{rules}</p>}
    </>
  );
}

/** Quiet for those who listen: what comes is told by the line below it. The newest is in view. */
function Log({ panel, projectId, me, asOf, note, here }: Here) {
  const { said, persona, names, open, chat, may } = panel;
  let day = "";
  return (
    <div class="chat-log" role="log" aria-label="Messages" aria-live="off" tabIndex={0}>
      <div id="chat-l">
        {said.map((one, i) => {
          const last = i === said.length - 1;
          const begins = dayOf(one.at) !== day;
          day = dayOf(one.at);
          return (
            <>
              {begins && <p class="msg-day">{`${day}, UTC`}</p>}
              <Message
                {...{ said: one, no: i + 1, persona, me, projectId, names, asOf }}
                note={last ? note : null}
              />
            </>
          );
        })}
        {open && (
          <Open
            {...{ open, persona, projectId, names, asOf, me, here }}
            last={said.at(-1)!}
            chatId={chat!.id}
            may={may.ask}
          />
        )}
      </div>
    </div>
  );
}

/** Nothing was said yet: what can be asked, one tap away. */
function None({ panel: { persona, may, about }, seesBudget, here }: Here) {
  if (!may.ask) {
    return (
      <div class="chat-none" id="chat-l">
        <p class="text-ink-2">Your role in this study does not include asking.</p>
      </div>
    );
  }
  const offered = about
    ? SUGGESTED_BESIDE
    : SUGGESTED[persona].filter((one) => seesBudget || !one.includes("budget"));
  return (
    <div class="chat-none" id="chat-l">
      <p class="text-ink-2">
        {`Ask${about ? " about it" : ""} in your own words, or begin with one of these. ` +
          "Answers cite the rows that they rest on."}
      </p>
      <form method="post" action={here} class="asks tools" data-chat>
        <input type="hidden" name="intent" value="ask" />
        {about && <input type="hidden" name="about" value={`${about.kind}:${about.id}`} />}
        {offered.map((question) => (
          <button type="submit" class="btn sm" name="message" value={question}>{question}</button>
        ))}
      </form>
    </div>
  );
}
