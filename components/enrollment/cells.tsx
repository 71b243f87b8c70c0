/** What the tables by site and by country share: heads that sort, cells of counts and shares. */
import type { Group, SiteSort } from "@/lib/enrollment/model.ts";
import { formatNumber, formatPercent } from "../format.ts";
import { countOr, hrefOf, type Place, proofId } from "./words.ts";

/** `-enrolled`: from the highest. */
export function sortOf(text: string): { key: string; down: boolean } {
  return { key: text.replace(/^-/, ""), down: text.startsWith("-") };
}

interface HeadProps {
  of: SiteSort;
  label: string;
  place: Place;
  /** Order when it is clicked first. */
  first?: "up" | "down";
  class?: string;
}

/** A head that sorts: a button of the form below the table, so that it works without a script. */
function SortHead({ of, label, place, first = "down", class: name }: HeadProps) {
  const { key, down } = sortOf(place.sort || "site");
  const on = key === of;
  const next = on ? (down ? of : `-${of}`) : first === "down" ? `-${of}` : of;
  return (
    <th scope="col" class={name} aria-sort={on ? down ? "descending" : "ascending" : undefined}>
      <button type="submit" form="sorting" name="sort" value={next} class="sorter">
        {label}
        <span aria-hidden="true">{on ? down ? " ↓" : " ↑" : ""}</span>
      </button>
    </th>
  );
}

export function SortForm({ place }: { place: Place }) {
  return (
    <form id="sorting">
      {place.country && <input type="hidden" name="country" value={place.country} />}
      {place.site && <input type="hidden" name="site" value={place.site} />}
      {place.by && <input type="hidden" name="by" value={place.by} />}
    </form>
  );
}

/** Enrolled of the target, with a bar where there is one. */
export function EnrolledCell(
  { group, proof, place }: { group: Group; proof: string; place: Place },
) {
  const { n } = group.counts.enrolled;
  const { target } = group;
  const share = n !== null && target ? Math.min(100, n / target * 100) : null;
  return (
    <td class="r">
      {share !== null && (
        <span class="hide">
          <svg class="bar mini" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
            <rect class="t" y="3" width="100" height="6" />
            <rect class="b" y="3" width={Math.round(share * 10) / 10} height="6" />
          </svg>
          &ensp;
        </span>
      )}
      <a class="proof" id={proofId(proof)} href={hrefOf(place, { proof })}>
        {countOr(n)}
        {target !== null && ` / ${formatNumber(target)}`}
        <span class="vh">enrolled, show proof</span>
      </a>
    </td>
  );
}

export function RateCell({ group }: { group: Group }) {
  const { value, unknown } = group.rates.enrollment;
  return (
    <td class="r rate text-ink-2" title={unknown ?? undefined}>
      <span class="cell-t">Of the screened enrolled:</span>
      {value === null ? <span class="text-ink-3">unknown</span> : formatPercent(value)}
      {unknown && <span class="cell-t">, {unknown}</span>}
    </td>
  );
}

export const heads = (place: Place, first: "site" | "country") => (
  <thead>
    <tr>
      <SortHead
        of={first}
        label={first === "site" ? "Site" : "Country"}
        place={place}
        first="up"
      />
      {first === "site"
        ? <SortHead of="country" label="Country" place={place} first="up" class="opt" />
        : <th scope="col" class="r">Sites counted</th>}
      <SortHead of="screened" label="Screened" place={place} class="r" />
      <th scope="col" class="r">Failed</th>
      <SortHead of="enrolled" label="Enrolled of target" place={place} class="r" />
      <SortHead of="rate" label="Of the screened" place={place} class="r" />
      <th scope="col" class="r opt">Withdrawn</th>
      <SortHead of="asOf" label="Counted" place={place} class="r" />
    </tr>
  </thead>
);
