/** What the protocol says in sentences. Long texts open in the proof drawer: the page stays light. */
import type { Criterion, Outcome, Project } from "@/lib/projects/model.ts";
import { plural, shortened } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { firstOf } from "./first_of.ts";

/** Of a summary that is a chapter. */
const SUMMARY_SHOWN = 900;

export function Summary({ project, all }: ListProps) {
  if (!project.briefSummary) return null;
  return (
    <Widget id="summary" title="Summary">
      <p class="prose">
        {all ? project.briefSummary : shortened(project.briefSummary, SUMMARY_SHOWN)}
      </p>
      <p class="mt-2 flex flex-wrap gap-4 text-xs">
        <Proof of="briefSummary">The summary's source</Proof>
        {project.detailedDescription && (
          <Proof of="detailedDescription">The detailed description</Proof>
        )}
      </p>
    </Widget>
  );
}

interface ListProps {
  project: Project;
  /** Long lists and texts in full, as asked for by the address (`?all=1`). */
  all: boolean;
}

function ShowAll({ shown, of, at }: { shown: number; of: number; at: string }) {
  if (shown >= of) return null;
  return (
    <p class="mt-2 text-xs">
      <a class="link" href={`?all=1#${at}`}>{`All ${of} in full`}</a>
    </p>
  );
}

const OUTCOME_TITLES = { PRIMARY: "Primary", SECONDARY: "Secondary", OTHER: "Other" };

export function Outcomes({ project, all }: ListProps) {
  if (project.outcomes.length === 0) return null;
  const numbered = project.outcomes.map((one, index) => ({ one, index }));
  return (
    <Widget id="outcomes" title="Outcomes" span={12}>
      <div class="flow">
        {(["PRIMARY", "SECONDARY", "OTHER"] as const).map((kind) => {
          const rows = numbered.filter(({ one }) => one.kind === kind);
          const shown = all ? rows : firstOf(rows, { text: ({ one }) => one.measure });
          if (rows.length === 0) return null;
          return (
            <>
              <h3>
                {OUTCOME_TITLES[kind]}, {rows.length}
              </h3>
              <ol class="items">
                {shown.map(({ one, index }) => outcomeItem(one, index))}
              </ol>
              <ShowAll shown={shown.length} of={rows.length} at="outcomes" />
            </>
          );
        })}
      </div>
    </Widget>
  );
}

function outcomeItem(one: Outcome, index: number) {
  return (
    <li>
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

export function Eligibility({ project, all }: ListProps) {
  if (project.criteria.length === 0) return null;
  return (
    <Widget
      id="eligibility"
      title="Who may take part"
      span={12}
      tools={
        <span class="text-xs">
          <Proof of="eligibilityText">The text as the record has it</Proof>
        </span>
      }
    >
      <div class="flow">
        {(["INCLUSION", "EXCLUSION", "UNCLASSIFIED"] as const).map((kind) => {
          const rows = project.criteria.filter((one) => one.kind === kind);
          const shown = all
            ? rows
            : firstOf(rows, { text: (one) => one.text, tied: (one) => one.depth > 0 });
          if (rows.length === 0) return null;
          return (
            <>
              <h3>
                {CRITERIA_TITLES[kind]}, {plural(rows.length, "item")}
              </h3>
              <CriteriaList rows={shown} whole={all} />
              <ShowAll shown={shown.length} of={rows.length} at="eligibility" />
            </>
          );
        })}
      </div>
    </Widget>
  );
}

const TEXT_SHOWN = 240;

/** Those of depth 0 are numbered by the style, others have a dash. */
function CriteriaList({ rows, whole }: { rows: Criterion[]; whole: boolean }) {
  return (
    <ol class="items">
      {rows.map(({ depth, text }) => (
        <li class={depth ? `d${Math.min(depth, 3)}` : undefined}>
          <span>{whole ? text : shortened(text, TEXT_SHOWN)}</span>
        </li>
      ))}
    </ol>
  );
}
