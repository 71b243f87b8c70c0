/** What a document is made of: entries of the catalogue of widgets, actions, and what a text says. */
import type { Rule, Severity } from "@/lib/actions/model.ts";
import type { Params } from "@/lib/dashboard/entry.ts";
import type { Widget } from "@/lib/dashboard/model.ts";
import type { Persona, TabType } from "./model.ts";

/** An entry of the catalogue; documents about a site put `siteId` in where the entry takes it. */
export interface Wish {
  key: string;
  params?: Params;
  title?: string;
}

/**
 * Which actions a section shows: all where nothing is said, but for those that take a right of their
 * own (`RIGHTS_OF`), which are shown where their rule is asked for.
 */
export interface Wanted {
  rules?: readonly Rule[];
  severities?: readonly Severity[];
  /** At most; 20 where nothing is said. */
  limit?: number;
}

export interface SectionRecipe {
  key: string;
  title: string;
  wishes?: readonly Wish[];
  actions?: Wanted;
  /**
   * Shown to its reader and never kept: it says what others who read the document may not know, such as
   * of other studies. Nothing is written here.
   */
  live?: true;
  /** What a text here says, for the model. Without it nothing is written here. */
  write?: string;
  /** What is not known when a widget of the section has nothing, and what would close it. */
  empty?: Partial<Record<string, { text: string; act?: { label: string; path: string } }>>;
  /** What the figures say is not known, beyond empty ones. */
  gaps?: (widgets: Widget[]) => { text: string; act?: { label: string; path: string } }[];
}

export interface TabRecipe {
  type: TabType;
  persona: Persona;
  title: string;
  /** Under the title, in a sentence. */
  what: string;
  ofSite?: true;
  /** Nothing is ever written here. */
  generatesNothing?: true;
  sections: readonly SectionRecipe[];
}
