/** The figures of a section: parts of the dashboard, each with its foot and its proof. */
import type { Widget } from "@/lib/dashboard/model.ts";
import { runsOf, Strip } from "../dashboard/dashboard.tsx";
import { widgetBody } from "../dashboard/widget.tsx";
import { MARKS, proofHref, short, sources, timeOf } from "../dashboard/words.ts";
import { Gap, Status } from "../marks.tsx";

interface FiguresProps {
  widgets: Widget[];
  /** Ids of those that have nothing to show. */
  empty: string[];
  /** Address of the study. */
  base: string;
  /** What stays of the page's query: "site=1&". */
  keep: string;
  /** The section's title says it already. */
  alone: boolean;
}

export function Figures({ widgets, ...shared }: FiguresProps) {
  return (
    <>
      {runsOf(widgets).map((run) =>
        run[0]?.widgetType === "kpi"
          ? strip(run, shared.keep)
          : run.map((widget) => figure(widget, shared))
      )}
    </>
  );
}

/** Functions, not components: keyed components leave their keys in the page. */
function strip(run: Widget[], keep: string) {
  return (
    <div class="dash">
      <Strip run={run} keep={keep} />
    </div>
  );
}

function figure(widget: Widget, { empty, base, keep, alone }: Omit<FiguresProps, "widgets">) {
  const { id, title, data, status, reason, formula, asOf } = widget;
  const mark = status && MARKS[status];
  // Where there is nothing to show, how it stands says so.
  const silent = mark !== null && empty.includes(id);
  return (
    <figure class="fig" id={`f-${id}`}>
      <figcaption class={alone ? "vh" : undefined}>{title}</figcaption>
      {data ? !silent && widgetBody({ widget, data, base }) : <Gap what={`${reason}.`} />}
      {data && mark && (
        <p class={silent ? "text-xs" : "text-xs mt-2"}>
          <Status state={mark.glyph} word={mark.word} reason={reason} />
        </p>
      )}
      {data && (
        <p class="foot">
          <span>
            <span class="fx" aria-hidden="true">ƒ</span>
            {formula}
          </span>
          <span>{`${timeOf(asOf)} · ${sources(widget)}`}</span>
          <a class="link" id={`p-${short(id)}`} href={proofHref(id, keep)}>
            Proof<span class="vh">{` of ${title}`}</span>
          </a>
        </p>
      )}
    </figure>
  );
}
