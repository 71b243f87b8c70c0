/** Artifacts of the Trial Master File as pages and callers see them. Types only. */

export interface Artifact {
  /** Zone, section, artifact: "05.02.04". */
  number: string;
  zone: string;
  section: string;
  artifact: string;
  /** Of the organisation's own list; else of the short one that comes with the product. */
  own: boolean;
}

export interface RowFault {
  /** As the spreadsheet numbers it: the header is row 1. Null: the file or a column. */
  row: number | null;
  path: string;
  message: string;
}

export interface TmfReport {
  dryRun: boolean;
  rows: number;
  created: number;
  updated: number;
  unchanged: number;
  /** Rows without an artifact number: headings of zones and sections. */
  skipped: number;
  /** Field: header. */
  mapping: Record<string, string>;
  errors: RowFault[];
  errorCount: number;
}
