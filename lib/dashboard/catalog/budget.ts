/** Budget: planned, booked and forecast, each currency for itself (private.budget_standing). */
import { count, type Entry, n, s } from "../entry.ts";
import { atRisk, onTrack, TARGETS, unknown } from "../status.ts";
import { many, num, pct } from "../text.ts";

const money = (minor: unknown, currency: unknown) =>
  n(minor) === null ? null : { minor: count(minor), currency: s(currency) ?? "" };

export const BUDGET: Entry[] = [
  {
    key: "budget.totals",
    type: "table",
    title: "Budget",
    formula: "lines added up by currency; variance is forecast − planned",
    thresholds: "",
    params: [],
    show(doc) {
      return {
        data: {
          type: "table",
          columns: [
            { label: "Currency", kind: "text" },
            { label: "Planned", kind: "money" },
            { label: "Booked", kind: "money" },
            { label: "Forecast", kind: "money" },
            { label: "Variance", kind: "money" },
          ],
          rows: doc.rows.map((row) => ({
            name: String(row.currency),
            cells: [row.planned, row.actual, row.forecast, row.variance].map((one) =>
              money(one, row.currency)
            ),
          })),
          total: doc.rows.length,
        },
        stand: null,
        summary: doc.rows.length === 0
          ? "No budget line is recorded."
          : `${many(count(doc.facts.of), "line")} in ${
            doc.rows.length === 1 ? "one currency" : `${doc.rows.length} currencies, never added`
          }.`,
        filled: "",
      };
    },
  },
  {
    key: "budget.variance",
    type: "table",
    title: "Over budget",
    formula: "(forecast − planned) ÷ planned by line, highest first",
    thresholds: `at risk: a currency is over ${pct(TARGETS.variance, 0)} as a whole, or a line is`,
    params: ["limit", "target"],
    show(doc, { target }) {
      const limit = target === undefined ? TARGETS.variance : target / 100;
      const whole = n(doc.value);
      const over = doc.rows.filter((row) => n(row.ratio) !== null && n(row.ratio)! > limit).length;
      const stand = count(doc.facts.of) === 0
        ? unknown("no budget line is recorded")
        : whole !== null && whole > limit
        ? atRisk(`${pct(whole)} over plan, limit ${pct(limit, 0)}`)
        : over > 0
        ? atRisk(`${many(over, "line")} over ${pct(limit, 0)}`)
        : whole === null
        ? unknown("nothing is planned, or a forecast is not known")
        : onTrack(`no line over ${pct(limit, 0)}`);
      return {
        data: {
          type: "table",
          columns: [
            { label: "Line", kind: "text" },
            { label: "Planned", kind: "money" },
            { label: "Forecast", kind: "money" },
            { label: "Variance", kind: "percent" },
          ],
          rows: doc.rows.map((row) => ({
            name: String(row.title),
            cells: [
              money(row.planned, row.currency),
              money(row.forecast, row.currency),
              n(row.ratio),
            ],
          })),
          total: count(doc.facts.of),
        },
        stand,
        summary: `${num(over)} of ${many(doc.rows.length, "line")} shown over ${pct(limit, 0)}.`,
        filled: "",
      };
    },
  },
];
