/** The artifacts that an organisation goes by, and the import of the official list. */
import type { Artifact, TmfReport } from "@/lib/tmf/model.ts";
import { Field, type FieldError, Problems } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";

export interface TmfView {
  items: Artifact[];
  own: number;
  may: { import: boolean };
  /** What an import, or its check, came to. */
  report: TmfReport | null;
  errors: FieldError[];
  listVersion: string;
  asOf: string;
}

export function TmfList(view: TmfView) {
  const { items, own, may, asOf } = view;
  return (
    <>
      <PageHead
        title="TMF artifacts"
        sub={own > 0
          ? `${plural(own, "artifact")} of your list, ${formatNumber(items.length - own)} of ours`
          : "The short list that comes with ClinOps"}
      />
      {may.import && <Import view={view} />}
      <div class="mt-9">
        <Widget
          id="artifacts"
          title="Artifacts"
          foot={{
            formula: "the organisation's own list first, by number; then our short one",
            asOf,
            source: plural(items.length, "row"),
          }}
        >
          <table class="tbl cards">
            <caption class="vh">Artifacts of the Trial Master File</caption>
            <thead>
              <tr>
                <th scope="col">Number</th>
                <th scope="col">Artifact</th>
                <th scope="col">Section</th>
                <th scope="col">Zone</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.number}>
                  <th scope="row" class="num">{one.number}</th>
                  <td class="wrap full">{one.artifact}</td>
                  <td class="wrap full text-ink-2">{one.section}</td>
                  <td class="wrap full text-ink-2">{one.zone}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Widget>
      </div>
    </>
  );
}

function Import({ view: { report, errors, listVersion } }: { view: TmfView }) {
  return (
    <Widget id="import" title="Import the official list">
      <form method="post" enctype="multipart/form-data" class="stack">
        {errors.length > 0 && <Problems title="Nothing was imported" errors={errors} />}
        {report && errors.length === 0 && (
          <p role="status">
            <b>{report.dryRun ? "It would do this" : "Imported"}:</b>{" "}
            {`${
              plural(report.rows, "artifact")
            } read, ${report.created} new, ${report.updated} changed, ` +
              `${report.unchanged} as they were; ${plural(report.skipped, "heading")} left out.`}
          </p>
        )}
        <p class="text-ink-2">
          A CSV file of the reference model with a header: number, zone, section and name of each
          artifact. Artifacts that are there are changed, none is deleted.
        </p>
        <div class="grid-12">
          <div class="c6">
            <Field
              name="file"
              label="File"
              type="file"
              accept=".csv,.tsv,.txt,text/csv"
              errors={errors}
            />
          </div>
          <div class="c6">
            <Field
              name="listVersion"
              label="Version of the list"
              hint="As it calls itself, such as 3.3.1"
              value={listVersion}
              errors={errors}
            />
          </div>
        </div>
        <p class="flex gap-2">
          <button type="submit" class="btn" name="intent" value="check">Check only</button>
          <button type="submit" class="btn primary" name="intent" value="import">Import</button>
        </p>
      </form>
    </Widget>
  );
}
