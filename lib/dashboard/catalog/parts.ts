/** Small things that entries of the record, the team and the plan say alike. */
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

export const LATE = "past the day it was due";
/** Where an item of the plan is opened. */
export const itemPath = (id: unknown) => `plan?item=${id}`;
