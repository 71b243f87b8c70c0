/** A study beside its registry record: what differs, what to take over, or a way to fetch a newer one. */
import type { ComponentChildren } from "preact";
import type { ImportPreview } from "@/lib/imports/model.ts";
import type { ProjectSummary } from "@/lib/projects/model.ts";
import { formatBytes, formatDate, momentParts, plural, shortHash } from "../format.ts";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { type DiffShow, ROWS_SHOWN } from "./change.ts";
import { DiffGroups, DiffTable, SecondLook } from "./diff.tsx";
import { SourceFields, type SourceForm } from "./source.tsx";
import { Stepper } from "./stepper.tsx";

export interface CompareView {
  project: ProjectSummary;
  /** The record that waits, with its differences. */
  preview: ImportPreview | null;
  /** UTC timestamp of the latest import, the waiting one included. */
  importedAt: string | null;
  show: DiffShow;
  group: string | null;
  mayImport: boolean;
  /** Fields taken over just now, or null. */
  taken: number | null;
  /** A record was compared just now, and nothing differed. */
  same: boolean;
  source: SourceForm;
  /** "10.5 MB" */
  limit: string;
  asOf: string;
  drop?: ComponentChildren;
}

export function Compare(view: CompareView) {
  const { project, preview, taken } = view;
  return (
    <>
      {taken !== null && (
        <div class="toast" role="status">
          <span class="font-medium">
            {taken === 0 ? "Everything stays as it was" : `${plural(taken, "field")} taken over`}
          </span>
        </div>
      )}
      {project.nctId === null
        ? <ByHand />
        : preview && preview.changes.length > 0
        ? <Decide view={view} preview={preview} />
        : <Fetch view={view} nctId={project.nctId} />}
    </>
  );
}

function ByHand() {
  return (
    <>
      <PageHead title="Registry record" />
      <Widget id="none" title="No record">
        <Empty title="This study has no NCT number">
          <p class="text-ink-2">
            It was made by hand. A registry record makes a study of its own:{" "}
            <a class="link" href="/projects/new" aria-current="false">import one</a>
          </p>
        </Empty>
      </Widget>
    </>
  );
}

function Fetch({ view, nctId }: { view: CompareView; nctId: string }) {
  return (
    <>
      <PageHead
        title={`Registry record, ${nctId}`}
        sub="Compare the study with a newer record. You decide field by field what to take over."
      />
      {view.same && (
        <p class="mb-7" role="status">
          <Status state="ok" word="No difference" reason="the record says what stands here" />
        </p>
      )}
      {view.mayImport
        ? (
          <SourceFields
            form={{ ...view.source, nctId: view.source.nctId ?? nctId }}
            submit="Compare"
            limit={view.limit}
            drop={view.drop}
            hidden={<input type="hidden" name="intent" value="compare" />}
          />
        )
        : (
          <p class="text-ink-2">
            Your role in this study lets you read it, not take over a record.
          </p>
        )}
    </>
  );
}

function Decide({ view, preview }: { view: CompareView; preview: ImportPreview }) {
  const { changes, fieldCount } = preview;
  const said = [
    "Compared with the study as it stands.",
    preview.version && `The record was posted on ${formatDate(preview.version)}.`,
    view.importedAt && `It was given here on ${momentParts(view.importedAt).date}.`,
  ].filter(Boolean).join(" ");
  // What the reader does not see here is not decided here.
  const whole = view.show === "differing" && view.group === null && changes.length <= ROWS_SHOWN;
  return (
    <form method="post">
      <PageHead
        title={`Registry record, ${preview.nctId}`}
        sub={said}
        acts={view.mayImport && (
          <>
            <a class="btn" href={`/projects/${view.project.id}`} aria-current="false">
              Decide later
            </a>
            <button type="submit" class="btn primary" name="intent" value="accept">
              Confirm
            </button>
          </>
        )}
      />
      {whole && <input type="hidden" name="close" value="1" />}
      <Stepper
        at={1}
        steps={[
          {
            title: "Source",
            fact: `${formatBytes(preview.bytes)}, hash ${shortHash(preview.sha256, 1)}`,
          },
          {
            title: "Preview",
            fact: `${changes.length} differ, of ${plural(fieldCount, "value")}`,
          },
          { title: "Confirm", fact: "one entry per field in the trail" },
        ]}
      />
      <div class="imp">
        <DiffGroups changes={changes} show={view.show} group={view.group} />
        <DiffTable
          changes={changes}
          fieldCount={fieldCount}
          show={view.show}
          group={view.group}
          importNo={null}
          asOf={view.asOf}
        />
        <aside class="stack">
          <SecondLook changes={changes} />
          <Widget id="rules" title="What stands">
            <p class="text-ink-2">
              The bold value will stand. Values that a person set are kept unless you take the
              record's. {whole
                ? "Confirm decides all rows: what is not ticked stays as it is."
                : "Confirm takes the ticked rows; the others go on waiting."}
            </p>
          </Widget>
        </aside>
      </div>
    </form>
  );
}
