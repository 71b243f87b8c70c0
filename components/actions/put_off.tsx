/** Putting an action off: for how long and why, in a dialog that the address opens. */
import { type Action, LONGEST } from "@/lib/actions/model.ts";
import { Area, Field, type FieldError, Problems } from "../form.tsx";

/** As typed. */
export interface PutOffForm {
  kind: string;
  reason: string;
  untilOn: string;
}

interface PutOffProps {
  rule: string;
  subjectId: string;
  /** Null when it is not in the list any more. */
  action: Action | null;
  form: PutOffForm;
  errors: FieldError[];
  /** Where closing leads. */
  close: string;
}

const FIELDS = { kind: "How", untilOn: "Until", reason: "Reason" };
const KINDS = [
  ["snooze", "Snooze: not now, it comes back after that day"],
  ["suppress", "Suppress: it does not apply here until that day"],
] as const;

export function PutOff({ rule, subjectId, action, form, errors, close }: PutOffProps) {
  return (
    <div class="veil">
      <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-t">
        <h2 id="dialog-t">Put off: {action?.title ?? "an action"}</h2>
        {action && (
          <p class="text-ink-2 mt-2">
            {action.why} {action.matters}
          </p>
        )}
        <form method="post" class="mt-4" novalidate>
          {errors.length > 0 && (
            <div class="mb-4">
              <Problems errors={errors} fields={FIELDS} />
            </div>
          )}
          <input type="hidden" name="rule" value={rule} />
          <input type="hidden" name="subjectId" value={subjectId} />
          <fieldset class="field" id="kind">
            <legend class="vh">How</legend>
            {KINDS.map(([value, label]) => (
              <label class="check">
                <input type="radio" name="kind" value={value} checked={form.kind === value} />
                {label}
              </label>
            ))}
          </fieldset>
          <Field
            name="untilOn"
            label="Until"
            type="date"
            value={form.untilOn}
            hint={`That day included; at most ${LONGEST.snooze} days, suppressed ${LONGEST.suppress}`}
            errors={errors}
            required
          />
          <Area
            name="reason"
            label="Reason"
            rows={2}
            value={form.reason}
            hint="Everybody in the study sees it, with your name"
            errors={errors}
            required
            autofocus={errors.length === 0}
          />
          <p class="mt-4 flex gap-2">
            <button type="submit" class="btn primary" name="intent" value="put-off">Put off</button>
            <a class="btn" href={close} data-close>Cancel</a>
          </p>
        </form>
      </div>
    </div>
  );
}
