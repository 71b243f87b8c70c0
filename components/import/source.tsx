/** The three ways in: a file, a pasted record, an NCT number. One form, whichever is filled in. */
import type { ComponentChildren } from "preact";
import { Field, type FieldError, Problems, Select } from "../form.tsx";
import { Icon } from "../icons.tsx";

export interface SourceForm {
  nctId?: string;
  text?: string;
  /** What failed, where it was not the record. */
  title?: string | undefined;
  errors: FieldError[];
}

interface SourceProps {
  form: SourceForm;
  /** Where the form goes; "" for this page. */
  action?: string;
  submit: string;
  /** Largest body in bytes, to be said beside the file field. */
  limit: string;
  organizations?: { id: string; name: string }[];
  organizationId?: string;
  /** Fields that travel along, hidden. */
  hidden?: ComponentChildren;
  /** The island that reads a dropped file. */
  drop?: ComponentChildren;
}

export function SourceFields(props: SourceProps) {
  const { form, organizations = [] } = props;
  return (
    <form method="post" action={props.action} enctype="multipart/form-data" novalidate>
      {form.errors.length > 0 && (
        <div class="mb-7">
          <Problems
            title={form.title ?? "This record cannot be used"}
            errors={form.errors}
            fields={{ nctId: "NCT number", text: "Pasted record", file: "File" }}
          >
            <p class="text-ink-2 mt-2">Nothing was saved.</p>
          </Problems>
        </div>
      )}
      {props.hidden}
      <div class="ways">
        <section class="w" aria-labelledby="way-nct">
          <div class="w-h">
            <h2 id="way-nct">By NCT number</h2>
          </div>
          <Field
            name="nctId"
            label="NCT number"
            placeholder="NCT01234567"
            value={form.nctId}
            errors={form.errors}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            maxLength={11}
            hint="Asks ClinicalTrials.gov. If the network is closed, use a file or paste the record."
          />
        </section>
        <section class="w" aria-labelledby="way-file">
          <div class="w-h">
            <h2 id="way-file">By file</h2>
          </div>
          <label class="drop" for="file" data-drop>
            <Icon name="import" />
            <span>
              <b>Drop the record here</b>
              <span class="src">JSON of the registry's API, version 2, up to {props.limit}</span>
            </span>
            <input id="file" name="file" type="file" accept=".json,application/json" />
          </label>
        </section>
        <section class="w" aria-labelledby="way-paste">
          <div class="w-h">
            <h2 id="way-paste">By pasting</h2>
          </div>
          <div class="field">
            <label for="text" class="vh">The record as JSON</label>
            <textarea
              class="in font-mono text-xs min-h-42"
              id="text"
              name="text"
              spellcheck={false}
              placeholder='{"protocolSection": { …'
            >
              {form.text}
            </textarea>
          </div>
        </section>
      </div>
      {organizations.length > 1 && (
        <div class="max-w-80 mt-7">
          <Select
            name="organizationId"
            label="Organisation that the study belongs to"
            value={props.organizationId}
            options={organizations.map((one) => ({ value: one.id, label: one.name }))}
          />
        </div>
      )}
      <p class="mt-7">
        <button type="submit" class="btn primary">{props.submit}</button>
      </p>
      {props.drop}
    </form>
  );
}
