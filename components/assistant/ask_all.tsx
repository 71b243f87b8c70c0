/** Asking for all documents of a persona at once. */
import { type Persona, PERSONA_WORDS } from "@/lib/assistant/model.ts";
import { Select } from "../form.tsx";
import { plural } from "../format.ts";
import { Widget } from "../widget.tsx";

/** Personas with how many documents of theirs are written without a site. */
export function AskAll({ personas }: { personas: { persona: Persona; documents: number }[] }) {
  if (personas.length === 0) return null;
  return (
    <Widget id="ask-all" title="Have all of a role written" span={12}>
      <form method="post" class="stack max-w-120">
        <Select
          name="persona"
          label="Documents of"
          options={personas.map(({ persona, documents }) => ({
            value: persona,
            label: `${PERSONA_WORDS[persona].title} (${plural(documents, "document")})`,
          }))}
          hint="What waits already is not asked for again"
        />
        <p>
          <button type="submit" class="btn" name="intent" value="queue">Have them written</button>
        </p>
      </form>
    </Widget>
  );
}
