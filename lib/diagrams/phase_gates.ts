import { count, day, label, plain, some } from "./labels.ts";
import type { Compiled, Gate, Phase, PhaseGatesInput } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Phases side by side; more are counted. */
const MAX_PHASES = 16;
/** What a gate waits for; more is counted. */
const MAX_MISSING = 3;

const PHASE_WORDS = { done: "done", current: "now", ahead: "ahead", unknown: "state not known" };
const GATE_WORDS = { passed: "passed", open: "open", unknown: "not known" };

const gateWhen = ({ state, on }: Gate) =>
  on === null
    ? GATE_WORDS[state]
    : state === "passed"
    ? `passed ${day(on)}`
    : `${GATE_WORDS[state]}, planned ${day(on)}`;

function gateLabel(gate: Gate): string {
  const waits = gate.missing.slice(0, MAX_MISSING).map((what) => label(what, 40));
  const rest = gate.missing.length - waits.length;
  return [
    label(gate.name),
    label(gateWhen(gate)),
    ...(waits.length === 0
      ? []
      : [`waits for ${waits.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`]),
  ].join("<br/>");
}

function phaseWords({ name, state, gate }: Phase): string {
  const words = `${plain(name)} (${PHASE_WORDS[state]})`;
  if (gate === null) return `${words}.`;
  const waits = gate.missing.length === 0 ? "" : `, waits for ${some(gate.missing.map(plain))}`;
  return `${words}, then gate ${plain(gate.name)}: ${gateWhen(gate)}${waits}.`;
}

/** Phases in a row, each with the gate at its end. */
export function compilePhaseGates({ title, phases }: PhaseGatesInput): Compiled {
  const sourceRefs = phases.flatMap(({ id, gate }) => gate ? [id, gate.id] : [id]);
  if (phases.length === 0) return nothing(title, "No phases are recorded yet");
  const shown = phases.slice(0, MAX_PHASES);
  const folded = phases.length - shown.length;
  const nodes = shown.flatMap(({ name, state, gate }, i) => [
    { id: `p${i}`, text: `p${i}["${label(name)}<br/>${PHASE_WORDS[state]}"]:::${state}` },
    ...(gate ? [{ id: `g${i}`, text: `g${i}{{"${gateLabel(gate)}"}}:::${gate.state}` }] : []),
  ]);
  if (folded > 0) {
    nodes.push({ id: "rest", text: `rest["${count(folded, "more phase")}"]:::ahead` });
  }
  const code = [
    "flowchart LR",
    "  classDef current stroke-width:3px",
    "  classDef unknown stroke-dasharray:4 3",
    ...nodes.map(({ text }) => `  ${text}`),
    ...nodes.slice(1).map(({ id }, i) => `  ${nodes[i]!.id} --> ${id}`),
  ].join("\n");
  const more = folded > 0 ? ` ${count(folded, "more phase")} not shown.` : "";
  return {
    code,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${shown.map(phaseWords).join(" ")}${more}`,
    sourceRefs,
  };
}
