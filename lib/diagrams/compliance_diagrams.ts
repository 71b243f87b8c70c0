/** The diagrams of consent forms, expected documents, and what watches over risks. Pure. */
import {
  type DocumentKind,
  type DocumentState,
  KIND_WORDS as DOCUMENT_WORDS,
  STATE_WORDS,
} from "@/lib/documents/model.ts";
import { placed } from "@/lib/documents/words.ts";
import { compileConsentFlow, MAX_FORMS, MAX_VERSIONS } from "./consent_flow.ts";
import { compileDocumentTypes } from "./document_types.ts";
import type { ComplianceFacts, DiagramFacts } from "./facts.ts";
import { count } from "./labels.ts";
import type { DocumentZone, SourceRow } from "./model.ts";
import { nothing } from "./nothing.ts";
import type { Part } from "./plan_diagrams.ts";
import { compileRiskControls, MAX_FACTORS, MAX_INDICATORS, MAX_RISKS } from "./risk_controls.ts";

const row = (kind: SourceRow["kind"], id: string, name: string, detail: string): SourceRow => ({
  ...{ kind, id, name, detail },
});

/** What is not for the caller's role says so, and nothing else. */
const hidden = (title: string): Part => ({
  ...nothing(title, "Not for your role"),
  ...{ formula: "", rows: [], summarised: null, caveat: null },
});

export function consentFlowOf({ compliance }: DiagramFacts, title: string): Part {
  const { consent } = compliance;
  if (consent === null) return hidden(title);
  const forms = consent.map(({ id, title, at, versions }) => ({
    id,
    name: placed(title, at),
    versions: versions.map(({ version, ...rest }) => ({ ...rest, name: version })),
  }));
  const longest = Math.max(0, ...forms.map(({ versions }) => versions.length));
  return {
    ...compileConsentFlow({ title, forms }),
    formula: "versions of consent forms by the day they act from; sites that are not closed with " +
      "a recorded approval, and that use the version today",
    rows: forms.flatMap(({ id, name, versions }) => [
      row("document", id, name, count(versions.length, "version")),
      ...versions.map((one) =>
        row(
          "document_version",
          one.id,
          `${name} ${one.name}`,
          `${STATE_WORDS[one.state]?.toLowerCase()}, in use at ${count(one.used, "site")}`,
        )
      ),
    ]),
    summarised: forms.length > MAX_FORMS || longest > MAX_VERSIONS
      ? `at most ${MAX_FORMS} forms are drawn, each with its ${MAX_VERSIONS} newest versions`
      : null,
    caveat: forms.length > 0 && forms.every(({ versions }) => versions.every(({ used }) => !used))
      ? "no site is recorded to work with any of them"
      : null,
  };
}

const HELD: DocumentState[] = ["current", "expiring"];

type Type = NonNullable<ComplianceFacts["documents"]>["types"][number];

function kindOf({ kind, n, states }: Type): DocumentZone["kinds"][number] {
  const found = Object.entries(states) as [DocumentState, number][];
  return {
    name: DOCUMENT_WORDS[kind as DocumentKind] ?? kind,
    n,
    held: found.reduce((sum, [state, n]) => sum + (HELD.includes(state) ? n : 0), 0),
    states: found.map(([state, n]) => ({
      name: (STATE_WORDS[state] ?? state).toLowerCase(),
      ...{ n, held: HELD.includes(state) },
    })),
  };
}

export function documentTypesOf({ compliance }: DiagramFacts, title: string): Part {
  const { documents } = compliance;
  if (documents === null) return hidden(title);
  const zones = [...Map.groupBy(documents.types, ({ number }) => number)].map(([number, own]) => ({
    name: number === null
      ? "Without a TMF number"
      : [number, own[0]!.zone].filter(Boolean).join(" "),
    kinds: own.map(kindOf),
  }));
  const bare = zones.some(({ name }) => name === "Without a TMF number");
  return {
    ...compileDocumentTypes({ title, zones, ruleIds: documents.rules.map(({ id }) => id) }),
    formula: "documents that confirmed requirements expect, by the zone of their TMF number and " +
      "their kind, without those waived; held: current or about to expire",
    rows: documents.rules.map(({ id, title, n, held }) =>
      row("document_requirement", id, title, `${held} of ${n} current or about to expire`)
    ),
    summarised: null,
    caveat: bare ? "requirements without a TMF number stand together" : null,
  };
}

