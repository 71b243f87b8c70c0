/** Indicators over sites and periods, and limits with their course (private.widgets_indicators). */
import { count, type Entry, type Json, n, part, s } from "../entry.ts";
import type { Stand } from "../model.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { capital, day, many, num } from "../text.ts";
import { shown } from "./site.ts";
import { cell, date, number, stateOf, table, words } from "./table.ts";

const list = (value: unknown): Json[] => Array.isArray(value) ? value.map(part) : [];
const total = (rows: Json[], key: string) => rows.reduce((all, row) => all + count(row[key]), 0);

/** Whether it went the worse way; null where one of the two is not known. */
function trendOf(row: Json): string | null {
  const [now, then] = [n(row.value), n(row.before)];
  if (now === null || then === null) return null;
  if (now === then) return "as before";
  return (now > then) === (row.direction !== "low") ? "worse" : "better";
}

function kriStand(rows: Json[]): Stand {
  const [red, amber, twice] = [
    total(rows, "critical"),
    total(rows, "atRisk"),
    total(rows, "twice"),
  ];
  if (rows.length === 0) return unknown("no indicator is set up");
  if (total(rows, "sites") === total(rows, "unknown")) return unknown("no indicator is known yet");
  if (twice > 0) return critical(`${num(twice)} red in two periods`);
  return worst({ critical: red, atRisk: amber }, {
    critical: "over the limit",
    atRisk: "over the warning",
    none: "all known ones are within their limits",
    nothing: "no indicator is known yet",
  });
}

const KRIS: Entry = {
  key: "indicators.kris",
  type: "table",
  title: "Risk indicators",
  formula:
    "over all sites in the newest period and the one before; sites by their own newest period",
  thresholds: "critical: a site is over the limit; at risk: over the warning",
  params: ["kriId"],
  show(doc) {
    const data = table(doc, {
      first: "Indicator",
      name: (row) => String(row.title),
      path: (row) => `quality?view=indicators&kri=${row.id}`,
    }, [
      number("All sites", "value"),
      date("Period", "on"),
      number("Before", "before"),
      cell("Trend", "text", trendOf),
      number("Sites red", "critical"),
      number("Sites amber", "atRisk"),
      number("Red in two periods", "twice"),
      number("Sites not known", "unknown"),
      number("Warning", "amber"),
      number("Limit", "red"),
    ]);
    const stand = kriStand(doc.rows);
    return shown(data, stand, `${capital(stand.reason)}.`);
  },
};

const AT_SITES: Entry = {
  key: "indicators.sites",
  type: "table",
  title: "Sites that are red or amber",
  formula: "newest period of each indicator and site, the period before beside it; worst first",
  thresholds: "critical: over the limit; at risk: over the warning",
  params: ["kriId", "limit"],
  show(doc) {
    const data = table(doc, {
      first: "Site",
      name: (row) => String(row.site),
      path: (row) => `sites/${row.siteId}`,
      total: count(doc.value),
    }, [
      words("Indicator", "title"),
      cell("Value", "number", (row) => n(row.value)),
      cell("Counted", "text", (row) => `${num(count(row.of), 2)} of ${num(count(row.by), 2)}`),
      date("Period", "on"),
      number("Before", "before"),
      cell("Status", "stand", (row) => ({
        state: stateOf(row.status),
        reason: row.twice === true
          ? "red in two periods"
          : row.status === "critical"
          ? `limit ${num(count(row.red), 2)}`
          : `warning ${num(count(row.amber), 2)}`,
      })),
    ]);
    const red = doc.rows.filter((row) => row.status === "critical").length;
    const stand = count(doc.facts.points) === 0
      ? unknown("no indicator has a value")
      : red > 0
      ? critical(`${num(count(doc.value))} red or amber`)
      : count(doc.value) > 0
      ? atRisk(`${num(count(doc.value))} amber`)
      : onTrack("no newest value is red or amber");
    return shown(data, stand, `${many(count(doc.value), "value")} red or amber.`);
  },
};

