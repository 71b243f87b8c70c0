/** Widgets that are drawn: bars, funnel, pipeline, columns by month, bars of the plan. */
import { scaleLinear, scaleUtc } from "d3-scale";
import type { Data } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber, formatPercent } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { DASH, MARKS, round } from "./words.ts";

interface Props<Type extends Data["type"]> {
  data: Extract<Data, { type: Type }>;
  title: string;
  summary: string;
}

function Track({ share, mark }: { share: number; mark?: boolean }) {
  return (
    <svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
      <rect class="t" width="100" height="16" />
      <rect class={mark ? "b" : "a"} width={round(share * 100)} height="16" />
    </svg>
  );
}

/** The table is the chart, and its own alternative. */
export function BarsBody({ data, title }: Props<"chart">) {
  const most = Math.max(1, ...data.bars.map((bar) => bar.n ?? 0));
  if (data.bars.length === 0) return <p class="text-ink-2">Nothing is recorded.</p>;
  return (
    <table class="funnel bars">
      <caption class="vh">{`${title}: ${data.unit}`}</caption>
      <tbody>
        {data.bars.map(({ label, n, note, stand }) => (
          <tr>
            <th scope="row">
              {stand && <Glyph name={MARKS[stand].glyph} class={`gl t-${MARKS[stand].glyph}`} />}
              {label}
              {stand && <span class="vh">{`, ${MARKS[stand].word}`}</span>}
            </th>
            <td>
              <Track share={(n ?? 0) / most} mark />
            </td>
            <td class="n">{n === null ? DASH : formatNumber(n)}</td>
            <td class="p">{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Columns over time; the same as a table below. */
export function ColumnsBody({ data, title, summary }: Props<"chart">) {
  const top = Math.max(0, ...data.bars.map((bar) => bar.n ?? 0));
  if (top === 0) return <p class="text-ink-2">{summary}</p>;
  const wide = 100 / Math.max(1, data.bars.length);
  const y = scaleLinear([0, top], [0, 100]);
  return (
    <>
      <svg
        class="cols-svg"
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={summary}
      >
        <path class="ax" d="M0 100h100" />
        {data.bars.map(({ n }, i) => (
          <rect
            x={round(i * wide + wide * .15)}
            y={round(100 - y(n ?? 0))}
            width={round(wide * .7)}
            height={round(y(n ?? 0))}
          />
        ))}
      </svg>
      <p class="ends">
        <span>{data.bars[0]?.label}</span>
        <span>{`most: ${formatNumber(top)}`}</span>
        <span>{data.bars.at(-1)?.label}</span>
      </p>
      <InTable
        title={title}
        head={["Month", data.unit]}
        rows={data.bars.map(({ label, n }) => [label, n === null ? DASH : formatNumber(n)])}
      />
    </>
  );
}

const columnHead = (one: string, n: number) => (
  <th scope="col" class={n > 0 ? "r" : undefined}>{one}</th>
);
const figureCell = (cell: string) => <td class="r">{cell}</td>;
const noteLine = (note: string) => <p class="note">{note}</p>;

export function InTable(
  { title, head, rows }: { title: string; head: string[]; rows: string[][] },
) {
  return (
    <details class="more mt-2">
      <summary>In a table</summary>
      <table class="tbl">
        <caption class="vh">{title}</caption>
        <thead>
          <tr>
            {head.map(columnHead)}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr>
              <th scope="row">{name}</th>
              {cells.map(figureCell)}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function FunnelBody({ data, title }: Props<"funnel">) {
  const most = Math.max(1, ...data.steps.map((step) => step.n ?? 0));
  return (
    <>
      <table class="funnel">
        <caption class="vh">{`${title}: people, and their share of the step above`}</caption>
        <tbody>
          {data.steps.map(({ label, n, share }, at) => (
            <tr>
              <th scope="row">{label}</th>
              <td>
                <Track share={(n ?? 0) / most} mark={at > 1} />
              </td>
              <td class="n">{n === null ? DASH : formatNumber(n)}</td>
              <td class="p">{share !== null && formatPercent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="text-xs text-ink-2 mt-2">{data.notes.join(" ")}</p>
    </>
  );
}

/** Widths by count; the current stage is ink. */
export function WorkflowBody({ data }: Props<"workflow">) {
  const { steps, notes } = data;
  const all = Math.max(1, steps.reduce((sum, step) => sum + step.n, 0));
  let x = 0;
  return (
    <>
      <svg class="pipe-bar" viewBox={`0 0 ${all} 8`} preserveAspectRatio="none" aria-hidden="true">
        {steps.filter((step) => step.n > 0).map(({ n, now }) => {
          x += n;
          return (
            <rect
              class={now ? "active" : undefined}
              x={x - n}
              width={Math.max(n - all * .004, 0)}
              height="8"
            />
          );
        })}
      </svg>
      <ol class="pipe few">
        {steps.map(({ label, n }) => (
          <li>
            <span>
              <b>{formatNumber(n)}</b>
              <small>{label.toLowerCase()}</small>
            </span>
          </li>
        ))}
      </ol>
      {notes.map(noteLine)}
    </>
  );
}

/** A bar an item on a common scale; the table says the same in words. */
export function GanttBody({ data, title }: Props<"gantt">) {
  const { items, today } = data;
  if (items.length === 0) return <p class="text-ink-2">Nothing open has a day.</p>;
  const days = [today, ...items.flatMap(({ from, to }) => from ? [from, to] : [to])].sort();
  const x = scaleUtc([new Date(days[0]!), new Date(days.at(-1)!)], [1, 99]);
  const at = (on: string) => round(x(new Date(on)));
  return (
    <table class="funnel mini-gantt">
      <caption class="vh">{title}</caption>
      <tbody>
        {items.map(({ title: name, kind, from, to, late, confirmed }) => (
          <tr>
            <th scope="row">{name}</th>
            <td>
              <svg class="bar" viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
                <path class="now" d={`M${at(today)} 0v16`} />
                <rect
                  class={`${kind === "task" ? "a" : "b"}${confirmed ? "" : " un"}`}
                  x={from ? at(from) : at(to) - 1}
                  y="4"
                  width={from ? Math.max(round(at(to) - at(from)), 1) : 2}
                  height="8"
                />
              </svg>
            </td>
            <td class="p">{`${formatDate(to)}${late ? ", late" : ""}`}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
