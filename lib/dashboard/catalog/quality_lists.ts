/** Risks, critical factors, findings and actions one by one (private.quality_list). */
import type { Stand } from "../model.ts";
import { count, type Entry, type Json, n, s } from "../entry.ts";
import { atRisk, critical, onTrack, unknown, worst } from "../status.ts";
import { day, many, num, plain } from "../text.ts";
import { date, figure, STAND, table, text } from "./columns.ts";

function riskStand(row: Json): Stand {
  if (row.state === "unconfirmed") return unknown("suggested by a rule, nobody confirmed it");
  if (row.overdue === true) return atRisk(`review was due ${day(s(row.due))}`);
  if (n(row.score) === null) return unknown("not scored");
  const reviewed = s(row.reviewed) ? `reviewed ${day(s(row.reviewed))}` : "never reviewed";
  return row.zone === "high" ? atRisk(`top zone, ${reviewed}`) : onTrack(reviewed);
}

/** What is due: how late it is, or that nobody said when. */
function dueStand(row: Json, worse: boolean): Stand {
  if (row.overdue === true) {
    const words = `${many(count(row.over), "day")} late`;
    return worse ? critical(words) : atRisk(words);
  }
  return s(row.due) ? onTrack("not due yet") : unknown("no due day is recorded");
}

const CAPA_STATES: Record<string, string> = {
  open: "to be carried out",
  awaiting_check: "carried out, to be checked",
  implemented: "carried out",
  ineffective: "did not work",
};

const RISKS: Entry[] = [
  {
    key: "quality.risks",
    type: "table",
    title: "Risks and controls",
    formula: "risks that are not closed, by score (likelihood × impact)",
    thresholds: "at risk: one has no control, or its review is overdue",
    params: ["limit"],
    show(doc) {
      const { open, overdue, bare, unscored } = doc.facts;
      const all = count(doc.value);
      return {
        data: table(
          [
            ...[figure("Score"), text("Control"), text("Critical factor"), text("Owner")],
            ...[date("Review due"), STAND],
          ],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: `quality?risk=${row.id}`,
            cells: [
              ...[n(row.score), s(row.mitigation), s(row.factor), s(row.owner), s(row.due)],
              riskStand(row),
            ],
          })),
          all,
          "Risk",
        ),
        stand: count(open) === 0
          ? unknown(all === 0 ? "no risk is recorded" : "no risk is confirmed")
          : count(bare) > 0
          ? atRisk(`${many(count(bare), "open risk")} without a control`)
          : count(overdue) > 0
          ? atRisk(`${many(count(overdue), "review")} overdue`)
          : onTrack("each open risk has a control and no review is overdue"),
        summary: `${num(count(open))} open of ${many(all, "risk")} that ${
          all === 1 ? "is" : "are"
        } not closed; ${num(count(bare))} without a control, ${num(count(unscored))} not scored, ${
          num(count(overdue))
        } past their review.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.factors",
    type: "table",
    title: "Critical-to-quality factors",
    formula: "factors with their open risks, indicators and limits",
    thresholds: "at risk: one has no open risk and no indicator",
    params: ["limit"],
    show(doc) {
      const { bare, unmeasured } = doc.facts;
      const all = count(doc.value);
      return {
        data: table(
          [figure("Open risks"), figure("Indicators"), figure("Limits"), text("Why")],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: "quality?view=factors",
            cells: [n(row.risks), n(row.indicators), n(row.limits), s(row.rationale)],
          })),
          all,
          "Factor",
        ),
        stand: worst({ atRisk: count(unmeasured), of: all }, {
          critical: "",
          atRisk: "without an indicator",
          none: "each has an indicator",
          nothing: "no critical factor is recorded",
        }),
        summary: `${many(all, "critical factor")}, ${num(count(bare))} without an open risk, ${
          num(count(unmeasured))
        } without an indicator.`,
        filled: "",
      };
    },
  },
];

const FINDINGS: Entry[] = [
  {
    key: "quality.deviations",
    type: "table",
    title: "Open deviations",
    formula: "deviations not resolved, overdue ones first",
    thresholds: "critical: a critical one is open; at risk: one is overdue",
    params: ["siteId", "limit"],
    show(doc) {
      const { overdue, critical: crit } = doc.facts;
      const all = count(doc.value);
      return {
        data: table(
          [
            ...[text("Site"), text("Severity"), date("Found"), date("Due"), text("Owner")],
            STAND,
          ],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: "quality?view=deviations",
            cells: [
              ...[s(row.site), s(row.severity), s(row.found), s(row.due), s(row.owner)],
              dueStand(row, row.severity === "critical"),
            ],
          })),
          all,
          "Deviation",
        ),
        stand: worst({ critical: count(crit), atRisk: count(overdue) }, {
          critical: "critical",
          atRisk: "overdue",
          none: "none is critical or overdue",
          nothing: "",
        }),
        summary: `${many(all, "open deviation")}, ${num(count(overdue))} overdue, ${
          num(count(crit))
        } critical.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.capas",
    type: "table",
    title: "Corrective and preventive actions",
    formula: "actions that are not closed; what is next and when",
    thresholds: "critical: one did not work; at risk: one is overdue",
    params: ["siteId", "limit"],
    show(doc) {
      const { overdue, ineffective, uncaused } = doc.facts;
      const all = count(doc.value);
      return {
        data: table(
          [text("State"), date("Due"), figure("Deviations"), text("Owner"), STAND],
          doc.rows.map((row) => ({
            name: String(row.title),
            path: `quality/capas/${row.id}`,
            cells: [
              CAPA_STATES[String(row.state)] ?? plain(String(row.state)),
              ...[s(row.due), n(row.deviations), s(row.owner)],
              row.state === "ineffective"
                ? critical("checked and found ineffective")
                : dueStand(row, false),
            ],
          })),
          all,
          "Action",
        ),
        stand: worst({ critical: count(ineffective), atRisk: count(overdue) }, {
          critical: "did not work",
          atRisk: "overdue",
          none: "none is overdue",
          nothing: "",
        }),
        summary: `${many(all, "action")} not closed, ${num(count(overdue))} overdue, ${
          num(count(uncaused))
        } without a root cause.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.past_due",
    type: "list",
    title: "Findings past due",
    formula: "deviations, corrective and preventive actions whose due day is over",
    thresholds: "critical: a critical deviation; at risk: any other",
    params: ["siteId", "limit"],
    show(doc) {
      const all = count(doc.value);
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: String(row.title),
            detail: [
              `${many(count(row.over), "day")} late`,
              row.kind === "capa" ? "corrective or preventive action" : s(row.severity),
              s(row.site),
              s(row.owner) ? `owner ${row.owner}` : "nobody owns it",
            ].filter(Boolean).join(", "),
            path: row.kind === "capa" ? `quality/capas/${row.id}` : "quality?view=deviations",
          })),
          total: all,
        },
        stand: worst({ critical: count(doc.facts.critical), atRisk: all }, {
          critical: "critical and past due",
          atRisk: "past due",
          none: "nothing is past due",
          nothing: "",
        }),
        summary: `${many(count(doc.facts.deviations), "deviation")} and ${
          many(count(doc.facts.capas), "action")
        } past due.`,
        filled: "",
      };
    },
  },
];

export const QUALITY_LISTS: Entry[] = [...RISKS, ...FINDINGS];
