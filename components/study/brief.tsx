/** The morning brief: what the study asks of its reader today, in a few sentences of facts. */
import { type Persona, PERSONA_WORDS, PERSONAS } from "@/lib/assistant/model.ts";
import { type Brief as Model, CHOOSE, type Piece } from "@/lib/brief/model.ts";
import { formatMoment } from "../format.ts";

const piece = (one: Piece) => typeof one === "string" ? one : <a href={one.href}>{one.text}</a>;

/** Functions, not components: keyed components leave their keys in the page. */
const sentence = (pieces: Piece[]) => <li>{pieces.map(piece)}</li>;
const forWhom = (one: Persona, now: Persona) => (
  <a class="chip" href={`?brief=${one}#brief`} aria-current={one === now ? "true" : "false"}>
    {PERSONA_WORDS[one].title}
  </a>
);

interface BriefProps {
  brief: Model;
  base: string;
  /** Whose brief may be chosen is shown: it was asked for. */
  choosing: boolean;
}

/** `data-live`: it is put at its newest when something happens in the study. */
export function Brief({ brief, base, choosing }: BriefProps) {
  const { persona, sentences, asOf, zone } = brief;
  const { title } = PERSONA_WORDS[persona];
  return (
    <section class="w" id="brief" aria-labelledby="brief-t" data-live>
      <div class="w-h">
        <h2 id="brief-t">Morning brief</h2>
        {!choosing && (
          <a class="tools link text-xs" href={`?brief=${CHOOSE}#brief`}>
            {title}
            <span class="vh">: change</span>
          </a>
        )}
      </div>
      {choosing && <p class="filters">{PERSONAS.map((one) => forWhom(one, persona))}</p>}
      <ul class="brief">{sentences.map(sentence)}</ul>
      <p class="foot">
        <span>{`As of ${formatMoment(asOf, zone)}`}</span>
        <a class="link" href={`${base}/assistant?new=1#chat`}>{`Ask the ${title}`}</a>
      </p>
    </section>
  );
}
