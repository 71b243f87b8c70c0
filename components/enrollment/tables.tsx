/** Counts by site and by country, in the order that the address asks for. */
import {
  MINIMUM_DENOMINATOR,
  type SiteRow,
  SITES_ON_PAGE,
  type Summary,
} from "@/lib/enrollment/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Pager } from "../pager.tsx";
import { Widget } from "../widget.tsx";
import { EnrolledCell, heads, RateCell, SortForm } from "./cells.tsx";
import { CountryTable } from "./country_table.tsx";
import { countOr, hrefOf, type Place, siteWords } from "./words.ts";

interface Props {
  summary: Summary;
  place: Place;
  asOf: string;
}

function siteLine(row: SiteRow, place: Place) {
  const { counts } = row;
  return (
    <tr>
      <th scope="row">
        <a href={hrefOf(place, { site: row.id, country: "", sort: "", from: "" })}>
          {siteWords(row)}
        </a>
      </th>
      <td class="wrap text-ink-2 hide opt">{row.country ?? "not known"}</td>
      <td class="r hide">{countOr(counts.screened.n)}</td>
      <td class="r hide">{countOr(counts.screenFailed.n)}</td>
      <EnrolledCell group={row} proof={`site/${row.id}`} place={place} />
      <RateCell group={row} />
      <td class="r hide opt">{countOr(counts.withdrawn.n)}</td>
      <td class="r text-ink-2 hide">
        {row.asOf === null ? <span class="text-ink-3">never</span> : formatDate(row.asOf)}
      </td>
    </tr>
  );
}

function Ways({ summary, place }: { summary: Summary; place: Place }) {
  const { from, rows, total } = summary.sites;
  const before = Math.max(0, from - SITES_ON_PAGE);
  const last = from + rows.length;
  return (
    <Pager
      back={from > 0 ? { href: hrefOf(place, { from: before > 0 ? String(before) : "" }) } : null}
      where={`${formatNumber(from + 1)} to ${formatNumber(last)} of ${formatNumber(total)}`}
      next={last < total ? hrefOf(place, { from: String(from + SITES_ON_PAGE) }) : null}
    />
  );
}

const FORMULA =
  `newest counts; the share needs ${MINIMUM_DENOMINATOR} screened, else it is unknown`;

function SiteTable({ summary, place }: Omit<Props, "asOf">) {
  return (
    <>
      <SortForm place={place} />
      <table class="tbl cards">
        <caption class="vh">Enrollment by site</caption>
        {heads(place, "site")}
        <tbody>{summary.sites.rows.map((row) => siteLine(row, place))}</tbody>
      </table>
      <Ways summary={summary} place={place} />
    </>
  );
}

export function ByPlace({ summary, place, asOf }: Props) {
  const byCountry = place.by === "country" && summary.scope.kind === "study";
  const choice = (by: string, label: string) => (
    <a
      class="chip"
      href={hrefOf(place, { by, sort: "", from: "" })}
      aria-current={(by === "country") === byCountry ? "true" : "false"}
    >
      {label}
    </a>
  );
  return (
    <Widget
      id="by"
      title={byCountry ? "By country" : "By site"}
      span={12}
      tools={summary.scope.kind === "study" && summary.countries.length > 1
        ? [choice("", "Sites"), choice("country", "Countries")]
        : undefined}
      foot={{
        formula: FORMULA,
        asOf,
        source: byCountry
          ? plural(summary.countries.length, "country", "countries")
          : plural(summary.sites.total, "site"),
      }}
    >
      {byCountry
        ? <CountryTable summary={summary} place={place} />
        : <SiteTable summary={summary} place={place} />}
    </Widget>
  );
}
