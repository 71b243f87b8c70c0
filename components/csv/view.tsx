/** Import of a spreadsheet in steps: the file, its columns and a check, then all rows or none. */
import type { ComponentChildren } from "preact";
import {
  CSV_KINDS,
  type CsvKindName,
  type FieldView,
  type Report,
  type UploadView,
} from "@/lib/csv/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { Stepper } from "../import/stepper.tsx";
import { PageHead } from "../shell.tsx";
import { Assign, type AssignForm } from "./assign.tsx";
import { CsvLinks } from "./link.tsx";
import { ReportView } from "./report.tsx";
import { KindLinks, Start } from "./start.tsx";

export interface CsvView {
  projectId: string;
  kind: CsvKindName;
  mayImport: boolean;
  mayRemember: boolean;
  seesBudget: boolean;
  fields: FieldView[];
  upload: UploadView | null;
  form: AssignForm | null;
  report: Report | null;
  /** Of the first step. */
  start: { pasted: string; errors: FieldError[] };
  /** New, changed and unchanged rows of an import that was just done. */
  done: { created: number; updated: number; unchanged: number } | null;
  /** The check or the import was stopped by the person. */
  stopped: boolean;
  limit: string;
  progress?: ComponentChildren;
}

export function CsvPage(view: CsvView) {
  const { kind, upload, form, report, done } = view;
  const { title, page } = CSV_KINDS.find((one) => one.kind === kind)!;
  const at = upload === null ? 0 : report === null ? 1 : 2;
  return (
    <>
      <PageHead
        title={`${title} from a spreadsheet`}
        sub="Rows are matched with what is here: new ones are added, others changed, none deleted."
        acts={<CsvLinks projectId={view.projectId} kind={kind} mayImport={false} of={title} />}
      />
      <KindLinks kind={kind} money={view.seesBudget} />
      {done && (
        <p class="mb-7" role="status">
          {doneWords(done)}.{" "}
          <a class="link" href={`/projects/${view.projectId}/${page}`}>
            {page === "plan" ? "Open the plan" : `Open ${title.toLowerCase()}`}
          </a>
        </p>
      )}
      {!view.mayImport
        ? <p>Your role may not import these rows. A manager of the study can change that.</p>
        : (
          <>
            <Stepper at={at} steps={stepsOf(upload, report)} />
            {upload && form
              ? <Check {...view} upload={upload} form={form} />
              : <Start {...view} {...view.start} title={title} />}
          </>
        )}
    </>
  );
}

const doneWords = (done: NonNullable<CsvView["done"]>) =>
  `Imported: ${formatNumber(done.created)} new, ${formatNumber(done.updated)} changed, ${
    formatNumber(done.unchanged)
  } as they were`;

function stepsOf(upload: UploadView | null, report: Report | null) {
  return [
    { title: "File", fact: upload ? plural(upload.rows, "row") : "choose or paste" },
    { title: "Columns", fact: upload ? `${upload.columns.length} in the file` : "assign them" },
    {
      title: "Check and import",
      fact: report
        ? report.errorCount > 0 ? plural(report.errorCount, "problem") : "no problems"
        : "all or nothing",
    },
  ];
}

type CheckProps = CsvView & { upload: UploadView; form: AssignForm };

function Check(view: CheckProps) {
  const { kind, upload, form, report, fields, mayRemember, stopped, progress } = view;
  const columns = Object.fromEntries(upload.columns.map((one, at) => [`c${at}`, one.header]));
  const ready = report !== null && report.errorCount === 0;
  const submit = (intent: string, label: string, primary: boolean) => (
    <button type="submit" name="intent" value={intent} class={primary ? "btn primary" : "btn"}>
      {label}
    </button>
  );
  return (
    <form method="post" action={`?kind=${kind}&upload=${upload.id}`} novalidate>
      {/* Enter checks; it never imports. */}
      <button type="submit" name="intent" value="check" class="vh" tabIndex={-1} aria-hidden="true">
        Check
      </button>
      {form.errors.length > 0 && (
        <div class="mb-7">
          <Problems
            title="The columns do not fit yet"
            errors={form.errors}
            fields={{ ...columns, dateFormat: "Dates", reason: "Reason" }}
          />
        </div>
      )}
      {stopped && <p class="mb-7" role="status">Stopped. Nothing was imported.</p>}
      <p class="mb-3 text-ink-2">
        {upload.name}: {plural(upload.rows, "row")}, {upload.encoding}, separated by{" "}
        {upload.separator}
      </p>
      {upload.notes.length > 0 && <p class="mb-3">{upload.notes.join(" ")}</p>}
      <div class="grid-12">
        {report && (
          <div class="c12">
            <ReportView report={report} fields={fields} />
          </div>
        )}
        <div class="c12 grid gap-7">
          <Assign upload={upload} fields={fields} form={form} mayRemember={mayRemember} />
        </div>
      </div>
      <p class="mt-7 filters">
        {submit("check", report ? "Check again" : "Check the rows", !ready)}
        {ready && report.created + report.updated > 0 &&
          submit("import", `Import ${plural(report.created + report.updated, "row")}`, true)}
        <a class="btn quiet" href={`?kind=${kind}`} aria-current="false">Another file</a>
      </p>
      {progress}
    </form>
  );
}
