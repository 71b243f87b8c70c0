// What the tests of access know of a table.
import type { Person } from "../people.ts";

export const verbs = ["select", "insert", "update", "delete"] as const;
export type Verb = typeof verbs[number];
export type Row = Record<string, unknown>;

/** The people and rows that a table's sample rows refer to. */
export interface Places {
  org: string;
  project: string;
  /** In the organisation, in no project. */
  idle: Person;
  /** In no organisation. */
  newcomer: Person;
  /** Ids of rows made so far, by table; restricted ones under `<table>!`. */
  rows: Map<string, string>;
  /** Who makes the rows, and the call of each person's agent in the ledger. */
  me?: string;
  calls?: Map<string, string>;
}

export interface Declaration {
  /**
   * Key of role_permissions that decides; "everybody": every signed-in person sees all rows;
   * "colleagues": rows of people one shares an organisation with; "own": one's own rows.
   */
  rule: { resource: string } | "everybody" | "colleagues" | "own";
  verbs: readonly Verb[];
  /** Only who made a row sees, changes or removes it. */
  own?: true;
  /** Columns of a row to insert beside org_id and project_id; null for rows that others make. */
  sample: ((places: Places) => Row) | null;
  /**
   * A row of another table that the row hangs on, by this column, made in the same transaction;
   * `same`: columns that both have.
   */
  beside?: { table: string; column: string; same?: string[] };
  /** An agent makes its rows. */
  agent?: true;
  /** A change of a row. */
  change?: Row;
}

/** By name of the table. */
export type Declarations = Record<string, Declaration>;

/** A part of what a study is. */
export const partOfStudy = (sample: (places: Places) => Row, change: Row): Declaration => ({
  rule: { resource: "study" },
  verbs,
  sample,
  change,
});

/** A restricted row hangs on a restricted one, or the uncleared could not delete that. */
export const under = (rows: Map<string, string>, own: string, parent: string) =>
  rows.get(rows.has(own) && !rows.has(`${own}!`) ? `${parent}!` : parent);
