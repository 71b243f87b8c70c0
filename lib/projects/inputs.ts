/** What callers may send about projects: schemas, and the columns that come of them. */
import { z } from "zod";
import { PHASES, STATUSES, STUDY_TYPES } from "./vocabulary.ts";

type Phase = typeof PHASES[number];

/** "Phase 1/Phase 2", "phase 2", "PHASE3", "N/A": the registry's phases, or null when unclear. */
export function parsePhases(text: string): Phase[] | null {
  const parts = text.split(/[/,]/).map((part) => part.trim().toUpperCase().replace(/[\s_-]+/g, ""));
  if (/^(NA|NOTAPPLICABLE)$/.test(parts.join(""))) return ["NA"];
  const found = parts.map((part): Phase | undefined => {
    if (/^EARLYPHASE1$/.test(part)) return "EARLY_PHASE1";
    const digit = /^(?:PHASE)?([1-4])$/.exec(part)?.[1];
    return PHASES.find((phase) => phase === `PHASE${digit}`);
  });
  return found.every((phase) => phase !== undefined) ? found : null;
}

const phase = z.string().max(100).transform((text, ctx) => {
  const phases = parsePhases(text);
  if (phases) return phases;
  ctx.addIssue({
    code: "custom",
    message: `Cannot read phase "${text}": write Phase 1 to 4, Early phase 1, or NA`,
  });
  return z.NEVER;
});

const timeZone = z.string().max(64).refine(isTimeZone, {
  message: "Must be an IANA time zone, such as Europe/Berlin",
});

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

const name = z.string().trim().min(1).max(200);
const line = (most: number) =>
  z.string().trim().max(most).transform((text) => text === "" ? null : text).nullable();

const fields = {
  description: line(10_000),
  /** One text; `phases` is the same as a list. */
  phase: phase.nullable(),
  phases: z.array(z.enum(PHASES)).max(6).nullable(),
  indication: line(500),
  sponsor: line(500),
  targetEnrollment: z.int().min(0).max(2_147_483_647).nullable(),
  title: line(1_000),
  acronym: line(100),
  studyType: z.enum(STUDY_TYPES).nullable(),
  status: z.enum(STATUSES).nullable(),
  conditions: z.array(z.string().trim().min(1).max(500)).max(200),
  timeZone: timeZone.nullable(),
};

export const createInput = z.object({
  name,
  organizationId: z.uuid().optional(),
  ...z.object(fields).partial().shape,
});

export const updateInput = z.object({
  ...z.object({ name, archived: z.boolean(), ...fields }).partial().shape,
  reason: z.string().max(2_000).optional(),
}).refine((body) => Object.keys(body).some((key) => key !== "reason"), {
  message: "Nothing to change: give at least one field",
});

const bounded = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual);

export const listQuery = z.object({
  q: z.string().max(200).optional(),
  status: z.enum(STATUSES).optional(),
  archived: z.enum(["true", "false"]).optional(),
  limit: bounded(200, 50),
  cursor: z.string().max(200).optional(),
});

export type CreateInput = z.infer<typeof createInput>;
export type UpdateInput = z.infer<typeof updateInput>;

const COLUMNS = {
  name: "name",
  description: "description",
  phase: "phases",
  phases: "phases",
  indication: "indication",
  sponsor: "sponsor",
  targetEnrollment: "target_enrollment",
  title: "official_title",
  acronym: "acronym",
  studyType: "study_type",
  status: "status",
  conditions: "conditions",
  timeZone: "time_zone",
} as const;

/** The columns that an input sets; what it does not name stays as it is. */
export function columnsOf(input: CreateInput | UpdateInput, now: Date): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(COLUMNS)) {
    const value = input[field as keyof typeof COLUMNS];
    if (value !== undefined) row[column] = value;
  }
  if ("archived" in input && input.archived !== undefined) {
    row.archived_at = input.archived ? now.toISOString() : null;
  }
  return row;
}
