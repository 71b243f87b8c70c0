/** The dates of a study, each with its kind, and with how exact and how certain it is. */
import type { DateFact } from "../facts.ts";
import { at } from "./map_text.ts";
import type { Study } from "./schema.ts";

type StatusModule = NonNullable<Study["protocolSection"]["statusModule"]>;

const STRUCTS = [
  ["START", "startDateStruct"],
  ["PRIMARY_COMPLETION", "primaryCompletionDateStruct"],
  ["COMPLETION", "completionDateStruct"],
  ["FIRST_POST", "studyFirstPostDateStruct"],
  ["RESULTS_FIRST_POST", "resultsFirstPostDateStruct"],
  ["DISP_FIRST_POST", "dispFirstPostDateStruct"],
  ["LAST_UPDATE_POST", "lastUpdatePostDateStruct"],
] as const;

const PLAIN = [
  ["VERIFIED", "statusVerifiedDate"],
  ["FIRST_SUBMIT", "studyFirstSubmitDate"],
  ["FIRST_SUBMIT_QC", "studyFirstSubmitQcDate"],
  ["RESULTS_FIRST_SUBMIT", "resultsFirstSubmitDate"],
  ["RESULTS_FIRST_SUBMIT_QC", "resultsFirstSubmitQcDate"],
  ["DISP_FIRST_SUBMIT", "dispFirstSubmitDate"],
  ["DISP_FIRST_SUBMIT_QC", "dispFirstSubmitQcDate"],
  ["LAST_UPDATE_SUBMIT", "lastUpdateSubmitDate"],
] as const;

/** Every kind of date that a record can carry. */
export const DATE_KINDS: readonly string[] = [...STRUCTS, ...PLAIN].map(([kind]) => kind);

export function dateFacts(status: StatusModule): DateFact[] {
  const structs = STRUCTS.flatMap(([kind, field]) => {
    const struct = status[field];
    if (!struct) return [];
    const pointer = at("statusModule", field);
    return [{ kind, value: struct.date, certainty: struct.type ?? null, pointer }];
  });
  const plain = PLAIN.flatMap(([kind, field]) => {
    const value = status[field];
    if (value === undefined) return [];
    return [{ kind, value, certainty: null, pointer: at("statusModule", field) }];
  });
  return [...structs, ...plain];
}
