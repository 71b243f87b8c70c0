/** Columns that milestones and tasks share. */
import type { CsvField } from "../kind.ts";

export const titleField = (synonyms: string[]): CsvField => ({
  name: "title",
  label: "Title",
  type: "text",
  synonyms: ["name", "Titel", "Bezeichnung", "titre", "título", "nom", ...synonyms],
});

export const phaseField: CsvField = {
  name: "phase",
  label: "Phase",
  type: "choice",
  synonyms: ["stage", "étape", "fase"],
  choices: {
    start_up: ["start-up", "startup", "set-up", "setup", "study start-up"],
    recruitment: ["enrollment", "enrolment", "Rekrutierung", "recrutement"],
    conduct: ["execution", "treatment", "follow-up", "Durchführung"],
    close_out: ["close-out", "closeout", "Abschluss", "clôture"],
  },
};

export const ownerField: CsvField = {
  name: "owner",
  field: "ownerId",
  label: "Owner",
  type: "person",
  synonyms: [
    ...[
      "owner email",
      "owner e-mail",
      "assignee",
      "assigned to",
      "responsible",
      "responsible person",
    ],
    ...["Verantwortlich", "Verantwortliche", "Zuständig", "responsable"],
  ],
};

export const stateField: CsvField = {
  name: "state",
  label: "Confirmed or not",
  type: "choice",
  synonyms: ["confirmation"],
  choices: { unconfirmed: ["draft", "no"], confirmed: ["yes", "bestätigt"] },
};
