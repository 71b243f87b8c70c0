import { count, label, plain, some } from "./labels.ts";
import type { Compiled, ControlledRisk, RiskControlsInput, WatchedIndicator } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Of each factor; the others are counted. Factors with a row of their own. */
export const MAX_FACTORS = 8;
export const MAX_RISKS = 8;
export const MAX_INDICATORS = 6;

type Factor = RiskControlsInput["factors"][number];

const riskWords = ({ score, overdue }: ControlledRisk) =>
  `${score === null ? "not scored" : `score ${score}`}${overdue ? ", review overdue" : ""}`;
const controlWords = ({ control }: ControlledRisk) =>
  control === null ? "no control is written down" : control;

function nodes({ name, risks, indicators }: Factor, at: number): string[] {
  const f = `f${at}`;
  const [shown, watched] = [risks.slice(0, MAX_RISKS), indicators.slice(0, MAX_INDICATORS)];
  const more = [
    [risks.length - shown.length, "more risk", "r"],
    [indicators.length - watched.length, "more indicator", "i"],
  ] as const;
  return [
    `  ${f}["${label(name)}"]`,
    ...shown.flatMap((risk, i) => [
      `  ${f}r${i}["${label(risk.name)}<br/>${riskWords(risk)}"]${risk.high ? ":::high" : ""}`,
      `  ${f}c${i}["${label(controlWords(risk))}"]${risk.control === null ? ":::open" : ""}`,
      `  ${f} --> ${f}r${i} --> ${f}c${i}`,
    ]),
    ...watched.flatMap((one, i) => [
      `  ${f}k${i}(["${label(one.name)}<br/>${label(one.words)}"])${one.critical ? ":::high" : ""}`,
      `  ${f} --> ${f}k${i}`,
      ...one.limits.map((limit, j) =>
        `  ${f}k${i} --> ${f}k${i}q${j}{{"${label(limit.name)}<br/>${label(limit.words)}"}}${
          limit.critical ? ":::high" : ""
        }`
      ),
    ]),
    ...more.flatMap(([n, what, id]) =>
      n > 0 ? [`  ${f}${id}m["${count(n, what)}"]`, `  ${f} --> ${f}${id}m`] : []
    ),
  ];
}

const watchWords = ({ name, words, limits }: WatchedIndicator) =>
  [
    `${plain(name)}: ${plain(words)}`,
    ...limits.map((limit) => `limit ${plain(limit.name)}: ${plain(limit.words)}`),
  ].join(", ");

function factorWords({ name, risks, indicators }: Factor): string {
  const parts = [
    ...risks.map((risk) =>
      `risk ${plain(risk.name)}, ${riskWords(risk)}, control: ${plain(controlWords(risk))}`
    ),
    ...indicators.map((one) => `indicator ${watchWords(one)}`),
  ];
  return `${plain(name)} — ${some(parts) || "no open risk and no indicator"}.`;
}

/** Critical factors, what could harm them, what watches over them, and how that is controlled. */
export function compileRiskControls({ title, factors }: RiskControlsInput): Compiled {
  const sourceRefs = factors.flatMap(({ id, risks, indicators }) => [
    ...(id === null ? [] : [id]),
    ...risks.map((risk) => risk.id),
    ...indicators.flatMap((one) => [one.id, ...one.limits.map((limit) => limit.id)]),
  ]);
  if (factors.length === 0) {
    return nothing(title, "No critical factor, open risk or indicator is recorded yet");
  }
  const shown = factors.slice(0, MAX_FACTORS);
  const rest = factors.length - shown.length;
  const code = [
    "flowchart LR",
    "  classDef high stroke-width:3px",
    "  classDef open stroke-dasharray:4 3",
    ...shown.flatMap(nodes),
    ...(rest > 0 ? [`  rest["${count(rest, "more factor")}"]`] : []),
  ].join("\n");
  const more = rest > 0 ? ` ${count(rest, "more factor")} not shown.` : "";
  return {
    code,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${shown.map(factorWords).join(" ")}${more}`,
    sourceRefs,
  };
}
