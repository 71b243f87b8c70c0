/** A model ranks and words findings; that it adds none and drops none is checked here. */
import { z } from "npm:zod@4.6.7";
import type { AnalyzeAnswer, AnalyzeRequest } from "./contract.ts";
import { ModelError } from "./model/types.ts";
import { restore, type Vault } from "./privacy/gate.ts";
import { citationsOf } from "./prompts/material.ts";

const said = z.looseObject({
  findings: z.array(z.looseObject({
    id: z.string().max(200),
    headline: z.string().min(1).max(500),
    explanation: z.string().max(4000),
  })).max(1000),
});

/**
 * The findings in the model's order and words; those it passed over come last, in the rule's.
 * @throws ModelError model-invalid when it is no JSON of that shape, or names a finding that no rule made
 */
export function worded(
  text: string,
  { findings, facts }: AnalyzeRequest,
  vault: Vault,
): AnalyzeAnswer["findings"] {
  const left = new Map(findings.map((finding) => [finding.id, finding]));
  const ranked: AnalyzeAnswer["findings"] = [];
  // Put back after parsing: what was taken out may hold quotes.
  for (const one of restore(parsed(text), vault)) {
    if (!left.delete(one.id)) throw invalid();
    const { id, headline, explanation } = one;
    const citations = citationsOf(`${headline}\n${explanation}`, facts);
    ranked.push({ id, headline, explanation, citations, worded: true });
  }
  const known = new Set(facts.map(({ id }) => id));
  for (const { id, title, facts: own } of left.values()) {
    const citations = own.filter((fact) => known.has(fact));
    ranked.push({ id, headline: title, explanation: "", citations, worded: false });
  }
  return ranked;
}

function parsed(text: string): z.infer<typeof said>["findings"] {
  try {
    return said.parse(JSON.parse(text)).findings.map(({ id, headline, explanation }) => ({
      id,
      headline,
      explanation,
    }));
  } catch {
    throw invalid();
  }
}

const invalid = () =>
  new ModelError("model-invalid", "The model's ranking does not fit the findings");
