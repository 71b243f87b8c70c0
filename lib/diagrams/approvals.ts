import { count, day, label, list, plain } from "./labels.ts";
import type { ApprovalsInput, ApprovalStep, Compiled } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Countries with a row of their own; the others are added up step by step. */
export const MAX_COUNTRIES = 8;
const MAX_STEPS = 8;

const WORDS = { done: "done", running: "running", waiting: "waiting", unknown: "not known" };

type Country = ApprovalsInput["countries"][number];

function stateWords({ state, on, sites }: ApprovalStep): string {
  const when = on === null ? "" : state === "done" ? ` ${day(on)}` : `, expected ${day(on)}`;
  const through = sites === null ? "" : `, ${sites.done} of ${count(sites.of, "site")}`;
  return `${WORDS[state]}${when}${through}`;
}

/** One row: the steps from left to right. */
function row(
  name: string,
  number: number,
  steps: { name: string; words: string; state: string }[],
) {
  const id = (i: number) => `c${number}s${i}`;
  const shown = steps.slice(0, MAX_STEPS);
  const rest = steps.length - shown.length;
  if (rest > 0) {
    shown.push({ name: count(rest, "more step"), words: "not shown", state: "unknown" });
  }
  if (shown.length === 0) {
    shown.push({ name: "No steps are recorded", words: "not known", state: "unknown" });
  }
  return [
    `  subgraph c${number}["${label(name)}"]`,
    "    direction LR",
    ...shown.map((step, i) =>
      `    ${id(i)}["${label(step.name)}<br/>${label(step.words)}"]:::${step.state}`
    ),
    ...shown.slice(1).map((_, i) => `    ${id(i)} --> ${id(i + 1)}`),
    "  end",
  ];
}

/** The same step of several countries: in how many it is done. */
function addedUp(countries: readonly Country[]) {
  const steps = new Map<string, { name: string; done: number; of: number }>();
  for (const { name, state } of countries.flatMap((country) => country.steps)) {
    const key = plain(name);
    const sum = steps.get(key) ?? { name: key, done: 0, of: 0 };
    steps.set(key, { name: key, done: sum.done + (state === "done" ? 1 : 0), of: sum.of + 1 });
  }
  return [...steps.values()].map(({ name, done, of }) => ({
    name,
    words: `done in ${done} of ${count(of, "country", "countries")}`,
    state: done === of ? "done" : "running",
  }));
}

/** The way through ethics committee, authority and contracts, one row a country. */
export function compileApprovals({ title, countries }: ApprovalsInput): Compiled {
  const sourceRefs = countries.flatMap(({ id, steps }) => [id, ...steps.map((step) => step.id)]);
  if (countries.length === 0) return nothing(title, "No countries are recorded yet");
  const shown = countries.length <= MAX_COUNTRIES
    ? countries
    : countries.slice(0, MAX_COUNTRIES - 1);
  const folded = countries.slice(shown.length);
  const others = count(folded.length, "other country", "other countries");
  const sums = addedUp(folded);
  const code = [
    "flowchart TB",
    "  classDef running stroke-width:3px",
    "  classDef unknown stroke-dasharray:4 3",
    ...shown.flatMap(({ name, steps }, i) =>
      row(name, i, steps.map((step) => ({ ...step, words: stateWords(step) })))
    ),
    ...(folded.length === 0 ? [] : row(others, shown.length, sums)),
    // Links that are not drawn put the rows below each other.
    ...countries.slice(0, shown.length + (folded.length > 0 ? 1 : 0)).slice(1)
      .map((_, i) => `  c${i} ~~~ c${i + 1}`),
  ].join("\n");
  const words = shown.map(({ name, steps }) =>
    `${plain(name)} — ${
      steps.map((step) => `${plain(step.name)}: ${stateWords(step)}`).join("; ") ||
      "no steps are recorded"
    }.`
  );
  if (folded.length > 0) {
    const names = list(folded.map(({ name }) => plain(name)));
    words.push(
      `${others} (${names}) — ${
        sums.map((step) => `${step.name}: ${step.words}`).join("; ") || "no steps are recorded"
      }.`,
    );
  }
  return {
    code,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${words.join(" ")}`,
    sourceRefs,
  };
}
