import { count, label, list, plain } from "./labels.ts";
import type { Compiled, DocumentTypesInput, DocumentZone } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Zones with a box of their own; the Trial Master File has eleven. */
export const MAX_ZONES = 16;
/** Kinds of a zone; the others are counted together. */
export const MAX_KINDS = 6;

type Kind = DocumentZone["kinds"][number];

const sum = (kinds: readonly Kind[], of: (kind: Kind) => number) =>
  kinds.reduce((all, kind) => all + of(kind), 0);
const heldOf = (kinds: readonly Kind[]) =>
  `${sum(kinds, ({ held }) => held)} of ${sum(kinds, ({ n }) => n)} held`;

/** "3 of 5 held, 1 missing, 1 expired". */
function kindWords({ n, held, states }: Kind): string {
  return [
    `${held} of ${n} held`,
    ...states.filter(({ held }) => !held).map(({ name, n }) => `${n} ${plain(name)}`),
  ].join(", ");
}

const classOf = (kinds: readonly Kind[]) =>
  sum(kinds, ({ n }) => n) === sum(kinds, ({ held }) => held) ? "" : ":::open";

function zone({ name, kinds }: DocumentZone, at: number): string[] {
  const shown = kinds.length <= MAX_KINDS ? kinds : kinds.slice(0, MAX_KINDS - 1);
  const rest = kinds.slice(shown.length);
  return [
    `  z${at}["${label(name)}<br/>${heldOf(kinds)}"]${classOf(kinds)}`,
    `  all --> z${at}`,
    ...shown.flatMap((kind, i) => [
      `  z${at}k${i}["${label(kind.name)}<br/>${label(kindWords(kind))}"]${classOf([kind])}`,
      `  z${at} --> z${at}k${i}`,
    ]),
    ...(rest.length === 0 ? [] : [
      `  z${at}r["${count(rest.length, "more kind")}<br/>${heldOf(rest)}"]${classOf(rest)}`,
      `  z${at} --> z${at}r`,
    ]),
  ];
}

/** What the Trial Master File should hold, by zone and kind, and what of it is held. */
export function compileDocumentTypes({ title, zones, ruleIds }: DocumentTypesInput): Compiled {
  const kinds = zones.flatMap((zone) => zone.kinds);
  if (kinds.length === 0) return nothing(title, "No requirement of a document is confirmed yet");
  const shown = zones.slice(0, MAX_ZONES);
  const rest = zones.slice(shown.length);
  const more = count(rest.length, "more zone");
  const code = [
    "flowchart LR",
    "  classDef open stroke-dasharray:4 3",
    `  all["Expected documents<br/>${heldOf(kinds)}"]`,
    ...shown.flatMap(zone),
    ...(rest.length === 0
      ? []
      : [`  rest["${more}<br/>${heldOf(rest.flatMap((one) => one.kinds))}"]`, "  all --> rest"]),
  ].join("\n");
  const words = shown.map(({ name, kinds }) =>
    `${plain(name)} — ${list(kinds.map((kind) => `${plain(kind.name)}: ${kindWords(kind)}`))}.`
  );
  if (rest.length > 0) words.push(`${more}: ${heldOf(rest.flatMap((one) => one.kinds))}.`);
  return {
    code,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${heldOf(kinds)}. ${words.join(" ")}`,
    sourceRefs: [...ruleIds],
  };
}
