/** Values of an indicator for one period, a page of sites. A plain form; only changed rows are saved. */
import { periodsFrom } from "@/lib/quality/model.ts";
import { type Cell, type Kri, SITES_ON_PAGE } from "@/lib/quality/page_model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { Glyph, Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { type TypedCell, typedOf, wasOf } from "./grid_form.ts";
import { hrefOf, type Place } from "./place.ts";
import { periodWords } from "./words.ts";

export interface ValueGridProps {
  kri: Kri;
  cells: Cell[];
  total: number;
  place: Place;
  /** First day of the newest period that may be entered. */
  newest: string;
  /** By site: what was typed and not saved, and what is wrong with it. */
  typed: Map<string, TypedCell>;
  faults: Map<string, { field: string; message: string }[]>;
  saved: number | null;
  asOf: string;
}

export function ValueGrid(props: ValueGridProps) {
  const { kri, cells, total, place, newest, faults, saved, asOf } = props;
  const on = place.enter;
  const from = Number(place.from) || 0;
  const later = periodsFrom(on, kri.period, 1);
  return (
    <Widget
      id="grid"
      title={`${kri.title}, ${periodWords(on, kri.period)}`}
      note={`sites ${formatNumber(from + 1)} to ${formatNumber(from + cells.length)} of ${
        formatNumber(total)
      }`}
      span={12}
      tools={
        <>
          <a class="btn sm" href={hrefOf(place, { enter: periodsFrom(on, kri.period, -1) })}>
            <Icon name="left" />Earlier
          </a>
          {later <= newest && (
            <a class="btn sm" href={hrefOf(place, { enter: later })}>
              Later<Icon name="right" />
            </a>
          )}
          <a class="link text-xs" href={hrefOf(place, { enter: "" })}>Back to the values</a>
        </>
      }
      foot={{
        formula: "an emptied row is taken back; under " +
          `${formatNumber(kri.minDenominator)} ${kri.denominator} a value is not known`,
        asOf,
        source: plural(cells.length, "site"),
      }}
    >
      {saved !== null && faults.size === 0 && (
        <p class="mb-3" role="status">
          <Status
            state="ok"
            word="Saved"
            reason={saved === 0 ? "nothing had changed" : plural(saved, "row")}
          />
        </p>
      )}
      {faults.size > 0 && <Wrong {...props} />}
      {total === 0
        ? (
          <Empty title="The study has no sites yet">
            <p>Values are entered by site.</p>
          </Empty>
        )
        : (
          <form method="post" id="counts">
            <input type="hidden" name="intent" value="values" />
            <input type="hidden" name="on" value={on} />
            <table class="tbl entry">
              <caption class="vh">{kri.title} by site</caption>
              <thead>
                <tr>
                  <th scope="col">Site</th>
                  <th scope="col" class="r">{kri.numerator}</th>
                  <th scope="col" class="r">{kri.denominator}</th>
                  <th scope="col">Note</th>
                </tr>
              </thead>
              <tbody>{cells.map((cell) => row(cell, props))}</tbody>
            </table>
            <p class="flex gap-2 mt-3">
              <button type="submit" class="btn primary">Save</button>
              {from + SITES_ON_PAGE < total && (
                <a class="btn" href={hrefOf(place, { from: String(from + SITES_ON_PAGE) })}>
                  Next sites
                </a>
              )}
            </p>
          </form>
        )}
    </Widget>
  );
}

function Wrong({ cells, faults }: ValueGridProps) {
  const lines: FieldError[] = cells.flatMap(({ siteId, name }) =>
    (faults.get(siteId) ?? []).map(({ field, message }) => ({
      path: `${field === "denominator" ? field : "numerator"}.${siteId}`,
      message: `${name}: ${message}`,
    }))
  );
  return (
    <div class="mb-3">
      <Problems title={`Nothing was saved: ${plural(lines.length, "row")} to correct`} errors={[]}>
        <ul>
          {lines.map(({ path, message }) => (
            <li>
              <a href={`#${path}`}>{message}</a>
            </li>
          ))}
        </ul>
      </Problems>
    </div>
  );
}

/** A function, not a component: it may give two rows. */
function row(cell: Cell, { kri, typed, faults }: ValueGridProps) {
  const { siteId, name } = cell;
  const held = typedOf(cell);
  const shown = typed.get(siteId) ?? held;
  const wrong = faults.get(siteId) ?? [];
  const field = (key: "numerator" | "denominator" | "note", label: string) => ({
    id: `${key}.${siteId}`,
    name: `${key}.${siteId}`,
    value: shown[key],
    "aria-label": `${label}, ${name}`,
    "aria-invalid": wrong.some((one) => one.field === key) ? "true" as const : undefined,
    "aria-describedby": wrong.length > 0 ? `why-${siteId}` : undefined,
    autocomplete: "off",
  });
  return (
    <>
      <tr class={wrong.length > 0 ? "off" : undefined}>
        <th scope="row">
          {name}
          <input type="hidden" name={`was.${siteId}`} value={wasOf(held)} />
        </th>
        <td class="r">
          <span class="cell-t" aria-hidden="true">{kri.numerator}</span>
          <input class="in num" inputMode="decimal" {...field("numerator", kri.numerator)} />
        </td>
        <td class="r">
          <span class="cell-t" aria-hidden="true">{kri.denominator}</span>
          <input class="in num" inputMode="decimal" {...field("denominator", kri.denominator)} />
        </td>
        <td class="why-in">
          <span class="cell-t" aria-hidden="true">Note</span>
          <input class="in" {...field("note", "Note")} />
        </td>
      </tr>
      {wrong.length > 0 && (
        <tr class="note-row">
          <td colSpan={4} id={`why-${siteId}`}>
            {wrong.map(({ message }) => (
              <p class="err">
                <Glyph name="crit" />
                {message}
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}
