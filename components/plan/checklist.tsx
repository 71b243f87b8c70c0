/** The points of a task, ticked with what proves them. */
import type { PlanRights } from "@/lib/planning/model.ts";
import type { ChecklistPoint } from "@/lib/planpage/model.ts";
import { errorOf, Field, Problems } from "../form.tsx";
import { formatDate } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Widget } from "../widget.tsx";
import type { ItemView } from "./item.tsx";

export function Checklist(
  { plan, checklist, may, refused, errors }: ItemView & { may: PlanRights["tasks"] },
) {
  const done = checklist.filter(({ doneOn }) => doneOn !== null).length;
  const mine = refused?.form === "check" ? refused.values : null;
  const formErrors = mine ? errors : [];
  return (
    <Widget id="check-t" title="Checklist" note={`${done} of ${checklist.length}`}>
      {formErrors.length > 0 && <Problems title="Not saved" errors={formErrors} />}
      {checklist.length === 0 && <p class="text-ink-3">No points yet.</p>}
      <ul class="rows">{checklist.map((one) => point(one, may, mine, plan.today))}</ul>
      {may.edit && (
        <form method="post" class="stack mt-3" novalidate>
          <Field
            name="label"
            label="New point"
            value={mine?.label}
            errors={errorOf(formErrors, "label") ? formErrors : []}
          />
          <label class="tick">
            <input type="checkbox" name="needsEvidence" value="yes" />
            Needs evidence
          </label>
          <p>
            <button type="submit" class="btn sm" name="intent" value="check-add">Add</button>
          </p>
        </form>
      )}
    </Widget>
  );
}

function point(
  one: ChecklistPoint,
  may: PlanRights["tasks"],
  mine: Record<string, string> | null,
  today: string,
) {
  const evidence = mine?.point === one.id ? mine.evidence : undefined;
  return (
    <li>
      <Glyph name={one.doneOn ? "ok" : "unk"} class={one.doneOn ? "t-ok" : "t-unk"} />
      <span>
        <b>{one.label}</b>
        <small>
          {one.doneOn
            ? [
              `done ${formatDate(one.doneOn)}`,
              one.doneByName && `by ${one.doneByName}`,
              one.evidence && `evidence: ${one.evidence}`,
            ].filter(Boolean).join(", ")
            : one.needsEvidence
            ? "open, needs evidence"
            : "open"}
        </small>
        {may.edit && (
          <form method="post" class="filters check-f">
            <input type="hidden" name="point" value={one.id} />
            <input type="hidden" name="version" value={one.version} />
            <input type="hidden" name="on" value={today} />
            {!one.doneOn && (
              <input
                class="in find-in"
                name="evidence"
                aria-label={`Evidence for ${one.label}`}
                placeholder={one.needsEvidence ? "Evidence, needed" : "Evidence"}
                maxLength={2000}
                value={evidence}
              />
            )}
            <button
              type="submit"
              class="btn sm"
              name="intent"
              value={one.doneOn ? "check-undo" : "check-done"}
              aria-label={`${one.doneOn ? "Open again" : "Done"}: ${one.label}`}
            >
              {one.doneOn ? "Open again" : "Done"}
            </button>
            {may.remove && (
              <button
                type="submit"
                class="btn sm quiet"
                name="intent"
                value="check-remove"
                aria-label={`Remove ${one.label}`}
              >
                Remove
              </button>
            )}
          </form>
        )}
      </span>
    </li>
  );
}
