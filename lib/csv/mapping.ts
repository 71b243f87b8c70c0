/** Which column of a file fills which field: guessed from headers, or said by somebody. */
import { type FieldError, pointer } from "@/lib/http/problem.ts";
import type { CsvField, CsvKind } from "./kind.ts";
import { plain } from "./values.ts";

/** Field to header of the column. */
export type Mapping = Record<string, string>;

/** A header without the unit or format in brackets behind it: "Start (yyyy-mm-dd)". */
const bare = (header: string) => plain(header.replace(/\s*[([].*[)\]]\s*$/, ""));

function names(field: CsvField): string[] {
  return [field.name, field.label, ...(field.synonyms ?? [])].map(plain);
}

/** The field that a header is called like; each field is filled once, by the first such column. */
export function guess(kind: CsvKind, headers: readonly string[], taken: Mapping = {}): Mapping {
  const mapping: Mapping = { ...taken };
  const used = new Set(Object.values(taken));
  for (const form of [plain, bare]) {
    for (const header of headers) {
      const called = form(header);
      if (called === "" || used.has(header)) continue;
      const field = kind.fields.find((one) =>
        !Object.hasOwn(mapping, one.name) && names(one).includes(called)
      );
      if (!field) continue;
      mapping[field.name] = header;
      used.add(header);
    }
  }
  return mapping;
}

/** A mapping that somebody gave, checked against the fields of the kind and the file. */
export function checkMapping(
  kind: CsvKind,
  headers: readonly string[],
  given: Mapping,
): FieldError[] {
  const errors: FieldError[] = [];
  const columns = new Map<string, string>();
  for (const [name, header] of Object.entries(given)) {
    const path = pointer(["mapping", name]);
    const other = columns.get(header);
    if (!kind.fields.some((field) => field.name === name)) {
      const known = kind.fields.map((field) => field.name).join(", ");
      errors.push({ path, message: `Unknown field "${name}": must be one of ${known}` });
    } else if (!headers.includes(header)) {
      errors.push({ path, message: `The file has no column "${header}"` });
    } else if (other !== undefined) {
      errors.push({ path, message: `Column "${header}" fills "${other}" already` });
    }
    columns.set(header, name);
  }
  return errors;
}

/** What of an earlier mapping fits this file. */
export function stillFits(kind: CsvKind, headers: readonly string[], kept: Mapping): Mapping {
  const fitting: Mapping = {};
  for (const [name, header] of Object.entries(kept)) {
    const known = kind.fields.some((field) => field.name === name);
    const free = !Object.values(fitting).includes(header);
    if (known && free && headers.includes(header)) fitting[name] = header;
  }
  return fitting;
}
