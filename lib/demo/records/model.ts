/** What the demo's records are made of: invented rows around the day that they are seeded on. Pure. */
import { MARK, newId, type Row } from "../plans/model.ts";

/** A site as its plan left it. */
export interface Place {
  id: string;
  facility: string;
  country: string | null;
  activatedOn: string | null;
  contractOn: string | null;
  closedOn: string | null;
}

/** What a study has for records to build on. */
export interface RecordGround {
  projectId: string;
  orgId: string;
  /** Nobody has recorded anything, nor confirmed a suggestion. */
  untouched: boolean;
  /** The day in the study, `YYYY-MM-DD`. */
  today: string;
  sites: Place[];
  /** Ids by the key of the rule that suggested them. */
  requirements: Record<string, string>;
  risks: Record<string, string>;
  milestones: Record<string, string>;
}

export interface People {
  owner: string;
  coordinator: string;
}

/** Tables in an order in which their rows can be made. */
export const TABLES = [
  "document_requirements",
  "documents",
  "document_versions",
  "document_uses",
  "document_waivers",
  "critical_factors",
  "risks",
  "risk_reviews",
  "capas",
  "deviations",
  "kris",
  "kri_values",
  "qtls",
  "budget_lines",
  "budget_actuals",
] as const;
export type Table = typeof TABLES[number];

/** A file of a version: a page that says what it is. */
export interface DemoFile {
  name: string;
  lines: string[];
}

/** Rows that are new, suggestions that people took over, and the file of each version that has one. */
export class Records {
  readonly rows: Record<Table, Row[]> = Object.fromEntries(
    TABLES.map((table) => [table, []]),
  ) as unknown as Record<Table, Row[]>;
  readonly taken: { document_requirements: Row[]; risks: Row[] } = {
    document_requirements: [],
    risks: [],
  };
  /** By the id of the version. */
  readonly files = new Map<string, DemoFile>();

  /** Adds a row, and returns its id. */
  add(table: Table, row: Record<string, unknown>): string {
    const id = newId();
    this.rows[table].push({ id, ...row });
    return id;
  }

  version(document: string, row: Record<string, unknown>, file?: DemoFile): string {
    const id = this.add("document_versions", {
      ...{ document_id: document, approved_on: null, effective_on: null, expires_on: null },
      ...{ dated_on: null, note: MARK, held_in: file ? null : "Site binder (invented)" },
      ...row,
    });
    if (file) this.files.set(id, file);
    return id;
  }
}
