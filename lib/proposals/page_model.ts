/** What the page of proposals shows. Pure. */
import type { Kind, Proposal, State } from "./model.ts";

/** `look`: those that nobody can approve any more: stale and expired. */
export const VIEWS = ["open", "look", "decided"] as const;
export type View = typeof VIEWS[number];

export const STATES_OF: Record<View, readonly State[]> = {
  open: ["open"],
  look: ["stale", "expired"],
  decided: ["approved", "approved_as_edited", "rejected", "withdrawn", "undone"],
};

export const MOST = 100;

/** A field of a change as a form has it. */
export interface EditField {
  change: number;
  name: string;
  kind: "text" | "area" | "date" | "number" | "select";
  options?: { value: string; label: string }[];
  /** As it was proposed. */
  value: string;
}

export interface Listed {
  proposal: Proposal;
  /** What the reader may do with it: the rights that the change takes are theirs. */
  may: { decide: boolean; withdraw: boolean; undo: boolean };
}

/** What a proposed date moves along, as the plan reckons it now. */
export interface Moved {
  /** Items besides those that are proposed to move. */
  others: number;
  /** The last of the other milestones, and how many days later it is then. */
  last: { title: string; days: number } | null;
  /** Of the plan's end; null where it has none. */
  end: { on: string; days: number } | null;
  /** Confirmed milestones that move along: approving takes a second factor. */
  confirmed: number;
}

/** So many proposals of a page are tried on the plan; of the others the plan's page tells. */
export const MOST_TRIED = 20;

export interface Inbox {
  view: View;
  kind: Kind | null;
  /** The one proposal that is shown, whatever its state. */
  only: string | null;
  counts: Record<View, number>;
  listed: Listed[];
  /** By the id of the proposal. */
  moves: Record<string, Moved>;
  /** The chat in which an agent proposed it, by the id of the proposal: for who asked there. */
  chats: Record<string, string>;
  /** Of people, sites and rows that changes name, by id. */
  names: Record<string, string>;
  /** Fields of the proposal that is edited. */
  edited: { id: string; fields: EditField[] } | null;
  /** The reader may have the rules propose. */
  maySuggest: boolean;
}

/** Name of a field in a form. */
export const fieldKey = ({ change, name }: Pick<EditField, "change" | "name">) =>
  `f.${change}.${name}`;
