/** A site in the entry grid: its fields, and what is to be said of what was typed. */
import { type CountName, COUNTS, type Grid, type GridRow } from "@/lib/enrollment/model.ts";
import { formatDate } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { fieldName, reasonsText, typedOf, type TypedRow, wasOf } from "./grid_form.ts";
import { COUNT_TITLES, siteWords } from "./words.ts";

export interface GridView {
  grid: Grid;
  /** What was typed, where it was not saved; by site. */
  typed: Map<string, TypedRow>;
  /** By site: what is wrong, with the field ("" for the row). */
  faults: Map<string, { field: string; message: string }[]>;
  /** By site: somebody else was there in between. */
  conflicts: Map<string, string>;
  /** How many rows were just saved. */
  saved: number | null;
  /** What cannot be said of one row. */
  problem: string | null;
}

/** A function, not a component: it gives two rows. */
export function gridRow(row: GridRow, { typed, faults, conflicts }: GridView) {
  const held = typedOf(row);
  const shown = typed.get(row.siteId) ?? held;
  const wrong = faults.get(row.siteId) ?? [];
  const conflict = conflicts.get(row.siteId);
  const name = siteWords(row);
  const noteId = `note-${row.siteId}`;
  const notes = [
    ...wrong.map((one) => one.message),
    ...(conflict ? [conflict] : []),
    ...row.warnings,
  ];
  const field = (key: CountName | "failureReasons") => ({
    id: fieldName(row.siteId, key),
    name: fieldName(row.siteId, key),
    "aria-label": `${key === "failureReasons" ? "Why they failed" : COUNT_TITLES[key]}, ${name}`,
    "aria-invalid": wrong.some((one) => one.field === key) ? "true" as const : undefined,
    "aria-describedby": notes.length > 0 ? noteId : undefined,
    autocomplete: "off",
  });
  return (
    <>
      <tr class={wrong.length > 0 || conflict ? "off" : undefined}>
        <th scope="row">
          {name}
          <span class="src">
            {row.before ? `before: ${formatDate(row.before.asOf)}` : "never counted before"}
          </span>
          <input type="hidden" name={fieldName(row.siteId, "was")} value={wasOf(held)} />
        </th>
        {COUNTS.map((key) => (
          <td class="r">
            <span class="cell-t" aria-hidden="true">{COUNT_TITLES[key]}</span>
            <input
              class="in num"
              inputMode="numeric"
              {...field(key)}
              value={shown.counts[key]}
              placeholder={row.before?.counts[key]?.toString() ?? ""}
            />
            {conflict && held.counts[key] !== shown.counts[key] && (
              <span class="src">theirs: {held.counts[key] || "none"}</span>
            )}
          </td>
        ))}
        <td class="why-in">
          <span class="cell-t" aria-hidden="true">Why they failed</span>
          <input
            class="in"
            {...field("failureReasons")}
            value={shown.reasons}
            placeholder="reason: 3; other: 1"
          />
          {conflict && held.reasons !== shown.reasons && (
            <span class="src">theirs: {reasonsText(row.reasons) || "none"}</span>
          )}
        </td>
      </tr>
      {notes.length > 0 && (
        <tr class="note-row">
          <td colSpan={COUNTS.length + 2} id={noteId}>
            {wrong.map(({ message }) => (
              <p class="err">
                <Glyph name="crit" />
                {message}
              </p>
            ))}
            {conflict && (
              <p class="err">
                <Glyph name="crit" />
                {conflict}
              </p>
            )}
            {row.warnings.map((message) => (
              <p class="text-xs">
                <Status state="risk" word="Worth a second look" reason={message} />
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}
