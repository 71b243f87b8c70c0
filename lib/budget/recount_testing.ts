/** The rule of the budget (supabase/migrations/20261121140300_budget.sql) once more, without SQL. */

export interface LineFacts {
  driver: "milestone" | "visit" | "site" | "month";
  unit_amount: bigint;
  planned_quantity: bigint;
  forecast_quantity: bigint | null;
  starts_on: string | null;
  ends_on: string | null;
  /** Whether the milestone was reached, or its own site is active; null: the line names none. */
  happened: boolean | null;
  bookings: { amount: bigint; quantity: bigint | null }[];
}

export interface Figures {
  planned: bigint;
  actual: bigint;
  forecast: bigint | null;
  basis: string;
  expected: bigint;
  happened: bigint | null;
  unbooked: bigint | null;
}

const EXACT = 9007199254740991n;
const more = (a: bigint, b: bigint) => a > b ? a : b;
const less = (a: bigint, b: bigint) => a < b ? a : b;

/** The day so many months later; of a shorter month its last. */
export function monthsLater(day: string, months: number): string {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString()
    .slice(0, 10);
}

/** Month by month: those whose last day has passed, within the line. */
export function monthsOver(starts: string, ends: string | null, today: string): bigint {
  let n = 0;
  while (true) {
    const [begins, next] = [monthsLater(starts, n), monthsLater(starts, n + 1)];
    if (ends !== null && begins > ends) break;
    const over = next <= today || (ends !== null && today > ends);
    if (!over) break;
    n += 1;
  }
  return BigInt(n);
}

function counted(line: LineFacts, sites: bigint, today: string): bigint | null {
  const wanted = line.forecast_quantity ?? line.planned_quantity;
  if (line.driver === "milestone") {
    return line.happened === null ? null : line.happened ? wanted : 0n;
  }
  if (line.driver === "site") {
    return line.happened === null ? sites : line.happened ? 1n : 0n;
  }
  if (line.driver === "visit" || line.starts_on === null) return null;
  const over = monthsOver(line.starts_on, line.ends_on, today);
  return line.ends_on === null ? less(over, wanted) : over;
}

/** @param sites active sites of the study */
export function recount(line: LineFacts, sites: bigint, today: string): Figures {
  const { unit_amount: unit, bookings } = line;
  const actual = bookings.reduce((sum, one) => sum + one.amount, 0n);
  const planned = unit * line.planned_quantity;
  const byDriver = counted(line, sites, today);
  const expected = line.forecast_quantity ??
    (byDriver === null ? line.planned_quantity : more(line.planned_quantity, byDriver));
  const said = line.forecast_quantity !== null;
  const answer = (
    basis: string,
    happened: bigint | null,
    forecast: bigint,
    owed: bigint | null,
  ) => ({
    ...{ planned, actual, expected, happened, basis: said ? "said" : basis },
    forecast: forecast > EXACT || forecast < -EXACT ? null : forecast,
    unbooked: owed !== null && owed > EXACT ? null : owed,
  });
  if (bookings.length > 0 && bookings.every((one) => one.quantity !== null)) {
    const sum = bookings.reduce(
      (all, one) => one.amount < 0n ? all - one.quantity! : all + one.quantity!,
      0n,
    );
    const happened = more(0n, sum);
    const owed = byDriver === null ? null : more(0n, less(byDriver, expected) - happened) * unit;
    return answer("booked", happened, actual + unit * more(0n, expected - happened), owed);
  }
  if (byDriver !== null) {
    const happened = less(byDriver, expected);
    const forecast = more(actual, unit * happened) + unit * (expected - happened);
    return answer("counted", happened, forecast, more(0n, unit * happened - actual));
  }
  const least = more(actual, unit * expected);
  return bookings.length === 0
    ? answer("booked", 0n, least, null)
    : answer("unknown", null, least, null);
}
