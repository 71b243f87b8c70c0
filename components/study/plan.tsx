/** Milestones: solid when reached, hollow to come, dashed while nobody stands up for them. */
import type { Milestone } from "@/lib/projects/model.ts";
import { formatDate, formatPartial, plural } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Widget } from "../widget.tsx";

/** Of many, the last reached and the next to come; the plan has the others. */
const REACHED = 1;
const COMING = 2;

interface MilestonesProps {
  milestones: Milestone[];
  /** Where all of them are. */
  plan: string;
  asOf: string;
}

export function Milestones({ milestones, plan, asOf }: MilestonesProps) {
  const rows = shownOf(milestones);
  const open = milestones.filter((one) => one.state === "unconfirmed").length;
  return (
    <Widget
      id="milestones"
      title="Milestones"
      tools={rows.length < milestones.length && (
        <a class="link text-xs" href={plan}>{`All ${milestones.length}`}</a>
      )}
      note={open ? `${open} of ${milestones.length} not confirmed` : undefined}
      foot={{
        formula: rows.length < milestones.length
          ? "planned days; the last reached and the next"
          : "planned days, by date",
        asOf,
        source: plural(milestones.length, "row"),
      }}
    >
      {milestones.length === 0
        ? <p class="text-ink-2">None yet. An import makes a first set from the record's dates.</p>
        : (
          <ol class="rail">
            {rows.map(({ one, index }) => (
              <li class={markOf(one) || undefined}>
                <b>{one.title}</b>
                <small>
                  {one.planned
                    ? <Proof of={`milestones/${index}`}>{formatPartial(one.planned)}</Proof>
                    : one.basis}
                  {one.state === "unconfirmed" && <span class="vh">, not confirmed</span>}
                </small>
                {one.actualOn
                  ? <small>{`reached ${formatDate(one.actualOn)}`}</small>
                  : one.forecastOn && <small>{`forecast ${formatDate(one.forecastOn)}`}</small>}
              </li>
            ))}
          </ol>
        )}
    </Widget>
  );
}

/** By date, those without one last; `index` is that of the page, for the proof. */
function shownOf(milestones: Milestone[]) {
  const rows = milestones.map((one, index) => ({ one, index, at: one.planned?.value ?? "~" }))
    .toSorted((a, b) => a.at < b.at ? -1 : a.at > b.at ? 1 : a.index - b.index);
  const reached = rows.filter(({ one }) => markOf(one) === "done");
  const coming = rows.filter(({ one }) => markOf(one) !== "done");
  const few = new Set([...reached.slice(-REACHED), ...coming.slice(0, COMING)]);
  return rows.length > REACHED + COMING ? rows.filter((row) => few.has(row)) : rows;
}

function markOf({ actualOn, planned, state }: Milestone): string {
  if (actualOn || (state === "confirmed" && planned?.type === "ACTUAL")) return "done";
  return state === "confirmed" ? "" : "fc";
}
