/** Choosing a file or pasting a table, and what the columns may be. */
import type { ComponentChildren } from "preact";
import { CSV_KINDS, type FieldView, MAX_ROWS } from "@/lib/csv/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatNumber } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Widget } from "../widget.tsx";

interface StartProps {
  kind: string;
  title: string;
  fields: FieldView[];
  pasted: string;
  errors: FieldError[];
  /** Largest file, in words. */
  limit: string;
  /** The island that shows progress. */
  progress?: ComponentChildren;
}

/** The budget is offered to those who may see it. */
export function KindLinks({ kind, money }: { kind: string; money: boolean }) {
  return (
    <nav class="filters mb-7" aria-label="What to import">
      {CSV_KINDS.filter((one) => money || one.page !== "budget").map((one) => (
        <a
          class="chip"
          href={`?kind=${one.kind}`}
          aria-current={one.kind === kind ? "true" : "false"}
        >
          {one.title}
        </a>
      ))}
    </nav>
  );
}

export function Start({ kind, title, fields, pasted, errors, limit, progress }: StartProps) {
  return (
    <div class="grid-12">
      <form
        method="post"
        action={`?kind=${kind}`}
        enctype="multipart/form-data"
        class="c12"
        data-upload
      >
        {errors.length > 0 && (
          <div class="mb-7">
            <Problems
              title="This file cannot be used"
              errors={errors}
              fields={{ file: "File", text: "Pasted table" }}
            >
              <p class="text-ink-2 mt-2">Nothing was saved.</p>
            </Problems>
          </div>
        )}
        <input type="hidden" name="intent" value="upload" />
        <div class="grid-12">
          <section class="w c6" aria-labelledby="way-file">
            <div class="w-h">
              <h2 id="way-file">By file</h2>
            </div>
            <label class="drop" for="file" data-drop>
              <Icon name="import" />
              <span>
                <b>Drop the file here</b>
                <span class="src">
                  CSV with a header, up to {limit} and {formatNumber(MAX_ROWS)} rows
                </span>
              </span>
              <input id="file" name="file" type="file" accept=".csv,.tsv,.txt,text/csv" />
            </label>
          </section>
          <section class="w c6" aria-labelledby="way-paste">
            <div class="w-h">
              <h2 id="way-paste">By pasting</h2>
            </div>
            <label for="text" class="vh">Cells copied from a spreadsheet, with the header</label>
            <textarea
              class="in font-mono text-xs min-h-42"
              id="text"
              name="text"
              spellcheck={false}
              placeholder={fields.slice(0, 3).map((field) => field.label).join("\t")}
            >
              {pasted}
            </textarea>
            <p class="hint">
              Copy the cells with their header in the spreadsheet, paste them here.
            </p>
          </section>
        </div>
        <p class="mt-7 filters">
          <button type="submit" class="btn primary">Go on to the columns</button>
          <span class="text-ink-3 text-xs">Nothing is imported yet.</span>
        </p>
        {progress}
      </form>
      <Columns title={title} fields={fields} />
    </div>
  );
}

function Columns({ title, fields }: { title: string; fields: FieldView[] }) {
  return (
    <div class="c12">
      <Widget id="columns" title="Columns" note={`that ${title.toLowerCase()} can have`}>
        <table class="tbl cards">
          <caption class="vh">Columns and what their cells may hold</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Header in our files</th>
              <th scope="col">Cells</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr>
                <th scope="row">{field.label}{field.required && " (needed)"}</th>
                <td class="hide">
                  <code>{field.name}</code>
                </td>
                <td class="wrap full">{field.expected}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p class="hint">
          Headers in other words are recognised too, and can be assigned by hand. Rows that are
          there already are changed, never deleted.
        </p>
      </Widget>
    </div>
  );
}
