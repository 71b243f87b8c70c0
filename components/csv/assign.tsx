/** The columns of a file, the fields that they fill, and how the file is to be read. */
import { type FieldView, LEFT_OUT, type UploadView } from "@/lib/csv/model.ts";
import { errorOf, Field, type FieldError, Select } from "../form.tsx";
import { Glyph } from "../icons.tsx";
import { Widget } from "../widget.tsx";

export interface AssignForm {
  /** Field of each column; LEFT_OUT, or "" while nobody has chosen. */
  chosen: string[];
  dateFormat: string;
  clear: boolean;
  remember: boolean;
  reason: string;
  errors: FieldError[];
}

interface AssignProps {
  upload: UploadView;
  fields: FieldView[];
  form: AssignForm;
  mayRemember: boolean;
}

const DATES = [
  { value: "", label: "As the column shows" },
  { value: "dmy", label: "Day first: 21/11/2026" },
  { value: "mdy", label: "Month first: 11/21/2026" },
];

export function Assign({ upload, fields, form, mayRemember }: AssignProps) {
  const { chosen, errors } = form;
  return (
    <>
      <Widget id="assign" title="Columns of the file" note="each fills a field, or is left out">
        <table class="tbl cards">
          <caption class="vh">Columns of the file and the fields that they fill</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">First values</th>
              <th scope="col">Fills</th>
            </tr>
          </thead>
          <tbody>
            {upload.columns.map(({ header, samples }, at) => (
              <tr>
                <th scope="row" id={`h${at}`}>{header}</th>
                <td class="wrap full text-ink-2">
                  {samples.length === 0
                    ? <span class="text-ink-3">empty</span>
                    : samples.join(" · ")}
                </td>
                <td class="full">
                  {choice(at, fields, chosen[at] ?? "", errorOf(errors, `c${at}`))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Widget>
      <Widget id="reading" title="How to read it">
        <div class="max-w-120 grid gap-4">
          <Select
            name="dateFormat"
            label="Dates such as 04/05/2026"
            value={form.dateFormat}
            options={DATES}
            errors={errors}
            hint="Only where a column does not show which number is the day."
          />
          <label class="pick whitespace-normal">
            <input type="checkbox" name="clear" value="1" checked={form.clear} />
            <span>Empty cells take away what is there (else they change nothing)</span>
          </label>
          {mayRemember && (
            <label class="pick whitespace-normal">
              <input type="checkbox" name="remember" value="1" checked={form.remember} />
              <span>Remember these columns for the next file</span>
            </label>
          )}
          <Field
            name="reason"
            label="Reason"
            value={form.reason}
            maxLength={2000}
            autocomplete="off"
            errors={errors}
            hint="Needed to change confirmed milestones and recorded approvals; the trail keeps it."
          />
        </div>
      </Widget>
    </>
  );
}

function choice(at: number, fields: FieldView[], value: string, error: string | undefined) {
  return (
    <>
      <select
        class="in"
        id={`c${at}`}
        name={`c${at}`}
        aria-labelledby={`h${at}`}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? `c${at}-e` : undefined}
      >
        <option value="" selected={value === ""}>Choose</option>
        <option value={LEFT_OUT} selected={value === LEFT_OUT}>Leave this column out</option>
        {fields.map((field) => (
          <option value={field.name} selected={field.name === value}>{field.label}</option>
        ))}
      </select>
      {error && (
        <p class="err" id={`c${at}-e`}>
          <Glyph name="crit" />
          {error}
        </p>
      )}
    </>
  );
}