/** A column a period, a row a name. */
function course(rows: { name: string; path?: string; points: Json[] }[]) {
  const days = [...new Set(rows.flatMap(({ points }) => points.map((one) => String(one.on))))]
    .sort();
  return table(
    { rows: rows.map((row) => ({ ...row })) },
    {
      first: "",
      name: (row) => String(row.name),
      path: (row) => s(row.path) ?? undefined,
    },
    days.map((on) =>
      cell(day(on), "number", (row) => n(list(row.points).find((one) => one.on === on)?.value))
    ),
  );
}

const TREND: Entry = {
  key: "indicators.trend",
  type: "table",
  title: "Course of the indicators",
  formula: "over all sites that have both counts, by period; the newest six periods",
  thresholds: "",
  params: ["kriId"],
  show(doc) {
    const points = list(doc.facts.course);
    const data = course(doc.rows.map((row) => ({
      ...{ name: String(row.title), path: `quality?view=indicators&kri=${row.id}` },
      points: points.filter((one) => one.kri === row.id),
    })));
    data.columns[0]!.label = "Indicator";
    return shown(
      data,
      points.length === 0 ? unknown("nothing was counted for an indicator") : null,
      `${many(doc.rows.length, "indicator")} over ${many(data.columns.length - 1, "period")}.`,
    );
  },
};

const QTLS: Entry = {
  key: "indicators.qtls",
  type: "table",
  title: "Tolerance limits",
  formula:
    "the indicator over all sites and periods, against its limit; since: the period from which on",
  thresholds: "as each limit's own warning",
  params: [],
  show(doc) {
    const data = table(doc, {
      first: "Limit",
      name: (row) => String(row.title),
      path: (row) => `quality?view=indicators&kri=${row.kri}`,
    }, [
      words("Indicator", "indicator"),
      number("Value", "value"),
      cell(
        "Counted",
        "text",
        (row) => n(row.by) === null ? null : `${num(count(row.of), 2)} of ${num(count(row.by), 2)}`,
      ),
      number("Warning", "warning"),
      number("Limit", "limit"),
      date("Since", "since"),
      date("Newest period", "newest"),
      number("Sites", "sites"),
      cell("Status", "stand", (row) => ({
        state: stateOf(row.status),
        reason: row.status === "critical"
          ? "the limit is reached"
          : row.status === "at-risk"
          ? "the warning is reached"
          : n(row.value) === null
          ? `too little was counted, needs ${num(count(row.minimum), 2)}`
          : "within the limit",
      })),
      words("Why this limit", "justification"),
    ]);
    const { of, atRisk: warned, known } = doc.facts;
    const stand = count(of) === 0 ? unknown("no limit is set") : worst({
      critical: count(doc.value),
      atRisk: count(warned),
      of: count(of),
      known: count(known),
    }, {
      critical: "breached",
      atRisk: "at the warning",
      none: "all known ones are within their limits",
      nothing: "no limit is known yet",
    });
    return shown(data, stand, `${num(count(doc.value))} of ${many(count(of), "limit")} breached.`);
  },
};

const QTL_COURSE: Entry = {
  key: "indicators.qtl_course",
  type: "table",
  title: "Course of the limits",
  formula: "all sites and periods up to the end of each period; the newest six",
  thresholds: "",
  params: [],
  show(doc) {
    const data = course(doc.rows.map((row) => ({
      name: String(row.title),
      points: list(row.course),
    })));
    data.columns[0]!.label = "Limit";
    return shown(
      data,
      data.columns.length === 1 ? unknown("nothing was counted for a limit") : null,
      `${many(doc.rows.length, "limit")} over ${many(data.columns.length - 1, "period")}.`,
    );
  },
};

const NOTES: Entry = {
  key: "indicators.notes",
  type: "list",
  title: "Notes on values",
  formula: "what people wrote beside values of indicators, the newest period first",
  thresholds: "",
  params: ["kriId", "limit"],
  show(doc) {
    return shown(
      {
        type: "list",
        items: doc.rows.map((row) => ({
          title: `${row.kri}, ${row.site}`,
          detail: `${day(s(row.on))}: ${row.note}`,
          path: `sites/${row.siteId}`,
        })),
        total: count(doc.value),
      },
      null,
      `${many(count(doc.value), "note")}.`,
    );
  },
};

export const INDICATORS: Entry[] = [KRIS, AT_SITES, TREND, QTLS, QTL_COURSE, NOTES];
