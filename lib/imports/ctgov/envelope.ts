/**
 * Which study a file holds: one API v2 study, `{studies:[one]}`, a search page or a download with
 * one study in it. Everything else is named for what it is, so that the reader knows what to get
 * instead.
 */
import type { PathError } from "./parse.ts";
import { NCT_PATTERN } from "./vocabulary.ts";

export type Opened =
  | { ok: true; study: Record<string, unknown>; path: string }
  | { ok: false; errors: PathError[] };

const WANTED = "give one ClinicalTrials.gov API v2 study (JSON with protocolSection)";

function refuse(path: string, message: string): Opened {
  return { ok: false, errors: [{ path, message }] };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The study inside what was given, and where in it. */
export function openRecord(record: unknown): Opened {
  if (typeof record === "string") return openText(record);
  if (Array.isArray(record)) return openStudies(record, "");
  if (!isObject(record)) {
    return refuse("", `Cannot read the record: expected a JSON object; ${WANTED}`);
  }
  if (Object.keys(record).length === 0) {
    return refuse("", `Cannot read the record: it is empty; ${WANTED}`);
  }
  if ("protocolSection" in record) return { ok: true, study: record, path: "" };
  if ("studies" in record) {
    if (Array.isArray(record.studies)) return openStudies(record.studies, "/studies");
    return refuse("/studies", "Cannot read studies: expected a list with exactly one study");
  }
  return otherFormat(record);
}

function openText(text: string): Opened {
  const start = text.trimStart().slice(0, 200);
  if (start === "") return refuse("", `Cannot read the record: it is empty; ${WANTED}`);
  if (start.startsWith("<")) {
    return refuse("", `Cannot read the record: it is XML, the registry's old format; ${WANTED}`);
  }
  return refuse("", `Cannot read the record: expected a JSON object, found text; ${WANTED}`);
}

function openStudies(studies: unknown[], path: string): Opened {
  if (studies.length === 0) {
    return refuse(path, "Cannot import: the file holds no study, and exactly one is needed");
  }
  if (studies.length > 1) {
    const numbers = studies.slice(0, 50).map(nctOf).join(", ");
    const more = studies.length > 50 ? ` and ${studies.length - 50} more` : "";
    return refuse(
      path,
      `Cannot import ${studies.length} studies at once: the file holds ${numbers}${more}; give one`,
    );
  }
  const [only] = studies;
  const at = `${path}/0`;
  if (!isObject(only)) return refuse(at, `Cannot read the record: expected a study; ${WANTED}`);
  if ("protocolSection" in only) return { ok: true, study: only, path: at };
  const other = otherFormat(only);
  return other.ok
    ? other
    : { ok: false, errors: other.errors.map((e) => ({ ...e, path: at + e.path })) };
}

/** The NCT number of something that may be a study, for a list of what a file holds. */
function nctOf(study: unknown): string {
  let at: unknown = study;
  for (const step of ["protocolSection", "identificationModule", "nctId"]) {
    at = isObject(at) ? at[step] : undefined;
  }
  return typeof at === "string" && NCT_PATTERN.test(at) ? at : "one without a number";
}

const OLD_FORMAT = ["FullStudiesResponse", "StudyFieldsResponse", "FullStudies", "FullStudy"];

function otherFormat(record: Record<string, unknown>): Opened {
  const old = [...OLD_FORMAT, "Study", "ProtocolSection"].find((key) => key in record);
  if (old) {
    return refuse(
      `/${old}`,
      `Cannot read the record: "${old}" is the registry's old format (classic API, retired in 2024); ${WANTED}`,
    );
  }
  if ("clinical_study" in record) {
    return refuse(
      "/clinical_study",
      `Cannot read the record: it was made from the registry's old XML; ${WANTED}`,
    );
  }
  if ("resourceType" in record) {
    return refuse("/resourceType", `Cannot read the record: it is FHIR; ${WANTED}`);
  }
  if ("usdmVersion" in record) {
    return refuse("/usdmVersion", `Cannot read the record: it is CDISC USDM; ${WANTED}`);
  }
  return refuse("/protocolSection", `Cannot find protocolSection in the record; ${WANTED}`);
}
