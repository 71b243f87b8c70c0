/** Findings over a study as callers see them. */
import { z } from "zod";
import type { ChatFact } from "./model.ts";

/** Worst first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = typeof SEVERITIES[number];
/** Of one study, or one site: the worst of them. */
export const MOST_FINDINGS = 150;

export interface Finding {
  /** The rule and what it is about. */
  id: string;
  rule: string;
  severity: typeof SEVERITIES[number];
  title: string;
  detail: string;
  /** The chain of facts that it stands on, from what was found to the rows. */
  evidence: ChatFact[];
  /** What the rule says to do, and where. */
  suggestion: string;
  href: string;
}

export interface Findings {
  findings: Finding[];
  /** "rules" or the model that ranked and worded them. */
  provider: string;
  /** Why no model did, where one was asked. */
  note: string | null;
}

/** The page of findings: those of the study, or of one site of it. */
export interface FindingsView extends Findings {
  projectId: string;
  asOf: string;
  site: { id: string; label: string } | null;
  /** To choose from; none where there are more than a list can hold. */
  sites: { id: string; label: string }[];
  /** Whether a model can be asked to rank and word them. */
  model: "on" | "off" | "not configured";
}

export const analyzeInput = z.object({
  projectId: z.uuid("Must be the id of a project"),
  question: z.string().trim().min(1, "Must be given or left out")
    .max(4000, "Must be at most 4,000 characters").optional(),
});
export type AnalyzeInput = z.output<typeof analyzeInput>;

export const findingsSchema = z.object({
  findings: z.array(z.object({
    id: z.string(),
    rule: z.string(),
    severity: z.enum(SEVERITIES),
    title: z.string(),
    detail: z.string(),
    evidence: z.array(z.object({
      ...{ id: z.string(), kind: z.string(), label: z.string(), href: z.string() },
      value: z.union([z.string(), z.number()]).nullable(),
      asOf: z.string().optional(),
    })),
    suggestion: z.string(),
    href: z.string(),
  })),
  provider: z.string(),
  note: z.string().nullable(),
});
