/** Arms with what is given in them, and the interventions with their other names. */
import type { Project } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { shortened } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Widget } from "../widget.tsx";

export function Arms({ project }: { project: Project }) {
  if (project.arms.length === 0) return null;
  return (
    <Widget id="arms" title="Arms" note={`${project.arms.length} in the design`}>
      <ul class="rows plain">
        {project.arms.map((arm, index) => (
          <li>
            <span>
              <b>
                <Proof of={`arms/${index}`}>{arm.label}</Proof>
              </b>
              {arm.description && <small>{shortened(arm.description)}</small>}
              {arm.interventions.length > 0 && (
                <small>
                  Gets <span class="text-ink">{arm.interventions.join(", ")}</span>
                </small>
              )}
            </span>
            {arm.type && <small class="whitespace-nowrap">{enumWords(arm.type)}</small>}
          </li>
        ))}
      </ul>
    </Widget>
  );
}

export function Interventions({ project }: { project: Project }) {
  if (project.interventions.length === 0) return null;
  return (
    <Widget id="interventions" title="Interventions">
      <ul class="rows plain">
        {project.interventions.map((one, index) => (
          <li>
            <span>
              <b>
                <Proof of={`interventions/${index}`}>{one.name}</Proof>
              </b>
              {one.description && <small>{shortened(one.description)}</small>}
              {one.otherNames.length > 0 && <small>Also {one.otherNames.join(", ")}</small>}
            </span>
            {one.type && <small class="whitespace-nowrap">{enumWords(one.type)}</small>}
          </li>
        ))}
      </ul>
    </Widget>
  );
}
