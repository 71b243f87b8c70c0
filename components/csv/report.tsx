/** What an import would do, or why it did nothing: counts, and the bad rows first. */
import type { FieldView, Report, RowError } from "@/lib/csv/model.ts";
import { formatNumber, plural } from "../format.ts";
import { Glyph, Icon } from "../icons.tsx";
import { Widget } from "../widget.tsx";

interface ReportProps {
  report: Report;
  fields: FieldView[];
}

export function ReportView({ report, fields }: ReportProps) {
  const bad = report.rows - report.valid;
  const figures: [string, number][] = [
    ["Rows", report.rows],
    ["New", report.created],
    ["Changed", report.updated],
    ["As they are", report.unchanged],
    ["With problems", bad],
  ];
  return (
    <Widget
      id="report"
      title={report.errorCount > 0 ? "Cannot be imported yet" : "Ready to import"}
      note={report.dryRun ? "checked, nothing is written" : "nothing was written"}
    >
      <ul class="counts">
        {figures.map(([label, count]) => (
          <li>
            <small>{label}</small>
            <b>{formatNumber(count)}</b>
          </li>
        ))}
      </ul>
      {report.errorCount > 0
        ? <Errors report={report} fields={fields} />
        : (
          <p class="mt-3" role="status">
            {report.created + report.updated === 0
              ? "Everything in the file is there already."
              : "Every row can be imported. All of them are, or none."}
          </p>
        )}
    </Widget>
  );
}

function Errors({ report, fields }: ReportProps) {
  const { errors, errorCount, mapping } = report;
  return (
    <div class="mt-3">
      <p role="alert" class="err">
        <Glyph name="crit" />
        {errors.length < errorCount
          ? `${
            plural(errorCount, "problem")
          }; the first ${errors.length} are here, all are in the download`
          : `${plural(errorCount, "problem")} to correct; nothing is imported before that`}
      </p>
      <table class="tbl cards mt-3">
        <caption class="vh">Problems by row</caption>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Column</th>
            <th scope="col">Value</th>
            <th scope="col">Problem</th>
            <th scope="col" class="opt">Expected</th>
          </tr>
        </thead>
        <tbody>{errors.map((error) => line(error, fields, mapping))}</tbody>
      </table>
      <p class="mt-3">
        <button type="submit" name="intent" value="bad" class="btn sm">
          <Icon name="dl" />Rows with problems
        </button>
      </p>
    </div>
  );
}

function line(error: RowError, fields: FieldView[], mapping: Record<string, string>) {
  const name = Object.entries(mapping).find(([, column]) => column === error.column)?.[0];
  const expected = fields.find((field) => field.name === name)?.expected;
  return (
    <tr>
      <th scope="row">{error.row === null ? "File" : `Row ${error.row}`}</th>
      <td>{error.column ?? ""}</td>
      <td class="wrap full font-mono text-xs">{error.value ?? ""}</td>
      <td class="wrap full">{error.message}</td>
      <td class="opt hide text-ink-3">{expected ?? ""}</td>
    </tr>
  );
}
