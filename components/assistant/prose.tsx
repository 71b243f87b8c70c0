/** A text that was read (lib/assistant/prose.ts), drawn: nothing but words, and links that were let. */
import type { JSX } from "preact";
import type { Align, Block, Inline } from "@/lib/assistant/prose_model.ts";

interface ProseProps {
  blocks: Block[];
  /** Numbers of the sources, by the ids of facts. */
  numbers: Record<string, number>;
}

type Numbers = ProseProps["numbers"];

const OWN = /^\/(?!\/)/;

/** Functions, not components: keyed components leave their keys in the page. */
function inline(one: Inline, numbers: Numbers): JSX.Element | string {
  switch (one.kind) {
    case "text":
      return one.text;
    case "strong":
      return <strong>{inlines(one.of, numbers)}</strong>;
    case "em":
      return <em>{inlines(one.of, numbers)}</em>;
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
        ? <a href={one.href}>{inlines(one.of, numbers)}</a>
        : (
          <a href={one.href} rel="noopener noreferrer nofollow external">
            {inlines(one.of, numbers)}
          </a>
        );
    case "cite":
      return <>{one.ids.map((id) => cite(id, numbers))}</>;
  }
}

/** A number after the word; what names no fact that is known stays as it was written. */
function cite(id: string, numbers: Numbers) {
  const no = numbers[id];
  return no === undefined
    ? ` [${id}]`
    : (
      <a class="cite" href={`#s${no}`} aria-label={`Source ${no}`}>
        {no}
      </a>
    );
}

const inlines = (all: Inline[], numbers: Numbers) => all.map((one) => inline(one, numbers));

const SIDE: Record<NonNullable<Align>, string | undefined> = {
  left: undefined,
  center: "text-center",
  right: "r",
};

function block(one: Block, numbers: Numbers): JSX.Element {
  switch (one.kind) {
    case "paragraph":
      return <p>{inlines(one.of, numbers)}</p>;
    case "heading": {
      const said = inlines(one.of, numbers);
      if (one.level === 0) return <h3>{said}</h3>;
      return one.level === 1 ? <h4>{said}</h4> : <h5>{said}</h5>;
    }
    case "list": {
      const items = one.items.map((item) => point(item, numbers));
      return one.start === null ? <ul>{items}</ul> : <ol start={one.start}>{items}</ol>;
    }
    case "quote":
      return <blockquote>{blocks(one.of, numbers)}</blockquote>;
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
                  <th scope="col" class={SIDE[one.align[i] ?? "left"]}>{inlines(cell, numbers)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {one.rows.map((row) => (
                <tr>
                  {row.map((cell, i) => (
                    <td class={SIDE[one.align[i] ?? "left"]}>{inlines(cell, numbers)}</td>
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
function point(item: Block[], numbers: Numbers) {
  const [first, ...rest] = item;
  return first?.kind === "paragraph"
    ? (
      <li>
        {inlines(first.of, numbers)}
        {blocks(rest, numbers)}
      </li>
    )
    : <li>{blocks(item, numbers)}</li>;
}

const blocks = (all: Block[], numbers: Numbers) => all.map((one) => block(one, numbers));

export const Prose = ({ blocks: all, numbers }: ProseProps) => <>{blocks(all, numbers)}</>;
