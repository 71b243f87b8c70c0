/** All documents, by their type. */
import type { Persona, TabType } from "./model.ts";
import type { TabRecipe } from "./recipe.ts";
import { COORDINATOR } from "./tabs/coordinator.ts";
import { INSPECTOR } from "./tabs/inspector.ts";
import { MONITOR } from "./tabs/monitor.ts";
import { RBQM } from "./tabs/rbqm.ts";
import { REGULATORY } from "./tabs/regulatory.ts";
import { SPONSOR } from "./tabs/sponsor.ts";

export const TABS: readonly TabRecipe[] = [
  ...[...COORDINATOR, ...REGULATORY],
  ...[...SPONSOR, ...MONITOR, ...RBQM, ...INSPECTOR],
];

const BY_TYPE = new Map<string, TabRecipe>(TABS.map((tab) => [tab.type, tab]));

export const tabOf = (type: string): TabRecipe | undefined => BY_TYPE.get(type);
export const tabsOf = (persona: Persona): TabRecipe[] =>
  TABS.filter((tab) => tab.persona === persona);
export const personaOf = (type: TabType): Persona => tabOf(type)!.persona;
