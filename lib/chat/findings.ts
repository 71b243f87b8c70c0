/** Findings by rules: actions, and figures that stand badly, each with the facts that it stands on. Pure. */
import type { Action, Severity } from "@/lib/actions/model.ts";
import { actionFact, widgetFacts } from "@/lib/assistant/facts.ts";
import type { Standing, Widget } from "@/lib/dashboard/model.ts";
import { placeOfRow } from "./about_kinds.ts";
import { type Finding, MOST_FINDINGS, SEVERITIES } from "./findings_model.ts";
import { placeOf } from "./places.ts";

const OF_ACTION: Record<Severity, Finding["severity"]> = {
  "critical": "critical",
  "at-risk": "high",
  "unknown": "medium",
  "note": "low",
};
const OF_FIGURE: Partial<Record<Standing, Finding["severity"]>> = {
  "critical": "critical",
  "at-risk": "high",
};
/** Facts below one finding. */
const MOST_EVIDENCE = 12;

type Loose = Omit<Finding, "evidence"> & { evidence: Omit<Finding["evidence"][number], "id">[] };

const ended = (words: string) => /[.!?]$/.test(words) ? words : `${words}.`;

function ofAction(action: Action, asOf: string, base: string): Loose {
  const { rule, severity, title, why, found, matters, subject, evidence, act, href } = action;
  const { label, value } = actionFact(action, asOf);
  return {
    ...{ id: `${rule}:${subject.id}`, rule, title, href, severity: OF_ACTION[severity] },
    detail: [found, why, matters].filter(Boolean).map(ended).join(" "),
    evidence: [
      { kind: subject.kind, label, value, asOf, href },
      ...evidence.map((row) => ({
        ...{ kind: row.kind, label: "Stands on", value: row.label },
        href: placeOfRow(base, row.kind, { ...row }) ?? href,
      })),
    ].slice(0, MOST_EVIDENCE),
    suggestion: act,
  };
}

function ofFigure(widget: Widget, base: string, siteId: string | null): Loose[] {
  const severity = widget.status && OF_FIGURE[widget.status];
  if (!severity || widget.data === null) return [];
  const href = placeOf(widget.catalogKey, base, siteId);
  const { title, reason, summary, thresholds, catalogKey } = widget;
  return [{
    ...{ id: `figure:${catalogKey}`, rule: catalogKey, severity, href },
    title: `${title}: ${reason ?? summary}`,
    detail: [summary, thresholds && `Limits: ${thresholds}.`].filter(Boolean).join(" "),
    evidence: widgetFacts(widget, base).slice(0, MOST_EVIDENCE).map((fact) => ({
      ...{ kind: "figure", label: fact.label, value: fact.value, href: fact.href ?? href },
      asOf: widget.asOf,
    })),
    suggestion: "See the figure",
  }];
}

/** Worst first; facts are numbered over all findings. */
export function findingsOf(
  { actions, widgets, asOf, base, siteId }: {
    actions: readonly Action[];
    widgets: readonly Widget[];
    asOf: string;
    base: string;
    siteId: string | null;
  },
): Finding[] {
  const all = [
    ...widgets.flatMap((widget) => ofFigure(widget, base, siteId)),
    ...actions.map((action) => ofAction(action, asOf, base)),
  ];
  let told = 0;
  return all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
    .slice(0, MOST_FINDINGS)
    .map((one) => ({
      ...one,
      evidence: one.evidence.map((fact) => ({ id: `F${++told}`, ...fact })),
    }));
}
