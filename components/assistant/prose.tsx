/** A text that was read (lib/assistant/prose.ts), drawn: nothing but words, and links that were let. */
import type { JSX } from "preact";
import type { Align, Block, Inline } from "@/lib/assistant/prose_model.ts";

interface ProseProps {
  blocks: Block[];
  /** Numbers of the sources, by the ids of facts. */
  numbers: Record<string, number>;
  /** What the id of a source begins with, where a page has several lists of them: "s" of "s12". */
  list?: string;
}

/** Where citations lead. */
type Cites = Required<Pick<ProseProps, "numbers" | "list">>;

const OWN = /^\/(?!\/)/;

/** Functions, not components: keyed components leave their keys in the page. */
function inline(one: Inline, cites: Cites): JSX.Element | string {
  switch (one.kind) {
    case "text":
      return one.text;
    case "strong":
      return <strong>{inlines(one.of, cites)}</strong>;
    case "em":
      return <em>{inlines(one.of, cites)}</em>;
    case "code":
      return <code>{one.text}</code>;
    case "break":
      return <br />;
    case "unverified":
      return (
        <mark class="unv">
          {one.text}
          <span class="vh">(not found in the facts)</span>
        </mark>
      );
    case "link":
      return OWN.test(one.href)
        ? <a href={one.href}>{inlines(one.of, cites)}</a>
        : (
          <a href={one.href} rel="noopener noreferrer nofollow external">
            {inlines(one.of, cites)}
          </a>
        );
    case "cite":
      return <>{one.ids.map((id) => cite(id, cites))}</>;
  }
}

/** A number after the word; what names no fact that is known stays as it was written. */
function cite(id: string, cites: Cites) {
  const no = cites.numbers[id];
  return no === undefined
    ? ` [${id}]`
    : (
      <a class="cite" href={`#${cites.list}${no}`} aria-label={`Source ${no}`}>
        {no}
      </a>
    );
}

const inlines = (all: Inline[], cites: Cites) => all.map((one) => inline(one, cites));

const SIDE: Record<NonNullable<Align>, string | undefined> = {
  left: undefined,
  center: "text-center",
  right: "r",
};

function block(one: Block, cites: Cites): JSX.Element {
  switch (one.kind) {
    case "paragraph":
      return <p>{inlines(one.of, cites)}</p>;
    case "heading": {
      const said = inlines(one.of, cites);
      if (one.level === 0) return <h3>{said}</h3>;
      return one.level === 1 ? <h4>{said}</h4> : <h5>{said}</h5>;
    }
    case "list": {
      const items = one.items.map((item) => point(item, cites));
      return one.start === null ? <ul>{items}</ul> : <ol start={one.start}>{items}</ol>;
    }
    case "quote":
      return <blockquote>{blocks(one.of, cites)}</blockquote>;
    case "code":
      return <pre tabIndex={0}><code>{one.text}</code></pre>;
    case "rule":
      return <hr />;
    case "table":
      return (
        <div class="scroll" tabIndex={0} role="region" aria-label="Table in the text">
          <table class="tbl">
            <thead>
              <tr>
                {one.head.map((cell, i) => (
                  <th scope="col" class={SIDE[one.align[i] ?? "left"]}>{inlines(cell, cites)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {one.rows.map((row) => (
                <tr>
                  {row.map((cell, i) => (
                    <td class={SIDE[one.align[i] ?? "left"]}>{inlines(cell, cites)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

/** A list item of one paragraph needs no paragraph. */
function point(item: Block[], cites: Cites) {
  const [first, ...rest] = item;
  return first?.kind === "paragraph"
    ? (
      <li>
        {inlines(first.of, cites)}
        {blocks(rest, cites)}
      </li>
    )
    : <li>{blocks(item, cites)}</li>;
}

const blocks = (all: Block[], cites: Cites) => all.map((one) => block(one, cites));

export const Prose = ({ blocks: all, numbers, list = "s" }: ProseProps) => (
  <>{blocks(all, { numbers, list })}</>
);
