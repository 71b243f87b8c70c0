/** A figure: value, target, gauge, how it stands and why, what it is made of. */
import type { Data, Widget } from "@/lib/dashboard/model.ts";
import { Status } from "../marks.tsx";
import { MARKS, proofHref, round, short, sources, timeOf, valueWords } from "./words.ts";

type Kpi = Extract<Data, { type: "kpi" }>;

/** Bar is the value, tick the target; on a scale that has both in it. */
function Gauge({ data, name }: { data: Kpi; name: string }) {
  const { value, target, unit, of } = data;
  const end = target === null ? of : Math.max(value ?? 0, target) * 1.25;
  const top = unit === "percent" ? 1 : end || null;
  const at = (n: number) => round(Math.min(Math.max(n / (top ?? 1), 0), 1) * 100);
  return (
    <svg
      class={`gauge g-${name}`}
      viewBox="0 0 100 9"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="base" d="M0 4.5h100" />
      {value !== null && top !== null && <rect y="2.5" width={at(value)} height="4" />}
      {target !== null && <path d={`M${Math.min(at(target), 99.5)} 0v9`} />}
    </svg>
  );
}

interface KpiProps {
  widget: Widget;
  data: Kpi;
  /** What stays of the page's query: "site=1&". */
  keep?: string;
}

export function KpiBody({ widget, data, keep }: KpiProps) {
  const { title, id, status, reason, formula, asOf } = widget;
  const mark = MARKS[status ?? "unknown"];
  return (
    <>
      <p class="v">
        <a class="proof" id={`p-${short(id)}`} href={proofHref(id, keep)}>
          {valueWords(data)}
          <span class="vh">{` ${title}`}</span>
        </a>
        <small>{data.targetWords}</small>
      </p>
      <Gauge data={data} name={mark.glyph} />
      <Status state={mark.glyph} word={mark.word} reason={reason} />
      <p class="foot">
        <span>{formula}</span>
        <span class="block">{`${timeOf(asOf)} · ${sources(widget)}`}</span>
      </p>
    </>
  );
}
