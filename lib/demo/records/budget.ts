/** Budget lines of a demo study with their bookings, in minor units. Invented. */
import { MARK } from "../plans/model.ts";
import type { Records } from "./model.ts";

interface Line {
  title: string;
  category: string;
  driver: "milestone" | "visit" | "site" | "month";
  currency: string;
  /** Minor units. */
  unit: number;
  planned: number;
  forecast?: number;
  milestone?: string | undefined;
  from?: string;
  until?: string;
  owner?: string;
  /** Day, minor units, and how often it happened for it. */
  bookings?: [on: string, amount: number, quantity: number | null][];
}

export function budgetLine(out: Records, line: Line): void {
  const id = out.add("budget_lines", {
    ...{ title: line.title, category: line.category, driver: line.driver, note: MARK },
    ...{ currency: line.currency, unit_amount: line.unit, planned_quantity: line.planned },
    forecast_quantity: line.forecast ?? null,
    milestone_id: line.milestone ?? null,
    starts_on: line.from ?? null,
    ends_on: line.until ?? null,
    owner_id: line.owner ?? null,
    ordinal: out.rows.budget_lines.length,
  });
  (line.bookings ?? []).forEach(([booked_on, amount, quantity], i) =>
    out.add("budget_actuals", {
      ...{ line_id: id, booked_on, amount, quantity, currency: line.currency, note: MARK },
      reference: `DEMO-${out.rows.budget_lines.length}-${i + 1}`,
    })
  );
}
