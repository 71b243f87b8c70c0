/** Budget: planned, booked and forecast, each currency for itself (private.budget_standing). */
import { sayMoney } from "@/lib/budget/model.ts";
import { count, type Doc, type Entry, type Json, n, part, s } from "../entry.ts";
import { atRisk, onTrack, TARGETS, unknown } from "../status.ts";
import { many, num, pct, plain } from "../text.ts";
import { cell, date, money, number, table } from "./table.ts";

/** "EUR 1,200 and USD 30" of what `key` adds up to in each currency. */
function sums(doc: Doc, key: string): string {
  const all = (Array.isArray(doc.facts.money) ? doc.facts.money : []).map(part);
  const known = all.filter((one) => n(one[key]) !== null);
  return known.map((one) => `${one.currency} ${sayMoney(count(one[key]), String(one.currency))}`)
    .join(" and ") || "not known";
}

const lineName = (row: Json) => String(row.title);
const nothing = (doc: Doc) =>
  count(doc.facts.of) === 0 ? unknown("no budget line is recorded") : null;

const LINES: Entry = {
  key: "budget.lines",
  type: "table",
  title: "Budget lines",
  formula: "planned = unit × planned quantity; variance = forecast − planned; each in its currency",
  thresholds: "",
  params: ["limit"],
  show(doc) {
    const data = table(doc, { first: "Line", name: lineName, total: count(doc.facts.of) }, [
      cell("Category", "text", (row) => plain(String(row.category))),
      money("Planned", "planned"),
      money("Booked", "actual"),
      money("Forecast", "forecast"),
      money("Variance", "variance"),
      cell("Variance, share", "percent", (row) => n(row.ratio)),
      cell("Forecast stands on", "text", (row) => BASIS[String(row.basis)] ?? String(row.basis)),
    ]);
    const said = `Planned ${sums(doc, "planned")}, booked ${sums(doc, "actual")}`;
    return { data, stand: nothing(doc), summary: `${said}.`, filled: "" };
  },
};

const BASIS: Record<string, string> = {
  said: "a quantity that somebody said",
  booked: "quantities booked",
  counted: "what was counted",
  unknown: "nothing: bookings without quantities",
};

const COMMITMENTS: Entry = {
  key: "budget.commitments",
  type: "table",
  title: "Not booked yet",
  formula: "happened and not booked = unit × happened − booked; still to come = forecast − booked",
  thresholds: "",
  params: ["limit"],
  show(doc) {
    const data = table(doc, { first: "Line", name: lineName, total: count(doc.facts.of) }, [
      money("Happened, not booked", "unbooked"),
      money("Still to come", "toCome"),
      money("Booked", "actual"),
      money("Forecast", "forecast"),
      date("Last booking", "lastOn"),
    ]);
    const unclear = (Array.isArray(doc.facts.money) ? doc.facts.money : [])
      .reduce((all: number, one) => all + count(part(one).unclear), 0);
    const said = `Happened and not booked: ${sums(doc, "unbooked")}; still to come: ${
      sums(doc, "to_come")
    }`;
    return {
      data,
      stand: nothing(doc),
      summary: `${said}${unclear > 0 ? `; of ${many(unclear, "line")} not known` : ""}.`,
      filled: "",
    };
  },
};

const PAYABLES: Entry = {
  key: "budget.payables",
  type: "table",
  title: "Payments to sites",
  formula: "lines of site payments or of one site: unit × happened − booked",
  thresholds: "",
  params: ["limit"],
  show(doc) {
    const data = table(doc, { first: "Line", name: lineName, total: count(doc.value) }, [
      cell("Site", "text", (row) => s(row.site) ?? "all sites"),
      number("Happened", "happened"),
      money("Unit", "unit"),
      money("Booked", "actual"),
      money("Happened, not booked", "unbooked"),
    ]);
    return {
      data,
      stand: count(doc.value) === 0 ? unknown("no line pays sites") : null,
      summary: `${many(count(doc.value), "line")} of payments to sites.`,
      filled: "",
    };
  },
};

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
            cells: ["planned", "actual", "forecast", "variance"].map((key) =>
              money("", key).cell(row)
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
              money("", "planned").cell(row),
              money("", "forecast").cell(row),
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
  LINES,
  COMMITMENTS,
  PAYABLES,
];
