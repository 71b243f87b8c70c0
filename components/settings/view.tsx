/** Settings of a study: what people edit, archiving, deleting; a conflict shows both versions. */
import type { ComponentChildren } from "preact";
import { Area, type FieldError, Problems } from "../form.tsx";
import { formatMoment } from "../format.ts";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { StudyFields } from "./fields.tsx";
import { type ConflictRow, STUDY_FIELDS, type StudyForm, valueWords } from "./study_form.ts";

/** Somebody saved while the form was open: both versions, field by field. */
export interface Conflict {
  /** The version that is stored now, and its fields. */
  version: number;
  theirs: StudyForm;
  rows: ConflictRow[];
}

export interface SettingsView {
  name: string;
  /** As typed, or as it stands. */
  form: StudyForm;
  /** As it stood when the form was opened: only what differs is saved. */
  was: StudyForm;
  version: number;
  archived: boolean;
  may: { edit: boolean; remove: boolean };
  errors: FieldError[];
  conflict: Conflict | null;
  /** Said once after a change. */
  saved: boolean;
  /** The confirmation is open; `errors` then belong to it. */
  deleting: boolean;
}

export function Settings(view: SettingsView) {
  return (
    <>
      <PageHead title="Settings" sub={`What your team says about ${view.name}`} />
      {view.saved && (
        <div class="toast" role="status">
          <span class="font-medium">Saved</span>
        </div>
      )}
      <div class="grid-12">
        <Widget id="edit" title="Study" span={7}>
          {view.may.edit ? <EditForm view={view} /> : <ReadOnly form={view.form} />}
        </Widget>
        {view.may.edit && (
          <div class="c5 stack">
            <Archive view={view} />
            {view.may.remove && <Remove />}
          </div>
        )}
      </div>
    </>
  );
}

function ReadOnly({ form }: { form: StudyForm }) {
  const names = Object.keys(STUDY_FIELDS) as (keyof StudyForm)[];
  return (
    <>
      <p class="text-ink-2 mb-3">Your role in this study lets you read these, not change them.</p>
      <dl class="kv lined">
        {names.map((name) => (
          <>
            <dt>{STUDY_FIELDS[name]}</dt>
            <dd>{valueWords(name, form[name])}</dd>
          </>
        ))}
      </dl>
    </>
  );
}

/** The dialog that the page opens with, if any. */
export function settingsDialog(view: SettingsView): ComponentChildren {
  if (view.conflict) return <ConflictDialog conflict={view.conflict} form={view.form} />;
  return view.deleting ? <DeleteDialog view={view} /> : null;
}

function EditForm({ view }: { view: SettingsView }) {
  const errors = view.deleting ? [] : view.errors;
  return (
    <form method="post" class="max-w-120" novalidate>
      {errors.length > 0 && (
        <div class="mb-4">
          <Problems errors={errors} fields={STUDY_FIELDS} />
        </div>
      )}
      <input type="hidden" name="intent" value="save" />
      <input type="hidden" name="version" value={view.version} />
      <input type="hidden" name="was" value={JSON.stringify(view.was)} />
      <StudyFields form={view.form} errors={errors} />
      <p class="mt-4 flex gap-2">
        <button type="submit" class="btn primary">Save</button>
        <a class="btn quiet" href="?">Discard</a>
      </p>
      <p class="hint">Each changed field becomes an entry in the trail, with your name.</p>
    </form>
  );
}

function Archive({ view }: { view: SettingsView }) {
  const intent = view.archived ? "restore" : "archive";
  return (
    <Widget id="archive" title={view.archived ? "Archived" : "Archive"}>
      <p class="text-ink-2">
        {view.archived
          ? "The study is not in the portfolio. Nothing of it was removed."
          : "Takes the study out of the portfolio. Nothing of it is removed, and it can come back."}
      </p>
      <form method="post" class="mt-3">
        <input type="hidden" name="intent" value={intent} />
        <input type="hidden" name="version" value={view.version} />
        <button type="submit" class="btn">
          {view.archived ? "Bring back" : "Archive the study"}
        </button>
      </form>
    </Widget>
  );
}

function Remove() {
  return (
    <Widget id="remove" title="Delete">
      <p class="text-ink-2">
        Removes the study and everything in it. The audit trail keeps every entry, and the deletion
        becomes one of them.
      </p>
      <p class="mt-3">
        <a class="btn danger" href="?delete=1">Delete the study</a>
      </p>
    </Widget>
  );
}

/** Opened by the address, so that it works without a script; the shell behind it is inert. */
function Dialog({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="veil">
      <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-t">
        <h2 id="dialog-t">{title}</h2>
        {children}
      </div>
    </div>
  );
}

function DeleteDialog({ view }: { view: SettingsView }) {
  return (
    <Dialog title={`Delete ${view.name}?`}>
      <p class="text-ink-2 mt-2">
        The study leaves the portfolio for everyone. This cannot be undone here.
      </p>
      <form method="post" class="mt-4" novalidate>
        <input type="hidden" name="intent" value="delete" />
        <input type="hidden" name="version" value={view.version} />
        <Area
          name="reason"
          label="Reason"
          rows={2}
          hint="Kept in the audit trail"
          errors={view.errors}
          required
          autofocus
        />
        <p class="mt-4 flex gap-2">
          <button type="submit" class="btn danger">Delete the study</button>
          <a class="btn" href="?" data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}

function ConflictDialog({ conflict, form }: { conflict: Conflict; form: StudyForm }) {
  return (
    <Dialog title="Someone changed this first">
      <p class="text-ink-2 mt-2">
        Another version was saved while you had the form open. Nothing of yours was saved yet. Use
        mine saves the fields that you changed and leaves the others.
      </p>
      <table class="tbl mt-3">
        <caption class="vh">Both versions</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Saved</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {conflict.rows.map((row) => (
            <tr>
              <th scope="row">{row.label}</th>
              <td>
                {row.theirs}
                {(row.by || row.at) && (
                  <span class="src">
                    {[row.by, row.at && formatMoment(row.at)].filter(Boolean).join(", ")}
                  </span>
                )}
              </td>
              <td>{row.yours ?? <span class="text-ink-3">not changed</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form method="post" class="mt-4 flex gap-2">
        <a class="btn primary" href="?" autofocus data-close>Keep the saved</a>
        <input type="hidden" name="intent" value="save" />
        <input type="hidden" name="version" value={conflict.version} />
        <input type="hidden" name="was" value={JSON.stringify(conflict.theirs)} />
        {Object.entries(form).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit" class="btn">Use mine</button>
      </form>
    </Dialog>
  );
}
