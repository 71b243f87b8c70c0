/** Counts by country. */
import type { CountryRow, Summary } from "@/lib/enrollment/model.ts";
import { formatDate, formatNumber } from "../format.ts";
import { EnrolledCell, heads, RateCell, SortForm, sortOf } from "./cells.tsx";
import { countOr, countryKey, countryWords, hrefOf, type Place } from "./words.ts";

type Key = string | number | null;
const COUNTRY_KEYS: Record<string, (row: CountryRow) => Key> = {
  country: (row) => row.country || null,
  screened: (row) => row.counts.screened.n,
  enrolled: (row) => row.counts.enrolled.n,
  rate: (row) => row.rates.enrollment.value,
  asOf: (row) => row.counts.enrolled.oldest,
};

/** What is not known stands last either way. */
export function sortedCountries(rows: CountryRow[], sort: string): CountryRow[] {
  const { key, down } = sortOf(sort);
  const of = COUNTRY_KEYS[key] ?? COUNTRY_KEYS.enrolled!;
  const way = Object.hasOwn(COUNTRY_KEYS, key) ? (down ? -1 : 1) : -1;
  return rows.toSorted((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return x === y ? (a.country < b.country ? -1 : 1) : x < y ? -way : way;
  });
}

export function CountryTable({ summary, place }: { summary: Summary; place: Place }) {
  return (
    <>
      <SortForm place={place} />
      <table class="tbl cards">
        <caption class="vh">Enrollment by country</caption>
        {heads(place, "country")}
        <tbody>
          {sortedCountries(summary.countries, place.sort || "-enrolled").map((row) => (
            <tr>
              <th scope="row">
                <a
                  href={hrefOf(place, {
                    country: countryKey(row.country),
                    ...{ by: "", sort: "", from: "" },
                  })}
                >
                  {countryWords(row.country)}
                </a>
              </th>
              <td class="r hide">
                {formatNumber(row.counted)} / {formatNumber(row.sites)}
              </td>
              <td class="r hide">{countOr(row.counts.screened.n)}</td>
              <td class="r hide">{countOr(row.counts.screenFailed.n)}</td>
              <EnrolledCell
                group={row}
                proof={`country/${countryKey(row.country)}`}
                place={place}
              />
              <RateCell group={row} />
              <td class="r hide opt">{countOr(row.counts.withdrawn.n)}</td>
              <td class="r text-ink-2 hide">
                {row.counts.enrolled.oldest
                  ? `from ${formatDate(row.counts.enrolled.oldest)}`
                  : <span class="text-ink-3">never</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
