/** What stands behind a number of the page, found by the key in `?proof=`. Pure. */
import {
  type CountName,
  COUNTS,
  type Group,
  MINIMUM_DENOMINATOR,
  plannedOn,
  type RateName,
  RATES,
  type SiteRow,
  type Summary,
} from "@/lib/enrollment/model.ts";
import {
  enrollingOf,
  type Stand,
  standOfPlan,
  standOfRetention,
  standOfScreening,
} from "@/lib/enrollment/words.ts";
import { formatDate, formatNumber, formatPercent } from "../format.ts";
import { planFacts } from "./plan_facts.ts";
import {
  COUNT_TITLES,
  countOr,
  countryKey,
  countryWords,
  DASH,
  daysOf,
  ratioOf,
  scopeWords,
  siteWords,
} from "./words.ts";

export interface EnrollmentProof {
  title: string;
  value: string;
  stand: Stand | null;
  /** Name and what it says, in lines. */
  facts: [string, string][];
  /** The rows that it is of, as far as the page holds them. */
  columns: string[];
  rows: { id: string; name: string; cells: string[] }[];
  /** That there are more rows. */
  more: string | null;
}

const QUERY = "newest snapshot of each site that has the count (private.enrollment_latest)";

function countCells(row: SiteRow, name: CountName): string[] {
  const { n, newest } = row.counts[name];
  return [countOr(n), newest === null ? "not counted" : formatDate(newest)];
}

function rowsOf(summary: Summary, columns: string[], cells: (row: SiteRow) => string[]) {
  const { rows, total } = summary.sites;
  return {
    columns,
    rows: rows.map((row) => ({ id: row.id, name: siteWords(row), cells: cells(row) })),
    more: rows.length < total
      ? `${formatNumber(rows.length)} of ${
        formatNumber(total)
      } sites: those of the table as it is ` +
        "sorted and paged now."
      : null,
  };
}

function ofCount(summary: Summary, name: CountName): EnrollmentProof {
  const total = summary.total.counts[name];
  const stand = name === "enrolled"
    ? standOfPlan(total.n, summary.planned, enrollingOf(summary))
    : null;
  return {
    title: `${COUNT_TITLES[name]}, ${scopeWords(summary)}`,
    value: countOr(total.n),
    stand,
    facts: [
      [
        "Formula",
        `sum over ${formatNumber(total.sites)} of ${
          formatNumber(summary.total.sites)
        } sites that have the count`,
      ],
      ["Days", daysOf(total)],
      ...(name === "enrolled" ? planFacts(summary) : []),
      ["Query", QUERY],
    ],
    ...rowsOf(summary, [COUNT_TITLES[name], "As of"], (row) => countCells(row, name)),
  };
}

const PAIR: Record<RateName, [CountName, CountName]> = {
  screening: ["screened", "prescreened"],
  screenFailure: ["screenFailed", "screened"],
  enrollment: ["enrolled", "screened"],
  retention: ["withdrawn", "enrolled"],
  completion: ["completed", "enrolled"],
};
const RATE_TITLES: Record<RateName, string> = {
  screening: "Screened of the prescreened",
  screenFailure: "Screen failures",
  enrollment: "Screened to enrolled",
  retention: "Retention",
  completion: "Completed of the enrolled",
};
const LIMITS: Partial<Record<RateName, string>> = {
  enrollment: "on track under 3 screened for 1 enrolled",
  retention: "on track over 85 %",
};

