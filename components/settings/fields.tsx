/** The fields of a study that people edit: for a study made by hand and for changing one. */
import { enumWords } from "@/lib/projects/words.ts";
import { Area, Field, type FieldError, Select } from "../form.tsx";
import { phaseLabel } from "../words.ts";
import { STUDY_FIELDS, type StudyForm } from "./study_form.ts";

const STATUSES = [
  "NOT_YET_RECRUITING",
  "RECRUITING",
  "ENROLLING_BY_INVITATION",
  "ACTIVE_NOT_RECRUITING",
  "SUSPENDED",
  "COMPLETED",
  "TERMINATED",
  "WITHDRAWN",
  "UNKNOWN",
];

const PHASES = [
  "EARLY_PHASE1",
  "PHASE1",
  "PHASE1/PHASE2",
  "PHASE2",
  "PHASE2/PHASE3",
  "PHASE3",
  "PHASE4",
  "NA",
];

function phaseOption(phase: string) {
  return { value: phase, label: phaseLabel(phase.split("/")) ?? "Not applicable" };
}

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
          ...STATUSES.map((status) => ({ value: status, label: enumWords(status) })),
        ]}
      />
      <Select
        name="phase"
        label="Phase"
        value={form.phase}
        errors={errors}
        options={[{ value: "", label: "Not known" }, ...PHASES.map(phaseOption)]}
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
