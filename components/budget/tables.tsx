/** Totals of each currency, and the lines: what was planned, booked, and is expected in the end. */
import type { ComponentChildren } from "preact";
import type { Figures, Line, Total } from "@/lib/budget/model.ts";
import { lineStanding, standingOf } from "@/lib/budget/words.ts";
import { plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { MoneyBar } from "./bar.tsx";
import {
  amountOf,
  BASIS_WORDS,
  CATEGORY_WORDS,
  changeOf,
  drivenBy,
  formatMoney,
  hrefOf,
  type Place,
  planWords,
  shareOf,
  STANDING_MARKS,
} from "./words.ts";

function Stands({ of, unknown }: { of: Figures; unknown: number }) {
  const { state, reason } = standingOf(of, unknown);
  const { glyph, word } = STANDING_MARKS[state];
  return <Status state={glyph} word={word} reason={reason} />;
}

export function LineStands({ line }: { line: Line }) {
  const { state, reason } = lineStanding(line);
  const { glyph, word } = STANDING_MARKS[state];
  return <Status state={glyph} word={word} reason={reason} />;
}

const known = (minor: number | null, currency: string) =>
  minor === null ? <span class="text-ink-3">not known</span> : amountOf(minor, currency);

/** Planned, booked, forecast and variance, in columns that totals and lines share. */
function figureCells(of: Figures & { currency: string }, forecastNote: ComponentChildren) {
  const { currency } = of;
  return (
    <>
      <td class="r hide">{amountOf(of.planned, currency)}</td>
      <td class="r hide">{amountOf(of.actual, currency)}</td>
      <td class="r">
        <span class="md:hidden">{`${currency}\u00a0`}</span>
        {known(of.forecast, currency)}
        {forecastNote && <span class="src">{forecastNote}</span>}
      </td>
      <td class="hide">
        <MoneyBar {...of} />
      </td>
      <td class="r hide">
        {changeOf(of.variance, currency)}
        <span class="src">{shareOf(of) ?? "nothing planned"}</span>
      </td>
    </>
  );
}

const head = (name: string) => <th scope="col" class="r">{name}</th>;
const heads = () => (
  <>
    {["Planned", "Booked", "Forecast"].map(head)}
    <th scope="col">
      <span class="vh">Booked, forecast and plan as a bar</span>
    </th>
    {head("Variance")}
  </>
);

/** What a forecast stands on; without bookings, and without anything to count, the plan stands. */
const basisWords = ({ basis, bookings }: Line) =>
  basis === "booked" && bookings === 0 ? "as planned" : BASIS_WORDS[basis];

export function TotalsTable({ totals, place }: { totals: Total[]; place: Place }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Totals of each currency; currencies are never added</caption>
      <thead>
        <tr>
          <th scope="col">Currency</th>
          {heads()}
          <th scope="col">Status and reason</th>
        </tr>
      </thead>
      <tbody>
        {totals.map((total) => (
          <tr>
            <th scope="row">
              <a class="proof" href={hrefOf(place, { proof: total.currency })}>
                {total.currency}
                <span class="vh">, show proof</span>
              </a>
              <span class="src">{plural(total.lines, "line")}</span>
            </th>
            {figureCells(
              total,
              total.unbooked !== null && total.unbooked > 0
                ? `${amountOf(total.unbooked, total.currency)} not booked yet`
                : <span class="md:hidden">forecast</span>,
            )}
            <td class="full status-c">
              <Stands of={total} unknown={total.unknown} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LineTable({ lines, place }: { lines: Line[]; place: Place }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Lines of the budget</caption>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" class="opt">Driven by</th>
          {heads()}
          <th scope="col">Status and reason</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr class={line.id === place.line ? "sel" : undefined}>
            <th scope="row">
              <a href={hrefOf(place, { line: line.id })}>{line.title}</a>
              <span class="src">
                {CATEGORY_WORDS[line.category]} · {planWords(line)}
                {line.restricted && " · restricted"}
              </span>
            </th>
            <td class="opt hide text-ink-2">{drivenBy(line)}</td>
            {figureCells(line, basisWords(line))}
            <td class="full status-c">
              <LineStands line={line} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "EUR 1,150.00 forecast, EUR 1,000.00 planned". */
export const inShort = (line: Line) =>
  `${formatMoney(line.forecast, line.currency)} forecast, ${
    formatMoney(line.planned, line.currency)
  } planned, ${formatMoney(line.actual, line.currency)} booked`;
