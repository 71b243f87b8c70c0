/** The fields of a study that people edit: for a study made by hand and for changing one. */
import { enumWords } from "@/lib/projects/words.ts";
import { Area, Field, type FieldError, Select } from "../form.tsx";
import { PHASE_OPTIONS, phasesWords, STUDY_STATUS_OPTIONS, withCurrent } from "../options.ts";
import { STUDY_FIELDS, type StudyForm } from "./study_form.ts";

export function StudyFields({ form, errors }: { form: StudyForm; errors: FieldError[] }) {
  return (
    <div class="stack">
      <Field
        name="name"
        label="Name"
        value={form.name}
        errors={errors}
        hint="What your team calls the study"
        required
      />
      <Area
        name="description"
        label="Description (optional)"
        rows={3}
        value={form.description}
        errors={errors}
      />
      <Select
        name="status"
        label={STUDY_FIELDS.status}
        value={form.status}
        errors={errors}
        options={[
          { value: "", label: "Not known" },
          ...withCurrent(STUDY_STATUS_OPTIONS, {
            value: form.status,
            label: enumWords(form.status),
          }),
        ]}
      />
      <Select
        name="phase"
        label="Phase"
        value={form.phase}
        errors={errors}
        options={[
          { value: "", label: "Not known" },
          ...withCurrent(PHASE_OPTIONS, { value: form.phase, label: phasesWords(form.phase) }),
        ]}
      />
      <Field
        name="indication"
        label="Indication (optional)"
        value={form.indication}
        errors={errors}
      />
      <Field name="sponsor" label="Sponsor (optional)" value={form.sponsor} errors={errors} />
      <Field
        name="targetEnrollment"
        label="Target enrollment (optional)"
        inputMode="numeric"
        value={form.targetEnrollment}
        errors={errors}
        hint="Participants, a whole number"
      />
      <Field
        name="timeZone"
        label="Time zone (optional)"
        value={form.timeZone}
        errors={errors}
        hint="Decides what today is, such as Europe/Berlin"
      />
    </div>
  );
}
