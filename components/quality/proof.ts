/** What stands behind a number of the pages of quality, by the key in `?proof=`. Pure. */
import type { Kri, KriSites, Point, Qtl, Risk } from "@/lib/quality/page_model.ts";
import { formatNumber } from "../format.ts";
import type { DerivedProof } from "../derived.tsx";
import {
  judgeOf,
  limitOf,
  periodWords,
  pointReason,
  rateWords,
  scoreReason,
  STATUS_MARKS,
  ZONE_MARKS,
} from "./words.ts";

export interface Facts {
  risks: Risk[];
  kris: Kri[];
  qtls: Qtl[];
  kriSites: KriSites | null;
  /** Key of the indicator that is open. */
  kri: string;
  projectId: string;
  asOf: string;
}

const count = (n: number | null) => n === null ? "not counted" : formatNumber(n);

const COUNTED: Record<Kri["source"], string> = {
  entered: "as people entered it",
  screen_failure: "newest snapshot of the period that has both counts, less the newest before it",
  withdrawal: "newest snapshot of the period that has both counts, less the newest before it",
  deviation: "deviations found in the period; participants enrolled at its end",
};

const ICH = "ICH E6(R3) 3.10.1: acceptable ranges, set before";

function ofRisk(risk: Risk, { projectId, asOf }: Facts): DerivedProof {
  const base = `/projects/${projectId}/quality?risk=${risk.id}`;
  return {
    title: risk.title,
    value: risk.zone ? `${ZONE_MARKS[risk.zone].word}: ${risk.score}` : "–",
    formula: `score = likelihood × impact; medium from 8, high from 15\n${scoreReason(risk)}` +
      (risk.priority === null
        ? ""
        : `\npriority = score × detectability = ${risk.score} × ${risk.detectability} = ${risk.priority}`),
    source: "ICH Q9(R1): likelihood, severity, detectability",
    query: "private.risk_standing(project)",
    rows: [
      { label: "Risk", value: `version ${risk.version}`, href: base },
      { label: "Reviews", value: formatNumber(risk.reviews), href: base },
    ],
    asOf,
  };
}

function ofQtl(qtl: Qtl, { asOf }: Facts): DerivedProof {
  const { state: _, word } = STATUS_MARKS[qtl.status];
  return {
    title: qtl.title,
    value: qtl.value === null ? "–" : rateWords(qtl.value, qtl.multiplier),
    formula: `${qtl.multiplier} × Σ ${qtl.numeratorName} ÷ Σ ${qtl.denominatorName}, over all ` +
      `sites and periods that have both\n${word}: ${pointReason(qtl, limitOf(qtl))}`,
    source: ICH,
    query: "private.qtl_standing(days)",
    rows: [
      { label: qtl.numeratorName, value: count(qtl.numerator) },
      { label: qtl.denominatorName, value: count(qtl.denominator) },
      {
        label: "Warning",
        value: qtl.warningLimit === null ? "none" : rateWords(qtl.warningLimit, qtl.multiplier),
      },
      { label: "Limit", value: rateWords(qtl.limitValue, qtl.multiplier) },
      { label: "Least base", value: formatNumber(qtl.minDenominator) },
      { label: "Indicator", value: qtl.kriTitle, href: `?view=indicators&kri=${qtl.kriId}` },
      { label: "Why this limit", value: qtl.justification ?? "not written down" },
    ],
    asOf,
  };
}

function ofPoint(kri: Kri, point: Point, name: string, facts: Facts): DerivedProof {
  const { numerator, denominator, value } = point;
  return {
    title: `${kri.title}, ${name}, ${periodWords(point.periodOn, kri.period)}`,
    value: value === null ? "–" : rateWords(value, kri.multiplier),
    formula: `${kri.multiplier} × ${kri.numerator} ÷ ${kri.denominator}` +
      (value === null
        ? ""
        : `\n${kri.multiplier} × ${numerator} ÷ ${denominator} = ${Number(value.toFixed(4))}`) +
      `\n${STATUS_MARKS[point.status].word}: ${pointReason(point, judgeOf(kri))}`,
    source: COUNTED[kri.source],
    query: "private.kri_points(days)",
    rows: [
      { label: kri.numerator, value: count(numerator) },
      { label: kri.denominator, value: count(denominator) },
      { label: "At risk from", value: rateWords(kri.amber, kri.multiplier) },
      { label: "Critical from", value: rateWords(kri.red, kri.multiplier) },
      { label: "Least base", value: formatNumber(kri.minDenominator) },
    ],
    asOf: facts.asOf,
  };
}

/** The indicator over all sites, by period. */
function ofKri(kri: Kri, together: Point[], facts: Facts): DerivedProof {
  const last = together.at(-1);
  return {
    title: `${kri.title}, all sites`,
    value: last?.value === null || !last ? "–" : rateWords(last.value, kri.multiplier),
    formula: `${kri.multiplier} × Σ ${kri.numerator} ÷ Σ ${kri.denominator}, by period, over the ` +
      "sites that have both",
    source: COUNTED[kri.source],
    query: "private.kri_points(days)",
    rows: together.toReversed().map((point) => ({
      label: periodWords(point.periodOn, kri.period),
      value: pointReason(point, judgeOf(kri)),
    })),
    asOf: facts.asOf,
  };
}

/** Null for a key that names nothing here. */
export function proofOf(key: string, facts: Facts): DerivedProof | null {
  const [kind, id, on] = key.split(".");
  const kri = facts.kris.find((one) => one.id === facts.kri);
  if (kind === "risk") {
    const risk = facts.risks.find((one) => one.id === id);
    return risk ? ofRisk(risk, facts) : null;
  }
  if (kind === "qtl") {
    const qtl = facts.qtls.find((one) => one.id === id);
    return qtl ? ofQtl(qtl, facts) : null;
  }
  if (!kri || !facts.kriSites) return null;
  if (kind === "kri") return ofKri(kri, facts.kriSites.together, facts);
  const site = facts.kriSites.sites.find((one) => one.siteId === id);
  const point = site?.points.find((one) => one.periodOn === on);
  return kind === "point" && site && point ? ofPoint(kri, point, site.name, facts) : null;
}
