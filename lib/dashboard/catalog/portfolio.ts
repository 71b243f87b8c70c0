/** Studies of the organisation beside each other, in the words of the portfolio. */
import { percentOfPlan } from "@/lib/enrollment/words.ts";
import type { Standing } from "@/lib/projects/portfolio_model.ts";
import { budgetOf, documentsOf, qualityOf } from "@/lib/portfolio/records_model.ts";
import {
  enrolledOfTarget,
  enrollmentOf,
  scheduleOf,
  type Stand as Said,
} from "@/lib/portfolio/standing_model.ts";
import { count, type Doc, type Entry, type Json, n, s } from "../entry.ts";
import type { Cell, Standing as State } from "../model.ts";
import { atRisk, critical, onTrack, unknown } from "../status.ts";
import { many, num } from "../text.ts";
import { shown } from "./site.ts";
import { cell, table } from "./table.ts";

const STATES: Record<Said["state"], State | null> = {
  ok: "on-track",
  risk: "at-risk",
  crit: "critical",
  unk: "unknown",
  info: null,
};

/** What is neither good nor bad is said in words alone. */
function standCell(said: Said | null): Cell {
  if (said === null) return null;
  const state = STATES[said.state];
  return state === null ? `${said.word}: ${said.reason}` : { state, reason: said.reason };
}

const standingOf = (row: Json) => row.standing as Standing;
const partsOf = (row: Json, today: string) =>
  [
    scheduleOf(standingOf(row)),
    enrollmentOf(standingOf(row), today),
    documentsOf(standingOf(row)),
    qualityOf(standingOf(row)),
    budgetOf(standingOf(row)),
  ].filter((one) => one !== null);

const isOwn = (row: Json, doc: Doc) => row.id === doc.facts.own;

const HEALTH: Entry = {
  key: "portfolio.health",
  type: "table",
  title: "Studies of the organisation",
  formula: "studies that you see, as the portfolio has them; this one first",
  thresholds: "as the worst part of this study",
  params: ["limit"],
  show(doc) {
    const today = String(doc.facts.today);
    // As text, so that a narrow place scrolls the table: seven columns of statuses do not fold well.
    const data = table(doc, {
      first: "Study",
      name: (row) => isOwn(row, doc) ? `${row.name} (this study)` : String(row.name),
      total: count(doc.value),
    }, [
      cell("Enrolled / target", "text", (row) => enrolledOfTarget(standingOf(row))),
      cell("Schedule", "text", (row) => standCell(scheduleOf(standingOf(row)))),
      cell("Enrollment", "text", (row) => standCell(enrollmentOf(standingOf(row), today))),
      cell("Documents", "text", (row) => standCell(documentsOf(standingOf(row)))),
      cell("Quality", "text", (row) => standCell(qualityOf(standingOf(row)))),
      cell("Budget", "text", (row) => standCell(budgetOf(standingOf(row)))),
    ]);
    const own = doc.rows.find((row) => isOwn(row, doc));
    const parts = own ? partsOf(own, today) : [];
    const of = (state: Said["state"]) => parts.filter((one) => one.state === state);
    const [crit, risk, unk] = [of("crit"), of("risk"), of("unk")];
    const said = (list: Said[]) => list.map(({ reason }) => reason).join("; ");
    const stand = crit.length > 0
      ? critical(said(crit))
      : risk.length > 0
      ? atRisk(said(risk))
      : unk.length === parts.length
      ? unknown(said(unk) || "this study is not seen")
      : onTrack("no part of this study is at risk");
    return shown(
      data,
      stand,
      `${many(count(doc.value), "study", "studies")} seen${
        doc.facts.more === true ? ", there are more" : ""
      }.`,
    );
  },
};

/** What studies are compared by; null: not known of this one. */
const MEASURES: [label: string, of: (it: Standing) => number | null][] = [
  [
    "Enrolled, % of plan to date",
    ({ enrollment: { enrolled, planned } }) =>
      enrolled === null || planned === null || planned <= 0
        ? null
        : percentOfPlan(enrolled / planned),
  ],
  ["Days that the end is after the baseline", ({ schedule }) => schedule.endDays],
  ["Milestones overdue", ({ schedule }) => schedule.confirmed > 0 ? schedule.overdue : null],
  [
    "Findings of the rules in documents",
    ({ documents }) => documents.expected ? sum(documents.counts) : null,
  ],
  [
    "Findings of the rules in quality",
    ({ quality }) => quality.measured ? sum(quality.counts) : null,
  ],
];
const sum = (counts: Record<string, number>) =>
  Object.values(counts).reduce((all, of) => all + of, 0);

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half) - 1]!) / 2;
}

const COMPARE: Entry = {
  key: "portfolio.compare",
  type: "table",
  title: "This study against the others",
  formula: "of the other studies that you see: median of those of which it is known; needs 2",
  thresholds: "",
  params: [],
  show(doc) {
    const own = doc.rows.find((row) => isOwn(row, doc));
    const others = doc.rows.filter((row) => !isOwn(row, doc));
    const rows = MEASURES.map(([name, of]): Json => {
      const known = others.map((row) => of(standingOf(row))).filter((one) => one !== null);
      return {
        name,
        own: own ? of(standingOf(own)) : null,
        median: known.length >= 2 ? median(known) : null,
        least: known.length >= 2 ? Math.min(...known) : null,
        most: known.length >= 2 ? Math.max(...known) : null,
        of: known.length,
      };
    });
    const figure = (label: string, key: string) => cell(label, "number", (row) => n(row[key]));
    return shown(
      table({ rows }, { first: "Measure", name: (row) => s(row.name) ?? "" }, [
        figure("This study", "own"),
        figure("Median of others", "median"),
        figure("Lowest", "least"),
        figure("Highest", "most"),
        figure("Others known", "of"),
      ]),
      others.length < 2
        ? unknown(`${many(others.length, "other study", "other studies")} seen, needs 2 to compare`)
        : null,
      `Compared with ${many(others.length, "other study", "other studies")}${
        doc.facts.more === true ? `, the newest ${num(others.length)}` : ""
      }.`,
    );
  },
};

export const PORTFOLIO: Entry[] = [HEALTH, COMPARE];
