/** The fields of a study that people edit: for a study made by hand and for changing one. */
import { enumWords } from "@/lib/projects/words.ts";
import { Area, Field, type FieldError, Select } from "../form.tsx";

/** As typed; the server reads numbers and dates out of it. */
export interface StudyForm {
  name: string;
  description: string;
  phase: string;
  indication: string;
  sponsor: string;
  targetEnrollment: string;
}

export const EMPTY_STUDY: StudyForm = {
  name: "",
  description: "",
  phase: "",
  indication: "",
  sponsor: "",
  targetEnrollment: "",
};

/** Labels by field, as the form and the conflict call them. */
export const STUDY_FIELDS: Record<keyof StudyForm, string> = {
  name: "Name",
  description: "Description",
  phase: "Phase",
  indication: "Indication",
  sponsor: "Sponsor",
  targetEnrollment: "Target enrollment",
};

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
  const words = phase.split("/").map(enumWords).join(", ");
  return { value: phase, label: words };
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
    </div>
  );
}
