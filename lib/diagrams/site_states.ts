import { count, label, list, plain } from "./labels.ts";
import type { Compiled, SiteStatesInput } from "./model.ts";
import { nothing } from "./nothing.ts";

/** The states of sites with how many are in each, and the ways from one to the other. */
export function compileSiteStates({ title, states, transitions }: SiteStatesInput): Compiled {
  const sourceRefs = [...new Set(states.flatMap(({ siteIds }) => siteIds))];
  if (states.length === 0) return nothing(title, "No states of sites are recorded yet");
  const index = new Map(states.map(({ id }, i) => [id, `s${i}`]));
  const ways = transitions.filter(({ from, to }) => index.has(from) && index.has(to));
  const code = [
    "stateDiagram-v2",
    "  direction LR",
    ...states.map(({ name, siteIds }, i) =>
      `  state "${label(name)}#58; ${count(siteIds.length, "site")}" as s${i}`
    ),
    "  [*] --> s0",
    ...ways.map(({ from, to }) => `  ${index.get(from)} --> ${index.get(to)}`),
  ].join("\n");
  const names = new Map(states.map(({ id, name }) => [id, plain(name)]));
  const counts = states.map(({ name, siteIds }) => `${plain(name)} ${siteIds.length}`);
  const words = ways.map(({ from, to }) => `${names.get(from)} to ${names.get(to)}`);
  return {
    code,
    diagramType: "stateDiagram",
    title: plain(title),
    alt: `${plain(title)}: ${count(sourceRefs.length, "site")}; by state: ${list(counts)}.` +
      (words.length === 0 ? "" : ` Ways: ${list(words)}.`),
    sourceRefs,
  };
}
