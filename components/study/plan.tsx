/** The skeleton that an import made: hollow and dashed, because nobody has confirmed it yet. */
import type { Milestone } from "@/lib/projects/model.ts";
import { formatPartial } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Widget } from "../widget.tsx";

export function Milestones({ milestones }: { milestones: Milestone[] }) {
  const open = milestones.filter((one) => one.state === "unconfirmed").length;
  return (
    <Widget
      id="milestones"
      title="Milestones"
      note={open ? `${open} of ${milestones.length} not confirmed` : undefined}
    >
      {milestones.length === 0
        ? <p class="text-ink-2">None yet. An import makes a first set from the record's dates.</p>
        : (
          <ol class="rail">
            {milestones.map((one, index) => (
              <li class={one.state === "confirmed" ? "done" : "fc"}>
                <b>{one.title}</b>
                <small>
                  {one.planned
                    ? <Proof of={`milestones/${index}`}>{formatPartial(one.planned)}</Proof>
                    : one.basis}
                  {one.state === "unconfirmed" && <span class="vh">, not confirmed</span>}
                </small>
              </li>
            ))}
          </ol>
        )}
    </Widget>
  );
}
