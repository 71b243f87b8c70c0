/** On which days work is done. */
import { Area } from "../form.tsx";
import { formatDate } from "../format.ts";
import { Dialog } from "../people/dialog.tsx";
import { Acts, Close, closeOf, type PanelProps, Refused } from "./panel.tsx";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

export function WorkingDays({ plan, query, panel }: PanelProps) {
  const { workingWeekdays, holidays, version } = plan.calendar;
  const { values, errors } = panel;
  const chosen = values.workingWeekdays === undefined
    ? workingWeekdays
    : values.workingWeekdays.split(",").map(Number);
  const names = workingWeekdays.map((day) => WEEKDAYS[day - 1]).join(", ");
  if (!plan.may.calendar) {
    return (
      <Dialog title="Working days">
        <p class="mt-3">{names}.</p>
        <p class="text-ink-2">
          {holidays.length === 0
            ? "No holidays are set."
            : `Holidays: ${holidays.map((day) => formatDate(day)).join(", ")}.`}
        </p>
        <Close query={query} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Working days">
      <form method="post" class="stack mt-3" novalidate>
        <Refused errors={errors} />
        <input type="hidden" name="version" value={version} />
        <fieldset id="workingWeekdays">
          <legend class="lab">Work is done on</legend>
          <div class="days-l">
            {WEEKDAYS.map((name, i) => (
              <label class="tick">
                <input
                  type="checkbox"
                  name="workingWeekdays"
                  value={i + 1}
                  checked={chosen.includes(i + 1)}
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        <Area
          name="holidays"
          label="Holidays"
          rows={4}
          value={values.holidays ?? holidays.join("\n")}
          hint="One date a line, such as 2026-12-25. Tasks in working days skip them"
          errors={errors}
        />
        <Acts label="Save" intent="days" close={closeOf(query)} />
      </form>
    </Dialog>
  );
}
