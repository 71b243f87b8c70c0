/** A section of a document: what is written, who wrote it, the figures, what needs doing. */
import type { ComponentChildren } from "preact";
import type { DocSection, DocText } from "@/lib/assistant/page_model.ts";
import { ActionList } from "../actions/list.tsx";
import { rowsBehind } from "../dashboard/words.ts";
import { formatMoment, plural } from "../format.ts";
import { Status, Who } from "../marks.tsx";
import { Figures } from "./figures.tsx";
import { Prose } from "./prose.tsx";
import { figuresFound, handOf, missingWords } from "./words.ts";

export interface SectionProps {
  section: DocSection;
  /** Address of the study. */
  base: string;
  keep: string;
  /** Controls under the text; null where the reader may change nothing. */
  tools: ComponentChildren;
  /** In place of the text: the form in which somebody writes. */
  form?: ComponentChildren;
  /** Figures that stand above the document already. */
  above: ReadonlySet<string>;
}

export function DocumentSection({ section, base, keep, tools, form, above }: SectionProps) {
  const { key, title, no, text, widgets, actions, stale } = section;
  const below = widgets.filter(({ id }) => !above.has(id));
  const rows = rowsBehind(widgets);
  return (
    <section id={`sec-${key}`} aria-labelledby={`t-${key}`} data-live={form ? undefined : true}>
      <h2 id={`t-${key}`}>
        <span class="num">{no}</span>
        {title}
        <Made text={text} rows={rows} stale={stale} />
      </h2>
      {form ?? (text && <Written text={text} id={key} />)}
      {!form && tools}
      <Figures
        widgets={below}
        empty={section.empty}
        base={base}
        keep={keep}
        alone={below.length === 1 && !text}
      />
      {actions && (actions.length > 0
        ? <ActionList actions={actions} />
        : <p class="text-ink-2 mt-2">Nothing needs doing.</p>)}
    </section>
  );
}

type Rows = ReturnType<typeof rowsBehind>;

/** Beside the title: whose hand, and how many figures were looked up. */
function Made({ text, rows, stale }: { text: DocText | null; rows: Rows; stale: boolean }) {
  if (!text) {
    return rows.count > 0
      ? (
        <span class="made">
          <Who hand="rule" name="" small />
          {`From ${rows.atLeast ? "at least " : ""}${plural(rows.count, "row")}`}
        </span>
      )
      : null;
  }
  const { hand, words } = handOf(text.author);
  const checked = text.figures && text.figures.found + text.figures.unverified.length;
  return (
    <span class="made">
      <Who hand={hand} name={words} small />
      {[words, hand === "human" ? formatMoment(text.at) : checked && plural(checked, "figure")]
        .filter(Boolean).join(", ")}
      {checked && hand === "agent" ? " checked" : ""}
      {stale && ", stale"}
    </span>
  );
}

const MARGIN = { agent: "from-agent", person: "from-human", rules: "" };

function Written({ text, id }: { text: DocText; id: string }) {
  const { blocks, numbers, author, figures, accepted } = text;
  return (
    <>
      <div class={`${MARGIN[author.kind]} md`} id={`text-${id}`}>
        <Prose blocks={blocks} numbers={numbers} />
      </div>
      {(figures || accepted) && (
        <div class="checked">
          {figures && (
            <Status
              state={figures.unverified.length > 0 ? "crit" : "ok"}
              word={figuresFound(figures)}
              reason={missingWords(figures)}
            />
          )}
          {accepted && (
            <Status
              state="ok"
              word="Accepted"
              reason={`by ${accepted.by ?? "somebody"}, ${formatMoment(accepted.at)}`}
            />
          )}
        </div>
      )}
    </>
  );
}
