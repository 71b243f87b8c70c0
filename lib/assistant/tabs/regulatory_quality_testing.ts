/** For tests: entries of quality, and what diagrams stand on, counted anew from rows. */
import { type Recount } from "./regulatory_recount_testing.ts";
import { between } from "./regulatory_recount_testing.ts";
import { expectedOf, type Row, type Rows, siteLabel, text } from "./regulatory_rows_testing.ts";

const of = <T>(all: T[], having: (one: T) => boolean) => all.filter(having).length;
const before = (day: unknown, today: string) => text(day) !== null && String(day) < today;

/** Names of owners are the profile's: tests own everything themselves. */
const owner = (row: Row, name: string) => row.owner_id === null ? null : name;

function riskOf(risk: Row, today: string) {
  const state = risk.closed_on !== null
    ? "closed"
    : risk.state === "unconfirmed"
    ? "unconfirmed"
    : "open";
  const scored = risk.likelihood !== null && risk.impact !== null;
  return {
    ...{ risk, state, score: scored ? Number(risk.likelihood) * Number(risk.impact) : null },
    overdue: state === "open" && before(risk.review_due_on, today),
    bare: text(String(risk.mitigation ?? "").trim()) === null,
  };
}

function capaOf(capa: Row, today: string) {
  const planned = capa.effectiveness_due_on !== null ||
    String(capa.effectiveness_check ?? "").trim() !== "";
  const state = capa.closed_on !== null
    ? "closed"
    : capa.effective === false
    ? "ineffective"
    : capa.implemented_on === null
    ? "open"
    : capa.effective === null && planned
    ? "awaiting_check"
    : "implemented";
  const due = state === "open"
    ? text(capa.due_on)
    : state === "awaiting_check"
    ? text(capa.effectiveness_due_on)
    : null;
  return { capa, state, due, overdue: before(due, today) };
}

const CAPA_WORDS: Record<string, string> = {
  open: "to be carried out",
  awaiting_check: "carried out, to be checked",
  implemented: "carried out",
  ineffective: "did not work",
};

export const qualityRecount = (name: string): Record<string, Recount> => ({
  "quality.risks": (rows, today) => {
    const all = rows.risks.map((risk) => riskOf(risk, today)).filter((one) =>
      one.state !== "closed"
    );
    const open = all.filter(({ state }) => state === "open");
    const factor = (risk: Row) =>
      text(rows.critical_factors.find(({ id }) => id === risk.critical_factor_id)?.title);
    return {
      rows: all.map(({ risk, score }) => [
        ...[String(risk.title), score, text(risk.mitigation), factor(risk), owner(risk, name)],
        text(risk.review_due_on),
      ]),
      figures: [
        ...[all.length, open.length, of(open, ({ bare }) => bare), of(all, (one) => one.overdue)],
        of(open, ({ score }) => score === null),
      ],
      sources: all.length,
    };
  },
  "quality.factors": (rows) => {
    const all = rows.critical_factors.map((factor) => {
      const kris = rows.kris.filter((kri) => kri.critical_factor_id === factor.id);
      return {
        ...{ factor, kris: kris.length },
        risks: of(
          rows.risks,
          (risk) =>
            risk.critical_factor_id === factor.id && risk.closed_on === null &&
            risk.state === "confirmed",
        ),
        limits: of(rows.qtls, (qtl) => kris.some(({ id }) => id === qtl.kri_id)),
      };
    });
    return {
      rows: all.map(({ factor, kris, risks, limits }) => [
        ...[String(factor.title), risks, kris, limits, text(factor.rationale)],
      ]),
      figures: [all.length, of(all, (one) => one.risks === 0), of(all, (one) => one.kris === 0)],
      sources: all.length,
    };
  },
  "quality.deviations": (rows, today) => {
    const open = rows.deviations.filter(({ resolved_on }) => resolved_on === null);
    return {
      rows: open.map((one) => [
        ...[String(one.title), siteLabel(rows, one.site_id), text(one.severity)],
        ...[text(one.found_on), text(one.due_on), owner(one, name)],
      ]),
      figures: [
        ...[open.length, of(open, ({ due_on }) => before(due_on, today))],
        of(open, ({ severity }) => severity === "critical"),
      ],
      sources: open.length,
    };
  },
  "quality.capas": (rows, today) => {
    const all = rows.capas.map((capa) => capaOf(capa, today)).filter((one) =>
      one.state !== "closed"
    );
    return {
      rows: all.map(({ capa, state, due }) => [
        ...[String(capa.title), CAPA_WORDS[state], due],
        ...[of(rows.deviations, ({ capa_id }) => capa_id === capa.id), owner(capa, name)],
      ]),
      figures: [
        ...[
          all.length,
          of(all, (one) => one.overdue),
          of(all, ({ state }) => state === "ineffective"),
        ],
        of(all, ({ capa }) => String(capa.root_cause ?? "").trim() === ""),
      ],
      sources: all.length,
    };
  },
  "quality.past_due": (rows, today) => {
    const late = rows.deviations.filter((one) =>
      one.resolved_on === null && before(one.due_on, today)
    );
    const capas = rows.capas.map((capa) => capaOf(capa, today)).filter((one) => one.overdue);
    return {
      rows: [...late, ...capas.map(({ capa }) => capa)].map(({ title }) => [String(title)]),
      figures: [
        ...[late.length, capas.length, late.length + capas.length],
        of(late, ({ severity }) => severity === "critical"),
      ],
      sources: late.length + capas.length,
    };
  },
});

/** How many rows each diagram stands on, and what it says of all of them. */
export function diagramCounts(rows: Rows, today: string) {
  const forms = rows.documents.filter(({ kind }) => kind === "consent_form");
  const versions = rows.document_versions.filter((one) =>
    forms.some(({ id }) => id === one.document_id)
  );
  const withVersions = new Set(versions.map((one) => one.document_id)).size;
  const expected = expectedOf(rows, today).filter(({ requirement_id, state }) =>
    requirement_id !== null && state !== "waived"
  );
  const held = of(expected, ({ state }) => state === "current" || state === "expiring");
  return {
    "diagram.consent_flow": { rows: withVersions + versions.length, says: null },
    "diagram.document_types": {
      rows: new Set(expected.map((one) => one.requirement_id)).size,
      says: expected.length === 0 ? null : `${held} of ${expected.length} held`,
    },
    "diagram.risk_controls": {
      rows: rows.critical_factors.length + rows.kris.length + rows.qtls.length +
        of(rows.risks, (risk) => riskOf(risk, today).state === "open"),
      says: null,
    },
  };
}

/** Days late of each finding, as the list of those says it. */
export function lateDays(rows: Rows, today: string): Map<string, number> {
  return new Map([
    ...rows.deviations.filter((one) => one.resolved_on === null && before(one.due_on, today))
      .map((one) => [String(one.title), between(String(one.due_on), today)] as const),
    ...rows.capas.map((capa) => capaOf(capa, today)).filter((one) => one.overdue)
      .map(({ capa, due }) => [String(capa.title), between(due!, today)] as const),
  ]);
}
