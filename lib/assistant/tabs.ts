/** All documents, by their type. */
import type { Persona, TabType } from "./model.ts";
import type { TabRecipe } from "./recipe.ts";
import { COORDINATOR } from "./tabs/coordinator.ts";
import { REGULATORY } from "./tabs/regulatory.ts";

export const TABS: readonly TabRecipe[] = [...COORDINATOR, ...REGULATORY];

const BY_TYPE = new Map<string, TabRecipe>(TABS.map((tab) => [tab.type, tab]));

export const tabOf = (type: string): TabRecipe | undefined => BY_TYPE.get(type);
export const tabsOf = (persona: Persona): TabRecipe[] =>
  TABS.filter((tab) => tab.persona === persona);
export const personaOf = (type: TabType): Persona => tabOf(type)!.persona;
