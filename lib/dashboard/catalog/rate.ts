/** How fast people are enrolled, and what follows if it goes on so (private.enrollment_gains). */
import { count, type Doc, type Entry, n, s } from "../entry.ts";
import type { Stand } from "../model.ts";
import { atRisk, MINIMUM, onTrack, TARGETS, unknown } from "../status.ts";
import { capital, day, many, num, pct } from "../text.ts";
import { kpi } from "./kpi.ts";
import { shown } from "./site.ts";
import { cell, date, number, table } from "./table.ts";

const FORMULA =
  "at each site (newest count − the count at the beginning) ÷ days between them; added up, × 30";
const LEAST = `needs ${MINIMUM.gained} enrolled in the time at sites with two counts`;

/** Why there is no rate; null when there is one. */
function whyNoRate({ sites, counted, gained, known, days }: Doc["facts"]): string | null {
  if (count(counted) === 0) return "nobody was counted";
  if (count(sites) === 0) return "no site has two counts, 14 days or more apart";
  if (known !== true) {
    return `${num(count(gained))} enrolled in ${
      num(count(days))
    } days, needs ${MINIMUM.gained} for a rate`;
  }
  return null;
}

const RATE: Entry = {
  key: "rate.enrollment",
  type: "table",
  title: "Enrollment rate",
  formula: FORMULA,
  thresholds: LEAST,
  params: ["days"],
  show(doc) {
    const data = table(doc, {
      first: "Over the last",
      name: (row) => `${num(count(row.days))} days`,
    }, [
      number("A month of 30 days", "monthly"),
      number("Enrolled in it", "gained"),
      number("Sites with two counts", "sites"),
      cell("Sites left out", "number", (row) => count(row.counted) - count(row.sites)),
      date("Up to", "newest"),
    ]);
    const why = whyNoRate(doc.facts);
    return shown(
      data,
      why === null ? null : unknown(why),
      why === null
        ? `${num(count(doc.value), 2)} a month over the last ${num(count(doc.facts.days))} days.`
        : `${capital(why)}.`,
    );
  },
};

const SITES: Entry = {
  key: "rate.sites",
  type: "table",
  title: "Sites that enrol",
  formula: "at each site newest count − the count at the beginning of the time",
  thresholds: "",
  params: ["days", "siteId", "limit"],
  show(doc) {
    const { counted, sites, gained, days } = doc.facts;
    const data = table(doc, {
      first: "Site",
      name: (row) => String(row.name),
      path: (row) => `sites/${row.id}`,
      total: count(counted),
    }, [
      number("Enrolled since", "gained"),
      number("A month of 30 days", "monthly"),
      number("Newest count", "n"),
      date("Counted on", "on"),
      number("Count before", "before"),
    ]);
    return shown(
      data,
      count(counted) === 0 ? unknown("nobody was counted") : null,
      `${num(count(gained))} enrolled at ${many(count(sites), "site")} over ${
        num(count(days))
      } days; ${num(count(counted) - count(sites))} left out for want of two counts.`,
    );
  },
};

/** What stands in the way of a day; null where there is one. */
function whyNoDay(facts: Doc["facts"]): string | null {
  if (n(facts.target) === null) return "how many are to be enrolled is not known";
  if (n(facts.toGo) !== null && count(facts.toGo) <= 0) return null;
  return whyNoRate(facts) ??
    (s(facts.reachedOn) === null ? "at this rate it is further off than a century" : null);
}

const daysBetween = (from: string, to: string) =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

const PROJECTION: Entry = {
  key: "rate.projection",
  type: "list",
  title: "If the rate stays",
  formula: "day of the newest count + (target − enrolled) ÷ rate a day; no forecast",
  thresholds:
    `at risk: more than ${TARGETS.slippage} days after the planned last participant; ${LEAST}`,
  params: ["days"],
  show(doc) {
    const { facts } = doc;
    const why = whyNoDay(facts);
    const [target, enrolled, toGo] = [n(facts.target), n(facts.enrolled), n(facts.toGo)];
    const reached = s(facts.reachedOn);
    const last = s(facts.lastOn);
    const path = "enrollment";
    const done = toGo !== null && toGo <= 0;
    const items = [
      { title: "Target", detail: target === null ? "not known" : num(target), path },
      {
        title: "Enrolled",
        detail: enrolled === null
          ? "not known"
          : `${num(enrolled)}, counted up to ${day(s(facts.newest))}`,
        path,
      },
      ...(toGo === null ? [] : [{
        title: "To go",
        detail: `${num(Math.max(toGo, 0))} = ${num(target!)} − ${num(enrolled!)}`,
        path,
      }]),
      ...(why !== null || done ? [] : [
        {
          title: "Rate",
          detail: `${num(count(facts.monthly), 2)} a month over ${
            num(count(facts.days))
          } days, at ${many(count(facts.sites), "site")}`,
          path,
        },
        {
          title: "Days to go",
          detail: `${num(count(facts.daysToGo))} = ${num(toGo!)} ÷ ${
            num(count(facts.monthly), 2)
          } × 30`,
          path,
        },
        { title: "Target reached on", detail: day(reached), path },
      ]),
      {
        title: "Last participant in, as planned",
        detail: last ? day(last) : "not known",
        path: "plan",
      },
      ...(why !== null || done ? [] : [{
        title: "Assumed",
        detail: "sites go on at their own rates, none opens, none closes, nobody is counted late",
      }]),
    ];
    const late = reached && last ? daysBetween(last, reached) : null;
    const stand: Stand = why !== null
      ? unknown(why)
      : done
      ? onTrack("the target is reached")
      : late === null
      ? unknown("the day of the last participant is not planned")
      : late > TARGETS.slippage
      ? atRisk(`${many(late, "day")} after the planned last participant`)
      : onTrack(
        late > 0 ? `${many(late, "day")} after the plan` : `${many(-late, "day")} before the plan`,
      );
    return shown({ type: "list", items, total: items.length }, stand, `${capital(stand.reason)}.`);
  },
};

const NEEDED: Entry = {
  key: "rate.needed",
  type: "kpi",
  title: "Rate against the rate needed",
  formula: "rate ÷ ((target − enrolled) ÷ days up to the planned last participant × 30)",
  thresholds: `at least ${pct(TARGETS.ofPlan, 0)}; ${LEAST}`,
  params: ["days", "target"],
  show(doc, { target = TARGETS.ofPlan * 100 }) {
    const { facts } = doc;
    const [monthly, needed, toGo] = [n(facts.monthly), n(facts.needed), n(facts.toGo)];
    const share = n(doc.value);
    const reason = `${num(monthly ?? 0, 2)} a month, ${num(needed ?? 0, 2)} needed`;
    const stand = n(facts.target) === null
      ? unknown("no target is set")
      : toGo !== null && toGo <= 0
      ? unknown("the target is reached: none is needed")
      : whyNoRate(facts) !== null
      ? unknown(whyNoRate(facts)!)
      : s(facts.lastOn) === null
      ? unknown("the day of the last participant is not planned")
      : needed === null || share === null
      ? atRisk("the planned day of the last participant is over")
      : share < target / 100
      ? atRisk(reason)
      : onTrack(reason);
    return kpi({
      doc: { ...doc, facts: { ...facts, of: monthly, by: needed } },
      unit: "percent",
      target: target / 100,
      targetWords: `at least ${pct(target / 100, 0)}`,
      stand,
      filled: monthly === null || needed === null ? "" : `${num(monthly, 2)} ÷ ${num(needed, 2)}`,
    });
  },
};

export const RATE_ENTRIES: Entry[] = [RATE, SITES, PROJECTION, NEEDED];