function ofRate(summary: Summary, name: RateName): EnrollmentProof {
  const rate = summary.total.rates[name];
  const [of, by] = PAIR[name];
  const share = rate.value === null ? DASH : formatPercent(rate.value, 1);
  const stand = name === "enrollment"
    ? standOfScreening(rate)
    : name === "retention"
    ? standOfRetention(rate)
    : rate.unknown === null
    ? null
    : { state: "unknown" as const, reason: rate.unknown };
  return {
    title: `${RATE_TITLES[name]}, ${scopeWords(summary)}`,
    value: name === "enrollment" ? `${ratioOf(rate)} (${share})` : share,
    stand,
    facts: [
      ["Formula", rate.formula],
      ["With numbers", `${countOr(rate.numerator)} ÷ ${countOr(rate.denominator)} = ${share}`],
      ["Least base", `${MINIMUM_DENOMINATOR}; below it the rate is unknown`],
      ...(LIMITS[name] ? [["Target", LIMITS[name]] as [string, string]] : []),
      [
        "Sites",
        `${formatNumber(rate.sites)} of ${
          formatNumber(summary.total.sites)
        }: those that have both counts`,
      ],
      [
        "Days",
        `${COUNT_TITLES[of].toLowerCase()} ${daysOf(summary.total.counts[of])}; ${
          COUNT_TITLES[by].toLowerCase()
        } ${daysOf(summary.total.counts[by])}`,
      ],
      ["Query", QUERY],
    ],
    ...rowsOf(summary, [COUNT_TITLES[of], COUNT_TITLES[by]], (row) => [
      countOr(row.counts[of].n),
      countOr(row.counts[by].n),
    ]),
  };
}

/** All counts of a country or a site, each with its day. */
function ofGroup(title: string, group: Group, extra: [string, string][]): EnrollmentProof {
  return {
    title,
    value: `${countOr(group.counts.enrolled.n)} enrolled`,
    stand: null,
    facts: [
      ...extra,
      ...RATES.map((name): [string, string] => {
        const rate = group.rates[name];
        return [
          RATE_TITLES[name],
          rate.value === null
            ? `unknown: ${rate.unknown}`
            : `${rate.formula} = ${rate.numerator} ÷ ${rate.denominator} = ${
              formatPercent(rate.value, 1)
            }`,
        ];
      }),
      ["Query", QUERY],
    ],
    columns: ["People", "Sites", "Days"],
    rows: COUNTS.map((name) => {
      const { n, sites, oldest, newest } = group.counts[name];
      const cells = [countOr(n), formatNumber(sites), daysOf({ oldest, newest })];
      return { id: "", name: COUNT_TITLES[name], cells };
    }),
    more: null,
  };
}

function ofSite(summary: Summary, id: string): EnrollmentProof | null {
  const row = summary.sites.rows.find((one) => one.id === id);
  if (!row) return null;
  const asOf = summary.asOf;
  const planned = asOf === null ? null : plannedOn({ ...summary.plan, target: row.target }, asOf);
  return ofGroup(siteWords(row), row, [
    ["Newest snapshot", row.asOf === null ? "none" : formatDate(row.asOf)],
    ["Target", row.target === null ? "not known" : formatNumber(row.target)],
    [
      "Planned",
      planned === null
        ? "not known"
        : `${formatNumber(Number(planned.toFixed(1)))} by ${
          formatDate(asOf!)
        }, on the study's dates`,
    ],
  ]);
}

/** Null for a key that names nothing here. */
export function proofOf(summary: Summary, key: string): EnrollmentProof | null {
  if (key === "planned") {
    const value = summary.planned === null ? DASH : formatNumber(Math.round(summary.planned));
    return { ...ofCount(summary, "enrolled"), title: "Planned to date", value, stand: null };
  }
  if (key === "counted") {
    const { counted, sites } = summary.total;
    return {
      title: `Sites counted, ${scopeWords(summary)}`,
      value: formatNumber(counted),
      stand: null,
      facts: [["Formula", `sites with at least one snapshot, of ${formatNumber(sites)}`]],
      ...rowsOf(summary, ["Newest snapshot"], (row) => [
        row.asOf === null ? "none" : formatDate(row.asOf),
      ]),
    };
  }
  if ((COUNTS as readonly string[]).includes(key)) return ofCount(summary, key as CountName);
  if ((RATES as readonly string[]).includes(key)) return ofRate(summary, key as RateName);
  const [kind, ...rest] = key.split("/");
  const id = rest.join("/");
  if (kind === "site") return ofSite(summary, id);
  if (kind === "country") {
    const row = summary.countries.find((one) => countryKey(one.country) === id);
    return row
      ? ofGroup(countryWords(row.country), row, [
        ["Sites", `${formatNumber(row.counted)} of ${formatNumber(row.sites)} counted`],
        ["Target", row.target === null ? "not known for all sites" : formatNumber(row.target)],
      ])
      : null;
  }
  return null;
}
