import { count, label, plain, some, someApart } from "./labels.ts";
import type { Compiled, DesignInput, Typed } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Arms and interventions drawn one by one; more are drawn as one box a type. */
export const MAX_ARMS = 16;
export const MAX_INTERVENTIONS = 20;

const typed = ({ name, type }: Typed) =>
  type === null ? plain(name) : `${plain(name)} (${plain(type)})`;
const box = (id: string, { name, type }: Typed) =>
  `  ${id}["${label(name)}${type === null ? "" : `<br/>${label(type, 40)}`}"]`;

/** Rows as they are, or as one box a type with how many there are. */
function boxes(rows: readonly Typed[], most: number, one: string) {
  if (rows.length <= most) return { drawn: rows, at: rows.map((_, i) => i) };
  const types = [...new Set(rows.map(({ type }) => type ?? "type not known"))];
  const at = rows.map(({ type }) => types.indexOf(type ?? "type not known"));
  const drawn = types.map((type, i) => ({
    id: type,
    name: type,
    type: count(at.filter((place) => place === i).length, one),
  }));
  return { drawn, at };
}

/** The arms of a study, each with what is given in it. */
export function compileDesign({ title, arms, interventions, links }: DesignInput): Compiled {
  const sourceRefs = [...arms, ...interventions].map(({ id }) => id);
  if (sourceRefs.length === 0) return nothing(title, "No arms and no interventions are recorded");
  const [left, right] = [
    boxes(arms, MAX_ARMS, "arm"),
    boxes(interventions, MAX_INTERVENTIONS, "intervention"),
  ];
  const places = new Map([
    ...arms.map(({ id }, i) => [id, `a${left.at[i]}`] as const),
    ...interventions.map(({ id }, i) => [id, `v${right.at[i]}`] as const),
  ]);
  const known = links.filter(({ from, to }) => places.has(from) && places.has(to));
  const ways = new Set(known.map(({ from, to }) => `  ${places.get(from)} --> ${places.get(to)}`));
  const names = new Map(interventions.map(({ id, name }) => [id, plain(name)]));
  const given = Map.groupBy(known, ({ from }) => from);
  const words = arms.map((arm) =>
    `${typed(arm)}: ${
      some((given.get(arm.id) ?? []).map(({ to }) => names.get(to)!)) ||
      "no intervention is recorded"
    }`
  );
  const free = interventions.filter(({ id }) => !known.some(({ to }) => to === id)).map(typed);
  return {
    code: [
      "flowchart LR",
      ...left.drawn.map((arm, i) => box(`a${i}`, arm)),
      ...right.drawn.map((intervention, i) => box(`v${i}`, intervention)),
      ...ways,
    ].join("\n"),
    diagramType: "flowchart-v2",
    title: plain(title),
    alt:
      `${plain(title)}: ${count(arms.length, "arm")}, ${
        count(interventions.length, "intervention")
      }.` + (words.length > 0 ? ` ${someApart(words)}.` : "") +
      (free.length > 0 ? ` In no arm: ${some(free)}.` : ""),
    sourceRefs,
  };
}
