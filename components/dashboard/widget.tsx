/** A widget of the dashboard in its frame, by type; no widget without a foot. */
import type { Data, Widget as Model } from "@/lib/dashboard/model.ts";
import { Gap, Status } from "../marks.tsx";
import { BurnupBody } from "./burnup.tsx";
import { BarsBody, ColumnsBody, FunnelBody, GanttBody, WorkflowBody } from "./charts.tsx";
import { DiagramBody, ListBody, TextBody, TimelineBody } from "./lists.tsx";
import { GridBody, HeatmapBody, TableBody } from "./tables.tsx";
import { MARKS, short, sources, timeOf, valueWords } from "./words.ts";

interface BodyProps {
  widget: Model;
  data: Data;
  base: string;
}

/** A function for each type: the body alone. */
export function widgetBody({ widget, data, base }: BodyProps) {
  const { title, summary } = widget;
  const drawn = { title, summary };
  switch (data.type) {
    case "kpi":
      return <p class="drawer-v">{valueWords(data)}</p>;
    case "table":
      return <TableBody data={data} base={base} title={title} />;
    case "grid":
      return <GridBody data={data} base={base} title={title} />;
    case "heatmap":
      return <HeatmapBody data={data} base={base} title={title} />;
    case "list":
      return <ListBody data={data} base={base} />;
    case "timeline":
      return <TimelineBody data={data} base={base} />;
    case "text":
      return <TextBody data={data} base={base} />;
    case "diagram":
      return <DiagramBody data={data} base={base} />;
    case "chart":
      return data.upright
        ? <ColumnsBody data={data} {...drawn} />
        : <BarsBody data={data} {...drawn} />;
    case "funnel":
      return <FunnelBody data={data} {...drawn} />;
    case "workflow":
      return <WorkflowBody data={data} {...drawn} />;
    case "gantt":
      return <GanttBody data={data} {...drawn} />;
    case "burnup":
      return <BurnupBody data={data} {...drawn} />;
  }
}

/** Said beside the title where the body does not say it. */
const NOTED = new Set<Data["type"]>(["heatmap", "table"]);

export function WidgetSection({ widget, base, no }: { widget: Model; base: string; no: number }) {
  const { id, title, data, status, reason, summary, formula, asOf, span } = widget;
  const mark = status && MARKS[status];
  return (
    <section class={`w c${span}`} aria-labelledby={`w${no}`}>
      <div class="w-h">
        <h2 id={`w${no}`}>{title}</h2>
        {data && NOTED.has(data.type) && <span class="text-xs text-ink-3">{summary}</span>}
      </div>
      {data ? widgetBody({ widget, data, base }) : <Gap what={`${reason}.`} />}
      {data && mark && (
        <p class="text-xs mt-2">
          <Status state={mark.glyph} word={mark.word} reason={reason} />
        </p>
      )}
      {data && (
        <p class="foot">
          <span>{formula}</span>
          <span>{`${timeOf(asOf)} · ${sources(widget)}`}</span>
          <a class="link" id={`p-${short(id)}`} href={`?proof=${short(id)}`}>
            Proof<span class="vh">{` of ${title}`}</span>
          </a>
        </p>
      )}
    </section>
  );
}
