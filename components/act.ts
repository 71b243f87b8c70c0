/** What an act is: a small form about one thing, described once for the page and for its handler. */
import type { Option } from "./options.ts";

export interface ActField {
  name: string;
  label: string;
  kind: "date" | "text" | "area" | "select" | "number" | "email";
  hint?: string;
  options?: Option[];
  required?: boolean;
  /** What its text stands for, where that is no text: a number, or yes ("true") and no. */
  as?: "number" | "yes";
}

export interface Act {
  /** The `do` of the address, and the intent of the form. */
  key: string;
  title: string;
  lead?: string;
  button: string;
  danger?: boolean;
  fields: ActField[];
  /** What the fields hold when it opens. */
  values: Record<string, string>;
  /** Row that is changed; absent: what the page is about, or a new row. */
  row?: { id: string; version: number };
}

export const reason = (hint: string, required = false): ActField => ({
  name: "reason",
  label: "Reason",
  kind: "area",
  hint,
  required,
});
export const date = (name: string, label: string, required = true, hint?: string): ActField => ({
  name,
  label,
  kind: "date",
  required,
  hint: hint ?? (required ? undefined : "Empty when it is not known"),
});
