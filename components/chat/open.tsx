/** The last question has no answer yet: a step waits for its asker's word, or the answer was cut off. */
import type { Open as OpenModel, Step } from "@/lib/chat/model.ts";
import { Who } from "../marks.tsx";
import { type MessageProps, Proposed, Steps } from "./message.tsx";
import { nameOf, toolWords } from "./words.ts";

interface OpenProps extends Omit<MessageProps, "said" | "no" | "note"> {
  open: OpenModel;
  /** The question, with what was done on the way so far. */
  last: MessageProps["said"];
  chatId: string;
  /** Address that it is sent to. */
  here: string;
  /** The reader may ask. */
  may: boolean;
}

export function Open({ open: { waiting }, last, chatId, here, may, ...rest }: OpenProps) {
  const { persona } = rest;
  const steps = last.steps.filter(({ id }) => id === null || id !== waiting?.id);
  return (
    <article class="msg" aria-label={nameOf(persona)}>
      <p class="msg-h">
        <Who hand="agent" name="" small />
        <b>{nameOf(persona)}</b>
      </p>
      <Steps steps={steps} />
      <Proposed {...rest} said={last} no={0} note={null} />
      {may && (
        <form method="post" action={here} class="goes-on tools" data-chat>
          <input type="hidden" name="intent" value="chat-go-on" />
          <input type="hidden" name="chat" value={chatId} />
          {waiting ? <Asking waiting={waiting} /> : (
            <>
              <p>This answer was cut off.</p>
              <button type="submit" class="btn sm">Go on</button>
            </>
          )}
        </form>
      )}
    </article>
  );
}

function Asking({ waiting: { id, tool, detail } }: { waiting: Step }) {
  return (
    <>
      <p>
        The agent wants to <b>{toolWords(tool)}</b>
        {detail && `: ${detail}`}
      </p>
      <input type="hidden" name="step" value={id ?? ""} />
      <p class="acts">
        <button type="submit" class="btn sm primary" name="allow" value="true">Allow</button>
        <button type="submit" class="btn sm" name="allow" value="false">Don’t allow</button>
      </p>
    </>
  );
}
