/** The dashboard of a study: figures beside each other stand in a strip, all else in twelve columns. */
import type { Dashboard as Model, Widget } from "@/lib/dashboard/model.ts";
import { formatDate, momentParts } from "../format.ts";
import { Gap } from "../marks.tsx";
import { KpiBody } from "./kpi.tsx";
import { WidgetSection } from "./widget.tsx";

/** Widgets in runs: figures that follow each other, or one of another kind. */
export function runsOf(widgets: Widget[]): Widget[][] {
  const runs: Widget[][] = [];
  for (const widget of widgets) {
    const last = runs.at(-1);
    if (widget.widgetType === "kpi" && last?.[0]?.widgetType === "kpi" && last.length < 6) {
      last.push(widget);
    } else runs.push([widget]);
  }
  return runs;
}

export function Strip({ run, keep }: { run: Widget[]; keep?: string }) {
  return (
    <ul class={`kpis c12 k${run.length}`}>
      {run.map((widget) => (
        <li class="kpi">
          <h3>{widget.title}</h3>
          {widget.data?.type === "kpi"
            ? <KpiBody widget={widget} data={widget.data} keep={keep} />
            : <Gap what={`${widget.reason}.`} />}
        </li>
      ))}
    </ul>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function part(run: Widget[], base: string, no: number) {
  const [widget] = run;
  if (widget?.widgetType === "kpi") return <Strip run={run} />;
  return widget && <WidgetSection widget={widget} base={base} no={no} />;
}

/** A part of the page that follows the record (`data-live`). */
export function Dashboard({ dashboard, base }: { dashboard: Model; base: string }) {
  const { widgets, may } = dashboard;
  let no = 0;
  const asOf = widgets[0]?.asOf;
  return (
    <div class="grid-12 dash" id="dash" data-live>
      <h2 class="vh">Dashboard</h2>
      {runsOf(widgets).map((run) => {
        no++;
        return part(run, base, no);
      })}
      <p class="c12 dash-end">
        {asOf && `All read on ${formatDate(asOf.slice(0, 10))} at ${momentParts(asOf).time} UTC`}
        {widgets.length === 0 && "No widget is left."}
        {may && <a class="link" href="?edit=1">Arrange</a>}
      </p>
    </div>
  );
}
