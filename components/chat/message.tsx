/** What was said in a chat: by whom, the way there, the words, what they rest on, what they propose. */
import type { Persona } from "@/lib/assistant/model.ts";
import { BY_RULES, type Step } from "@/lib/chat/model.ts";
import type { Said } from "@/lib/chat/panel_model.ts";
import { Prose } from "../assistant/prose.tsx";
import { SourceList } from "../assistant/sources.tsx";
import { figuresFound, missingWords } from "../assistant/words.ts";
import { plural } from "../format.ts";
import { Status, Who } from "../marks.tsx";
import { Card } from "../proposals/card.tsx";
import { cameOf, nameOf, timeOf } from "./words.ts";

export interface MessageProps {
  said: Said;
  /** In the chat, from 1. */
  no: number;
  persona: Persona;
  /** Name of the reader, whose chat it is. */
  me: string;
  projectId: string;
  /** Of people, sites and rows that proposals name, by id. */
  names: Record<string, string>;
  asOf: string;
  /** Why no model answered, where it was just asked. */
  note: string | null;
}

/** Longer lists of sources are closed; they open by themselves when a citation leads there. */
const SHOWN_SOURCES = 3;

export const Message = (props: MessageProps) =>
  props.said.role === "user" ? <Question {...props} /> : <Answer {...props} />;

function Question({ said, me }: MessageProps) {
  const { text, about, at } = said;
  return (
    <article class="msg" aria-label="You">
      <p class="msg-h">
        <Who hand="human" name={me} small />
        <b>You</b>
        <time dateTime={at}>{timeOf(at)}</time>
      </p>
      {about && (
        <p class="msg-on">
          About <a class="link" href={about.href}>{about.label}</a>
        </p>
      )}
      <p class="msg-b as-typed">{text}</p>
    </article>
  );
}

function Answer(props: MessageProps) {
  const { said, no, persona } = props;
  const { blocks, numbers, sources, model, steps, at } = said;
  const list = `m${no}s`;
  return (
    <article class="msg" aria-label={nameOf(persona)}>
      <p class="msg-h">
        <Who hand={model ? "agent" : "rule"} name="" small />
        <b>{nameOf(persona)}</b>
        <span>{model ?? "by rules"}</span>
        <time dateTime={at}>{timeOf(at)}</time>
      </p>
      <Steps steps={steps} />
      <div class={model ? "msg-b md from-agent" : "msg-b md"}>
        <Prose blocks={blocks} numbers={numbers} list={list} />
      </div>
      <Checked {...props} />
      {sources.length > 0 && (
        <details class="more" open={sources.length <= SHOWN_SOURCES}>
          <summary>{plural(sources.length, "source")}</summary>
          <SourceList sources={sources} list={list} />
        </details>
      )}
      <Proposed {...props} />
    </article>
  );
}

/** How far the figures were found; or that rules answered, and why no model did. */
function Checked({ said: { figures, model }, note }: MessageProps) {
  return (
    <div class="checked">
      {figures && (
        <Status
          state={figures.unverified.length > 0 ? "crit" : "ok"}
          word={figuresFound(figures)}
          reason={missingWords(figures, "answer")}
        />
      )}
      {!model && <span>{BY_RULES}</span>}
      {note && <span class="why-not">No model answered: {note}</span>}
    </div>
  );
}

/** Cards of the inbox; what is decided with them is decided there. */
export function Proposed({ said, projectId, names, asOf }: MessageProps) {
  const { proposals } = said;
  if (proposals.length === 0) return null;
  return (
    <section class="props" aria-label="Proposals from this answer">
      {proposals.map((one) => (
        <Card
          {...one}
          {...{ projectId, names, asOf, edited: null, errors: [] }}
          close={`?id=${one.proposal.id}`}
          inbox={`/projects/${projectId}/proposals`}
        />
      ))}
    </section>
  );
}

/** What was looked up, and what came of it. */
export function Steps({ steps }: { steps: Step[] }) {
  if (steps.length === 0) return null;
  return (
    <ol class="steps" aria-label="Steps taken">
      {steps.map((step) => (
        <li data-outcome={step.outcome === "done" ? undefined : step.outcome}>
          <code>{step.tool}</code>
          <span>{step.detail}</span>
          <span class="push">{cameOf(step)}</span>
        </li>
      ))}
    </ol>
  );
}
