/** Widgets that are words in order: list, timeline, text. */
import type { Data } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber } from "../format.ts";

interface Props<Type extends Data["type"]> {
  data: Extract<Data, { type: Type }>;
  /** Address of the study. */
  base: string;
}

export function ListBody({ data, base }: Props<"list">) {
  const { items, total } = data;
  if (items.length === 0) return <p class="text-ink-2">Nothing.</p>;
  return (
    <>
      <ul class="rows plain">
        {items.map(({ title, detail, age, path }) => (
          <li>
            <span>
              <b>{path ? <a class="link" href={`${base}/${path}`}>{title}</a> : title}</b>
              <small>{age ? `${detail}, ${age}` : detail}</small>
            </span>
          </li>
        ))}
      </ul>
      {total > items.length && <More n={total - items.length} />}
    </>
  );
}

export const More = ({ n }: { n: number }) => (
  <p class="text-xs text-ink-3 mt-2">{`${formatNumber(n)} more`}</p>
);

const MARK = { reached: "done", late: "late", coming: "", unconfirmed: "fc" };
const SAID = {
  reached: "reached ",
  late: "late, was due ",
  coming: "",
  unconfirmed: "not confirmed, ",
};

export function TimelineBody({ data }: Props<"timeline">) {
  if (data.items.length === 0) return <p class="text-ink-2">No milestone is recorded.</p>;
  return (
    <ol class="rail">
      {data.items.map(({ title, on, state }) => (
        <li class={MARK[state] || undefined}>
          <b>{title}</b>
          <small>{SAID[state] + (on ? formatDate(on) : "no day yet")}</small>
        </li>
      ))}
    </ol>
  );
}

export function TextBody({ data }: Props<"text">) {
  return <p class="prose">{data.sentences.join(" ")}</p>;
}

/** Drawn in a frame of its own, which may do nothing else; its words stand below. */
export function DiagramBody({ data, base }: Props<"diagram">) {
  const { kind, title, alt } = data;
  return (
    <>
      <iframe
        class="dg"
        sandbox="allow-scripts"
        loading="lazy"
        title={`${title}, drawn`}
        src={`${base}/diagrams/${kind}`}
      />
      <details class="more">
        <summary>In words</summary>
        <p class="text-ink-2">{alt}</p>
      </details>
    </>
  );
}
