/** One line: how its figures came about, with the numbers, and what was booked on it. */
import {
  type Booking,
  BOOKINGS_SHOWN,
  type BudgetRights,
  type Line,
  type Total,
} from "@/lib/budget/model.ts";
import { FORMULA } from "@/lib/budget/words.ts";
import { Ask } from "../ask.tsx";
import { DrawerFrame } from "../drawer.tsx";
import { formatDate, formatMoment, formatNumber, plural } from "../format.ts";
import { DerivedDrawer } from "../derived.tsx";
import { LineStands } from "./tables.tsx";
import {
  amountOf,
  CATEGORY_WORDS,
  changeOf,
  drivenBy,
  DRIVER_WORDS,
  forecastWords,
  formatMoney,
  hrefOf,
  type Place,
  planWords,
  shareOf,
} from "./words.ts";

interface LineDrawerProps {
  projectId: string;
  line: Line;
  bookings: Booking[];
  may: BudgetRights;
  place: Place;
  asOf: string;
}

function facts(line: Line): [string, string][] {
  const { currency } = line;
  const share = shareOf(line);
  return [
    ["Planned", `${formatMoney(line.planned, currency)} = ${planWords(line)}`],
    ["Booked", `${formatMoney(line.actual, currency)} in ${plural(line.bookings, "booking")}`],
    ["Forecast", forecastWords(line)],
    [
      "Variance",
      `${changeOf(line.variance, currency)}${share ? `, ${share} of the plan` : ""}`,
    ],
    [
      "Not booked yet",
      line.unbooked === null
        ? "not known: nothing but bookings tells what happened"
        : formatMoney(line.unbooked, currency),
    ],
    ["Category", CATEGORY_WORDS[line.category]],
    ["Driver", `${DRIVER_WORDS[line.driver]}: ${drivenBy(line)}`],
    ...(line.forecastQuantity === null ? [] : [
      ["Expected now", `${formatNumber(line.forecastQuantity)}, as somebody said`] as [
        string,
        string,
      ],
    ]),
    ...(line.owner ? [["Owner", line.owner.name] as [string, string]] : []),
    ...(line.note ? [["Note", line.note] as [string, string]] : []),
  ];
}

export function LineDrawer({ projectId, line, bookings, may, place, asOf }: LineDrawerProps) {
  const to = (act: string, booking = "") => hrefOf(place, { line: line.id, do: act, booking });
  return (
    <DrawerFrame title={line.title} close={hrefOf(place)}>
      <p class="drawer-v">{formatMoney(line.forecast, line.currency)}</p>
      <LineStands line={line} />
      <p class="flex gap-2 flex-wrap mt-3">
        {may.add && <a class="btn sm primary" href={to("book")}>Book an amount</a>}
        {may.edit && <a class="btn sm" href={to("edit")}>Edit</a>}
        {may.remove && <a class="btn sm" href={to("remove")}>Remove</a>}
        <Ask projectId={projectId} kind="budget_line" id={line.id} of={line.title} look="small" />
      </p>
      <dl class="kv derived mt-5">
        {facts(line).map(([name, says]) => (
          <>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </>
        ))}
        <dt>Query</dt>
        <dd>
          <code class="break-all">private.budget_standing(project)</code>
        </dd>
        <dt>As of</dt>
        <dd>{formatMoment(asOf)}</dd>
      </dl>
      <Bookings line={line} bookings={bookings} may={may} to={to} />
    </DrawerFrame>
  );
}

interface BookingsProps extends Pick<LineDrawerProps, "line" | "bookings" | "may"> {
  to: (act: string, booking: string) => string;
}

function Bookings({ line, bookings, may, to }: BookingsProps) {
  if (bookings.length === 0) return <p class="text-ink-3 mt-5">Nothing is booked yet.</p>;
  return (
    <>
      <table class="tbl mt-5">
        <caption class="vh">Bookings, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Booked</th>
            <th scope="col" class="r">Quantity</th>
            <th scope="col" class="r">{line.currency}</th>
          </tr>
        </thead>
        <tbody>
          {bookings.map((one) => (
            <tr>
              <th scope="row">
                {may.edit
                  ? <a href={to("correct", one.id)}>{formatDate(one.bookedOn)}</a>
                  : formatDate(one.bookedOn)}
                <span class="src">
                  {[one.reference, one.by, one.note].filter(Boolean).join(" · ")}
                </span>
              </th>
              <td class="r">
                {one.quantity === null
                  ? <span class="text-ink-3">not said</span>
                  : formatNumber(one.quantity)}
              </td>
              <td class="r">
                {amountOf(one.amount, line.currency)}
                {may.remove && (
                  <a class="link text-xs block" href={to("unbook", one.id)}>
                    Remove<span class="vh">{` the booking of ${formatDate(one.bookedOn)}`}</span>
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {line.bookings > BOOKINGS_SHOWN && (
        <p class="text-xs text-ink-3 mt-2">
          The newest {BOOKINGS_SHOWN} of {formatNumber(line.bookings)}; the API has all.
        </p>
      )}
    </>
  );
}

/** The proof of a currency's totals. */
export function TotalDrawer({ total, place, asOf }: { total: Total; place: Place; asOf: string }) {
  const { currency } = total;
  const money = (minor: number | null) => formatMoney(minor, currency);
  const proof = {
    title: `Total in ${currency}`,
    value: money(total.forecast),
    formula: `${FORMULA}. Summed over the lines in ${currency}; other currencies are not added.`,
    source: "Over 10 % of the plan is at risk, over 20 % critical",
    query: "private.budget_standing(project)",
    rows: [
      { label: "Planned", value: money(total.planned) },
      { label: "Booked", value: `${money(total.actual)} in ${plural(total.bookings, "booking")}` },
      { label: "Not booked yet", value: `${money(total.unbooked)}, where it is known` },
      { label: "Forecast", value: money(total.forecast) },
      { label: "Variance", value: changeOf(total.variance, currency) },
      {
        label: "Lines",
        value: plural(total.lines, "line"),
        href: hrefOf({ ...place, currency, from: 0 }),
      },
      {
        label: "Forecast at least",
        value: plural(total.unknown, "line"),
        href: hrefOf({ ...place, currency, stand: "unknown", from: 0 }),
      },
      {
        label: "Newest booking",
        value: total.lastBookedOn ? formatDate(total.lastBookedOn) : "none",
      },
    ],
    asOf,
  };
  return <DerivedDrawer proof={proof} close={hrefOf(place)} />;
}
