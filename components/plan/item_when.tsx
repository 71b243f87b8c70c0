/** When an item is: a date or a duration is tried first, and the preview saves nothing. */
import { Field } from "../form.tsx";
import { formatDate } from "../format.ts";
import { Widget } from "../widget.tsx";
import type { ItemView } from "./item.tsx";
import type { PlanQuery } from "./query.ts";
import { spanWords } from "./words.ts";

/** What the preview shows besides: the baseline that the reader compares with. */
function hidden({ base }: PlanQuery) {
  return base && <input type="hidden" name="base" value={base} />;
}

/** The fields that move other items: they lead to a preview, which saves nothing. */
export function When({ row, plan, query, refused, errors, may }: ItemView & { may: boolean }) {
  const { task, milestone, item } = row;
  const mine = refused?.form === "when" ? refused.values : null;
  const formErrors = mine ? errors : [];
  const on = mine?.plannedOn ?? (task ? task.plannedStart : milestone!.plannedOn) ?? "";
  const days = mine?.durationDays ?? (task?.durationDays == null ? "" : String(task.durationDays));
  return (
    <Widget
      id="when-t"
      title="When"
      foot={{
        formula: task
          ? "finish from start, duration and the links; the day of a link counts"
          : "as precise as it was given",
        asOf: plan.asOf,
      }}
    >
      {may && item.status !== "done"
        ? (
          <form class="when" novalidate>
            {hidden(query)}
            <input type="hidden" name="when" value={row.id} />
            <div class="two">
              <Field
                name="plannedOn"
                label={task ? "Planned start" : "Planned date"}
                value={on}
                placeholder="2027-03-14"
                hint={task ? "Year-month-day" : "As precise as known: 2027-03 or 2027-03-14"}
                errors={formErrors}
              />
              {task && (
                <Field
                  name="durationDays"
                  label={`Duration, ${task.calendar} days`}
                  value={days}
                  inputMode="numeric"
                  errors={formErrors}
                />
              )}
            </div>
            <p class="mt-3">
              <button type="submit" class="btn primary">Preview</button>
            </p>
            <p class="hint">Shows what would move. Nothing is saved before you apply it.</p>
          </form>
        )
        : (
          <dl class="kv lined">
            <dt>{task ? "Planned start" : "Planned date"}</dt>
            <dd>{on ? formatDate(on) : "not known"}</dd>
            {task && (
              <>
                <dt>Duration</dt>
                <dd>{days === "" ? "not known" : `${days} ${task.calendar} days`}</dd>
              </>
            )}
          </dl>
        )}
      <dl class="kv mt-3">
        <dt>Earliest</dt>
        <dd>{spanWords(row)}</dd>
        {item.forecast.finishOn && item.status !== "done" && (
          <>
            <dt>Forecast</dt>
            <dd>{formatDate(item.forecast.finishOn)}</dd>
          </>
        )}
        {item.baseline?.finishOn && (
          <>
            <dt>{plan.baseline?.name ?? "Baseline"}</dt>
            <dd>{formatDate(item.baseline.finishOn)}</dd>
          </>
        )}
      </dl>
    </Widget>
  );
}