type Controls = NonNullable<ComplianceFacts["controls"]>;

const STANDING: Record<string, string> = {
  critical: "breached",
  "at-risk": "near its limit",
  "on-track": "within its limits",
  unknown: "not known yet",
};
const LONGEST_CONTROL = 300;

function shortened(control: string | null): string | null {
  if (control === null || control.length <= LONGEST_CONTROL) return control;
  return `${control.slice(0, LONGEST_CONTROL).toWellFormed().trimEnd()}…`;
}

function indicatorOf(one: Controls["indicators"][number], limits: Controls["limits"]) {
  const { critical, atRisk, onTrack, unknown } = one;
  const known = [
    critical > 0 ? `over the limit at ${count(critical, "site")}` : "",
    atRisk > 0 ? `over the warning at ${count(atRisk, "site")}` : "",
    onTrack > 0 ? `within it at ${count(onTrack, "site")}` : "",
    unknown > 0 ? `not known of ${count(unknown, "site")}` : "",
  ].filter(Boolean);
  return {
    ...{ id: one.id, name: one.title, critical: critical > 0 },
    words: known.join(", ") || "nothing was counted yet",
    limits: limits.filter(({ indicator }) => indicator === one.id).map(({ id, title, status }) => ({
      ...{ id, name: title, critical: status === "critical" },
      words: STANDING[status] ?? "not known yet",
    })),
  };
}

/** Each factor with what hangs on it; what hangs on none comes last. */
function factorsOf({ factors, risks, indicators, limits }: Controls) {
  const all = [
    ...factors.map(({ id, title }) => ({ id: id as string | null, name: title })),
    { id: null, name: "No critical factor" },
  ];
  // A factor that the reader does not see is none.
  const seen = new Set(factors.map(({ id }) => id));
  const hangsOn = (id: string | null) => ({ factor }: { factor: string | null }) =>
    (factor !== null && seen.has(factor) ? factor : null) === id;
  return all.map(({ id, name }) => ({
    ...{ id, name },
    risks: risks.filter(hangsOn(id)).map((risk) => ({
      ...{ id: risk.id, name: risk.title, score: risk.score, overdue: risk.overdue },
      ...{ high: risk.zone === "high", control: shortened(risk.control) },
    })),
    indicators: indicators.filter(hangsOn(id)).map((one) => indicatorOf(one, limits)),
  })).filter(({ id, risks, indicators }) => id !== null || risks.length + indicators.length > 0);
}

export function riskControlsOf({ compliance }: DiagramFacts, title: string): Part {
  const { controls } = compliance;
  if (controls === null) return hidden(title);
  const factors = factorsOf(controls);
  const { risks, indicators, limits } = controls;
  const bare = risks.filter(({ control }) => control === null).length;
  const folded = factors.length > MAX_FACTORS ||
    factors.some((one) => one.risks.length > MAX_RISKS || one.indicators.length > MAX_INDICATORS);
  return {
    ...compileRiskControls({ title, factors }),
    formula: "critical factors with the open risks and indicators that name them, the control " +
      "written down for each risk, and the limits of each indicator",
    rows: [
      ...controls.factors.map(({ id, title }) => row("critical_factor", id, title, "factor")),
      ...risks.map(({ id, title, score }) =>
        row("risk", id, title, score === null ? "not scored" : `score ${score}`)
      ),
      ...indicators.map(({ id, title, critical }) =>
        row("kri", id, title, `over the limit at ${count(critical, "site")}`)
      ),
      ...limits.map(({ id, title, status }) => row("qtl", id, title, STANDING[status] ?? status)),
    ],
    summarised: folded
      ? `at most ${MAX_FACTORS} factors are drawn, each with ${MAX_RISKS} risks, the highest ` +
        `first, and ${MAX_INDICATORS} indicators`
      : null,
    caveat: [
      bare > 0 ? `${count(bare, "open risk")} without a control` : "",
      "corrective actions name deviations, not factors, and are left out",
    ].filter(Boolean).join("; "),
  };
}
