/** Documents of the regulatory advisor. */
import type { TabRecipe } from "../recipe.ts";
import { REGULATORY_CHANGES } from "./regulatory_changes.ts";
import { REGULATORY_RECORDS } from "./regulatory_records.ts";

export const REGULATORY: TabRecipe[] = [...REGULATORY_RECORDS, ...REGULATORY_CHANGES];
