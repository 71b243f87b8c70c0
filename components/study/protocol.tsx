/** What the protocol says in sentences. Long texts open in the proof drawer: the page stays light. */
import type { Criterion, Outcome, Project } from "@/lib/projects/model.ts";
import { plural } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Widget } from "../widget.tsx";

export function Summary({ project }: { project: Project }) {
  if (!project.briefSummary) return null;
  return (
    <Widget id="summary" title="Summary">
      <p class="prose">{project.briefSummary}</p>
      {project.detailedDescription && (
        <p class="mt-2">
          <Proof of="detailedDescription">The detailed description</Proof>
        </p>
      )}
    </Widget>
  );
}

const OUTCOME_TITLES = { PRIMARY: "Primary", SECONDARY: "Secondary", OTHER: "Other" };

export function Outcomes({ project }: { project: Project }) {
  if (project.outcomes.length === 0) return null;
  const numbered = project.outcomes.map((one, index) => ({ one, index }));
  return (
    <Widget id="outcomes" title="Outcomes">
      {(["PRIMARY", "SECONDARY", "OTHER"] as const).map((kind) => {
        const rows = numbered.filter(({ one }) => one.kind === kind);
        if (rows.length === 0) return null;
        return (
          <>
            <h3 class="text-xs text-ink-3 font-medium mt-3">
              {OUTCOME_TITLES[kind]}, {rows.length}
            </h3>
            <ol class="items">
              {rows.map(({ one, index }, at) => (
                <OutcomeItem key={at} one={one} at={at} index={index} />
              ))}
            </ol>
          </>
        );
      })}
    </Widget>
  );
}

function OutcomeItem({ one, at, index }: { one: Outcome; at: number; index: number }) {
  return (
    <li>
      <span class="k">{at + 1}</span>
      <span>
        <Proof of={`outcomes/${index}`}>{one.measure}</Proof>
        {one.timeFrame && <span class="src">{one.timeFrame}</span>}
      </span>
    </li>
  );
}

const CRITERIA_TITLES = {
  INCLUSION: "Inclusion",
  EXCLUSION: "Exclusion",
  UNCLASSIFIED: "Not classified: the text has no heading for these",
};

export function Eligibility({ project }: { project: Project }) {
  if (project.criteria.length === 0) return null;
  return (
    <Widget
      id="eligibility"
      title="Who may take part"
      tools={
        <span class="text-xs">
          <Proof of="eligibilityText">The text as the record has it</Proof>
        </span>
      }
    >
      {(["INCLUSION", "EXCLUSION", "UNCLASSIFIED"] as const).map((kind) => {
        const rows = project.criteria.filter((one) => one.kind === kind);
        if (rows.length === 0) return null;
        return (
          <>
            <h3 class="text-xs text-ink-3 font-medium mt-3">
              {CRITERIA_TITLES[kind]}, {plural(rows.length, "item")}
            </h3>
            <CriteriaList rows={rows} />
          </>
        );
      })}
    </Widget>
  );
}

function CriteriaList({ rows }: { rows: Criterion[] }) {
  let number = 0;
  return (
    <ol class="items">
      {rows.map((one) => {
        if (one.depth === 0) number++;
        return (
          <li class={one.depth ? `d${Math.min(one.depth, 3)}` : undefined}>
            <span class="k">{one.depth === 0 ? number : "–"}</span>
            <span>{one.text}</span>
          </li>
        );
      })}
    </ol>
  );
}
