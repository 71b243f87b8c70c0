/** Quality: risks, deviations, corrective actions, indicators and their limits. */
import type { Stand, Standing } from "../model.ts";
import { count, type Entry, n, part, s } from "../entry.ts";
import {
  atRisk,
  critical,
  MINIMUM,
  onTrack,
  shareOver,
  TARGETS,
  unknown,
  worst,
} from "../status.ts";
import { day, many, num, pct } from "../text.ts";
import { kpi } from "./kpi.ts";

const STATES: Standing[] = ["on-track", "at-risk", "critical", "unknown"];
const stateOf = (value: unknown): Standing => STATES.find((one) => one === value) ?? "unknown";

const INDICATORS = {
  critical: "over the limit",
  atRisk: "over the warning",
  none: "all known ones are within their limits",
  nothing: "no indicator is known yet",
};

export const QUALITY: Entry[] = [
  {
    key: "quality.risk_heatmap",
    type: "heatmap",
    title: "Risks",
    formula: "likelihood × impact, zones at 8 and 15",
    thresholds: "at risk: one is in the top zone",
    params: [],
    show(doc) {
      const { high, scored } = doc.facts;
      const open = count(doc.value);
      const risks = doc.rows.map((row) => ({
        id: String(row.id),
        no: count(row.no),
        title: String(row.title),
        likelihood: count(row.l),
        impact: count(row.i),
        detectability: n(row.d),
      }));
      return {
        data: { type: "heatmap", risks, notScored: open - count(scored) },
        stand: worst({ atRisk: count(high), of: open, known: count(scored) }, {
          critical: "",
          atRisk: "in the top zone",
          none: "none in the top zone",
          nothing: open === 0 ? "no open risk is recorded" : "no open risk is scored",
        }),
        summary: open === 0
          ? "No open risk is recorded."
          : `${num(open)} open${count(high) > 0 ? `, ${num(count(high))} in the top zone` : ""}.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.open_deviations",
    type: "kpi",
    title: "Open deviations",
    formula: "deviations not resolved",
    thresholds: "critical: a critical one is open; at risk: one is overdue",
    params: ["siteId"],
    show(doc) {
      const { critical: crit, overdue } = doc.facts;
      const stand: Stand = count(crit) > 0
        ? critical(`${num(count(crit))} critical`)
        : count(overdue) > 0
        ? atRisk(`${num(count(overdue))} overdue`)
        : onTrack("none is critical or overdue");
      return kpi({ doc, unit: "count", target: null, targetWords: "open", stand, filled: "" });
    },
  },
  {
    key: "quality.deviations_by_month",
    type: "chart",
    title: "Deviations by month",
    formula: "deviations by the month they were found in",
    thresholds: "",
    params: ["from", "to"],
    show(doc) {
      const bars = doc.rows.map((row) => ({ label: day(s(row.month)), n: count(row.n) }));
      return {
        data: { type: "chart", unit: "deviations", bars, upright: true },
        stand: null,
        summary: `${many(count(doc.value), "deviation")} found from ${day(s(doc.facts.from))} to ${
          day(s(doc.facts.to))
        }.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.capa_on_time",
    type: "kpi",
    title: "CAPA on time",
    formula: "done by their day ÷ done or due",
    thresholds: `over ${pct(TARGETS.capaOnTime, 0)}; needs ${MINIMUM.actions} due`,
    params: ["target"],
    show(doc, { target = TARGETS.capaOnTime * 100 }) {
      const [of, by] = [count(doc.facts.of), count(doc.facts.by)];
      return kpi({
        doc,
        unit: "percent",
        target: target / 100,
        targetWords: `over ${pct(target / 100, 0)}`,
        stand: shareOver(
          { of, by, noun: "due", minimum: MINIMUM.actions },
          n(doc.value),
          target / 100,
          `${num(of)} of ${num(by)} on time`,
        ),
        filled: by === 0 ? "" : `${num(of)} ÷ ${num(by)}`,
      });
    },
  },
  {
    key: "quality.kri_grid",
    type: "grid",
    title: "Risk indicators by site",
    formula: "newest period of each indicator and site",
    thresholds: "as each indicator's own warning and limit",
    params: ["kriId", "limit"],
    show(doc) {
      const kris = Array.isArray(doc.facts.kris) ? doc.facts.kris.map(part) : [];
      return {
        data: {
          type: "grid",
          columns: kris.map((kri) => String(kri.title)),
          rows: doc.rows.map((row) => ({
            name: String(row.site),
            path: `sites/${row.siteId}`,
            cells: kris.map((kri) => {
              const cell = part(row.cells)[String(kri.id)];
              if (!cell) return null;
              const { value, status } = part(cell);
              return { text: n(value) === null ? "–" : num(count(value)), state: stateOf(status) };
            }),
          })),
        },
        stand: worst({
          critical: count(doc.value),
          atRisk: count(doc.facts.atRisk),
          of: count(doc.facts.of),
          known: count(doc.facts.known),
        }, INDICATORS),
        summary: `${num(count(doc.value))} of ${
          many(count(doc.facts.of), "value")
        } over the limit.`,
        filled: "",
      };
    },
  },
  {
    key: "quality.qtl",
    type: "table",
    title: "Quality tolerance limits",
    formula: "the indicator over all sites and periods, against its limit",
    thresholds: "as each limit's own warning",
    params: [],
    show(doc) {
      const { atRisk: warned, of, known } = doc.facts;
      return {
        data: {
          type: "table",
          columns: [
            { label: "Limit", kind: "text" },
            { label: "Value", kind: "number" },
            { label: "Warning", kind: "number" },
            { label: "Limit", kind: "number" },
            { label: "Status", kind: "stand" },
          ],
          rows: doc.rows.map((row) => ({
            name: String(row.title),
            cells: [
              n(row.value),
              n(row.warning),
              n(row.limit),
              {
                state: stateOf(row.status),
                reason: n(row.value) === null
                  ? "too little was counted"
                  : `${num(count(row.of))} of ${num(count(row.by))}`,
              },
            ],
          })),
          total: doc.rows.length,
        },
        stand: count(of) === 0 ? unknown("no limit is set") : worst({
          critical: count(doc.value),
          atRisk: count(warned),
          of: count(of),
          known: count(known),
        }, INDICATORS),
        summary: `${num(count(doc.value))} of ${many(count(of), "limit")} breached.`,
        filled: "",
      };
    },
  },
];
