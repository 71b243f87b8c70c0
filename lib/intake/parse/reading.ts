/** Making readings of pieces. */
import type { Kind, Reading, Values } from "../model.ts";
import type { Piece } from "./text.ts";

/** Longest text that a rule takes for a name; more than that is prose. */
export const NAME_LENGTH = 300;

export function read<K extends Kind>(kind: K, piece: Piece, value: Values[K]): Reading {
  return { kind, value, hint: null, ...piece } as Reading;
}

export function unread(kind: Kind, piece: Piece, hint: string): Reading {
  return { kind, value: null, hint, ...piece };
}

export const TOO_LONG =
  "This is long: cut it into one entry a line, or enter it by hand. The text is kept.";
export const NO_PLACE = "There is no field for this. The text is kept.";
