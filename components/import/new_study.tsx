/** A new study: from a registry record by one of three ways, or by hand. */
import type { ComponentChildren } from "preact";
import { Problems } from "../form.tsx";
import type { FieldError } from "../form.tsx";
import { StudyFields } from "../settings/fields.tsx";
import { STUDY_FIELDS, type StudyForm } from "../settings/study_form.ts";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { SourceFields, type SourceForm } from "./source.tsx";
import { type Step, Stepper } from "./stepper.tsx";

export interface NewStudyView {
  source: SourceForm;
  manual: { form: StudyForm; errors: FieldError[] };
  organizations: { id: string; name: string }[];
  /** "10.5 MB" */
  limit: string;
  drop?: ComponentChildren;
}

export const STEPS: Step[] = [
  { title: "Source", fact: "number, file or text" },
  { title: "Preview", fact: "every field with its place" },
  { title: "Confirm", fact: "one entry each in the trail" },
];

export function NewStudy({ source, manual, organizations, limit, drop }: NewStudyView) {
  return (
    <>
      <PageHead
        title="New study"
        sub="From a registry record: you see what it says, field by field, before anything is saved."
      />
      <Stepper steps={STEPS} at={0} />
      <SourceFields
        form={source}
        submit="Preview"
        limit={limit}
        organizations={organizations}
        drop={drop}
        hidden={<input type="hidden" name="intent" value="preview" />}
      />
      <div class="mt-9">
        <Widget id="by-questions" title="Or by ten questions" note="in your own words">
          <p class="text-ink-2 max-w-160">
            What the trial is called, what it measures, how many take part, … Any may stay open.
            Rules read your answers; you confirm what they found.
          </p>
          <p class="mt-3">
            <a class="btn" href="/projects/new?way=intake" aria-current="false">
              Answer ten questions
            </a>
          </p>
        </Widget>
      </div>
      <div class="mt-9">
        <Widget id="by-hand" title="Or by hand" note="without a registry record">
          <details class="more" open={manual.errors.length > 0}>
            <summary>Fill in what you know</summary>
            <form method="post" class="max-w-120 mt-3" novalidate>
              {manual.errors.length > 0 && (
                <div class="mb-4">
                  <Problems errors={manual.errors} fields={STUDY_FIELDS} />
                </div>
              )}
              <input type="hidden" name="intent" value="create" />
              {organizations.length === 1 && (
                <input type="hidden" name="organizationId" value={organizations[0]!.id} />
              )}
              <StudyFields form={manual.form} errors={manual.errors} />
              <p class="mt-4">
                <button type="submit" class="btn">Create the study</button>
              </p>
            </form>
          </details>
        </Widget>
      </div>
    </>
  );
}
