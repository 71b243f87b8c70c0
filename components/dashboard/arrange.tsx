/** The order and widths of a dashboard: buttons without a script; an island adds drag and keys. */
import { SPANS, type Widget } from "@/lib/dashboard/model.ts";
import { KIND, WIDTHS } from "./words.ts";

interface ArrangeProps {
  widgets: Widget[];
  base: string;
}

export function Arrange({ widgets, base }: ArrangeProps) {
  return (
    <section class="w" aria-labelledby="arr-t">
      <div class="w-h">
        <h2 id="arr-t">Arrange the dashboard</h2>
        <div class="tools">
          <a class="btn sm" href={`${base}?edit=1&add=1`}>Add a widget</a>
          <a class="btn sm primary" href={base}>Done</a>
        </div>
      </div>
      <p class="text-ink-2 mb-3" id="arr-help">Everybody in the study sees this order.</p>
      <form method="post">
        <ol class="arr" data-arrange>
          {widgets.map((widget, n) => (
            <Item widget={widget} first={n === 0} last={n === widgets.length - 1} base={base} />
          ))}
        </ol>
      </form>
      <p class="vh" role="status" id="arr-said" />
    </section>
  );
}

function Item(
  { widget, first, last, base }: { widget: Widget; first: boolean; last: boolean; base: string },
) {
  const { id, title, widgetType, span } = widget;
  const name = <span class="vh">{` ${title}`}</span>;
  const act = (intent: string, label: string, off = false) => (
    <button
      type="submit"
      class="btn sm"
      name="intent"
      value={`${intent} ${id}`}
      aria-disabled={off || undefined}
    >
      {label}
      {name}
    </button>
  );
  return (
    <li data-id={id} id={`arr-${id}`} tabIndex={-1}>
      <span class="what">
        <b>{title}</b>
        <small>{KIND[widgetType] ?? widgetType}</small>
      </span>
      <span class="acts">
        {act("up", "Up", first)}
        {act("down", "Down", last)}
        {widgetType !== "kpi" && SPANS.map((one) => (
          <button
            type="submit"
            class="chip"
            name="intent"
            value={`span-${one} ${id}`}
            aria-pressed={one === span ? "true" : "false"}
          >
            {WIDTHS[one]}
            {name}
          </button>
        ))}
        <a class="btn sm" href={`${base}?edit=1&change=${id}`}>Change{name}</a>
        {act("remove", "Remove")}
      </span>
    </li>
  );
}
