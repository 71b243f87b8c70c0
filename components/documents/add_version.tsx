/** The form that adds a version: its days first, the file last, so that a refusal keeps what was typed. */
import { Field, Problems } from "../form.tsx";
import { Icon } from "../icons.tsx";
import { Widget } from "../widget.tsx";
import type { DocumentView } from "./document.tsx";

const LABELS: Record<string, string> = {
  label: "Version",
  datedOn: "Dated",
  approvedOn: "Approved",
  effectiveOn: "In effect from",
  expiresOn: "Expires",
  heldIn: "Held in",
  file: "File",
};

export function AddVersion({ form, may, limit, accept, progress }: DocumentView) {
  const { typed, errors } = form;
  const given = (name: string) => ({
    name,
    label: LABELS[name]!,
    value: typed[name] ?? "",
    errors,
  });
  return (
    <Widget id="add" title="Add a version">
      <form method="post" enctype="multipart/form-data" class="stack" data-upload>
        {errors.length > 0 && (
          <Problems title="That version was not added" errors={errors} fields={LABELS} />
        )}
        <div class="grid-12">
          <div class="c4">
            <Field {...given("label")} hint="Such as 2.0" required />
          </div>
          <div class="c4">
            <Field {...given("datedOn")} type="date" hint="The date on the document" />
          </div>
          {may.approve && (
            <div class="c4">
              <Field {...given("approvedOn")} type="date" hint="Empty while it is not approved" />
            </div>
          )}
          <div class="c4">
            <Field {...given("effectiveOn")} type="date" hint="Empty: from its approval" />
          </div>
          <div class="c4">
            <Field {...given("expiresOn")} type="date" hint="The last day that it holds" />
          </div>
          <div class="c4">
            <Field {...given("heldIn")} hint="Where the paper is, when there is no file" />
          </div>
        </div>
        <label class="drop" for="file" data-drop>
          <Icon name="docs" />
          <span>
            <b>Drop the file here</b>
            <span class="src">
              PDF, Office, PNG, JPEG, TIFF, text, CSV, XML or e-mail, up to {limit}
            </span>
          </span>
          <input id="file" name="file" type="file" accept={accept} />
        </label>
        <p>
          <button type="submit" class="btn primary">Add version</button>
        </p>
        {progress}
      </form>
    </Widget>
  );
}
