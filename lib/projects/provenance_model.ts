/** Where the values of a project came from. `null` always means "not known". */

export interface PersonRef {
  id: string;
  /** Null when the person's profile cannot be read by the caller. */
  name: string | null;
}

/** Where one value came from, and who last stood up for it. */
export interface Provenance {
  /** import: as the registry record says · person: set by someone · confirmed: imported, then confirmed by someone. */
  kind: "import" | "person" | "confirmed";
  /**
   * JSON pointer into the registry record, e.g. `/protocolSection/statusModule/overallStatus`; or
   * `/intake/<question>/<version>/<from>-<to>`, a part of an answer of the intake.
   */
  pointer: string | null;
  /** The import run that brought the value, when one did. */
  runId: string | null;
  by: PersonRef | null;
  /** UTC timestamp of the change by a person, else null (the run carries its own time). */
  at: string | null;
}

/** The registry record that a project was imported from, or last took changes from. */
export interface ImportSource {
  runId: string;
  /** 1, 2, 3 … within the project. */
  no: number;
  source: "ctgov";
  /** The date that the registry posted this version of the record, when it says. */
  version: string | null;
  sha256: string;
  at: string;
  by: PersonRef | null;
}

/**
 * `fields` holds an entry for every field of the project that has a value, by its name in the API
 * (`status`, `design.masking`, `eligibility.sex`); rows carry `source`.
 */
export interface ProjectProvenance {
  import: ImportSource | null;
  fields: Record<string, Provenance>;
}
