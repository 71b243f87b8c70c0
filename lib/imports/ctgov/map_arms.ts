/**
 * Arms and interventions. The registry writes their links on both sides, in words: an arm lists
 * "Drug: Cisplatin", an intervention lists arm labels. Either side may be missing; a link counts
 * when one of them says so.
 */
import { type ArmFact, type InterventionFact, interventionKey } from "../facts.ts";
import { at, given, givenList } from "./map_text.ts";
import type { Study } from "./schema.ts";

type ArmsModule = NonNullable<Study["protocolSection"]["armsInterventionsModule"]>;
type Listed = NonNullable<ArmsModule["interventions"]>[number];

export function interventionFacts(module: ArmsModule): InterventionFact[] {
  return (module.interventions ?? []).map((row, i) => ({
    name: row.name.trim(),
    interventionType: row.type ?? null,
    description: given(row.description),
    otherNames: givenList(row.otherNames),
    pointer: at("armsInterventionsModule", "interventions", i),
  }));
}

export function armFacts(module: ArmsModule): ArmFact[] {
  const interventions = (module.interventions ?? []).map((row) => ({
    key: interventionKey({ name: row.name.trim(), interventionType: row.type ?? null }),
    labels: new Set(givenList(row.armGroupLabels)),
    names: spellings(row),
  }));
  return (module.armGroups ?? []).map((arm, i) => {
    const label = arm.label.trim();
    const written = new Set(givenList(arm.interventionNames).map(fold));
    const linked = interventions.filter((row) =>
      row.labels.has(label) || row.names.some((name) => written.has(name))
    );
    return {
      label,
      armType: arm.type ?? null,
      description: given(arm.description),
      interventions: [...new Set(linked.map((row) => row.key))].sort(),
      pointer: at("armsInterventionsModule", "armGroups", i),
    };
  });
}

const fold = (text: string) => text.toLowerCase().replace(/\s+/g, " ").trim();

/** How an arm may write this intervention: "Dietary Supplement: X", or the bare name. */
function spellings(row: Listed): string[] {
  const name = fold(row.name);
  return row.type ? [fold(`${row.type.replaceAll("_", " ")}: ${name}`), name] : [name];
}
