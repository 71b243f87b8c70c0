/**
 * A text between the figures, as pages draw it: a small tree that can say no more than this. There is
 * no place in it for HTML, an image, a script or a link to just anywhere.
 */

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "em"; of: Inline[] }
  | { kind: "code"; text: string }
  /** To a page of a study, or to a host of the allow list. */
  | { kind: "link"; href: string; of: Inline[] }
  /** Ids of facts: [F12], [F1, F2]. */
  | { kind: "cite"; ids: string[] }
  /** A figure that the facts do not hold. */
  | { kind: "unverified"; text: string }
  | { kind: "break" };

export type Align = "left" | "center" | "right" | null;

export type Block =
  | { kind: "paragraph"; of: Inline[] }
  /** Below the section's own: 0 is the next level. */
  | { kind: "heading"; level: 0 | 1 | 2; of: Inline[] }
  /** `start` null: bullets. */
  | { kind: "list"; start: number | null; items: Block[][] }
  | { kind: "quote"; of: Block[] }
  | { kind: "code"; text: string }
  | { kind: "table"; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { kind: "rule" };

/** A fact that a text cites, by the number that the reader sees. */
export interface Source {
  no: number;
  label: string;
  value: string | null;
  /** ISO date or UTC timestamp. */
  asOf: string | null;
  href: string | null;
}

/** Lines or words of two versions, in the order of the newer one. */
export interface Piece {
  kind: "same" | "del" | "ins";
  text: string;
}
/** Lines that stand beside each other; null: there is none on this side. */
export interface DiffRow {
  kind: "same" | "changed" | "del" | "ins";
  before: Piece[] | null;
  after: Piece[] | null;
}
