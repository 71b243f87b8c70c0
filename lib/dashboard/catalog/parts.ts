/** Small things that entries of the record and the team say alike. */
import { enumWords } from "@/lib/projects/words.ts";
import { s } from "../entry.ts";
import type { Column } from "../model.ts";

export const texts = (value: unknown): string[] => Array.isArray(value) ? value.map(String) : [];
/** The registry's word in English; null: not known. */
export const word = (value: unknown) => s(value) === null ? null : enumWords(s(value));
/** Null where there is nothing. */
export const joined = (parts: string[]) => parts.join(", ") || null;
export const yesNo = (value: unknown) => typeof value === "boolean" ? value ? "Yes" : "No" : null;
export const textColumn = (label: string): Column => ({ label, kind: "text" });
export const numberColumn = (label: string): Column => ({ label, kind: "number" });
