/**
 * Answers of the model that are given again. An answer is found by everything that it depends on,
 * the facts told included, so what changed is never answered from here; it ends after a day, and
 * with the organisation's switch.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Db } from "@/lib/db/mod.ts";
import { generateAnswer } from "@/supabase/functions/_shared/contract.ts";
import { keepCached, readCached } from "./call_queries.ts";
import type { GenerateInput, GenerateOutput } from "./gateway.ts";

/** How long an answer is given again, in seconds. */
export const CACHE_SECONDS = 24 * 3600;

/**
 * Of organisation, site, model, prompt, persona, document, section, brief, facts, wish and earlier
 * text. Names of the organisation come in by the facts: tokens of the privacy gate are put back
 * before an answer is kept.
 */
export function cacheKey(
  input: GenerateInput,
  { orgId, siteId, prompt, model }: {
    orgId: string;
    siteId: string | null;
    prompt: string;
    model: string | null;
  },
): string {
  const { projectId, persona, tabType, section, facts = [], limits } = input;
  const told = facts.map(({ id, label, value, unit, asOf }) => [id, label, value, unit, asOf]);
  const all = [orgId, projectId, siteId, model, prompt, persona, tabType, section, told, limits];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

/** An answer that was kept; null: there is none, or it is of another shape. */
export async function cachedAnswer(db: Db, key: string): Promise<GenerateOutput | null> {
  const kept = await db.asSystem(
    "an answer of the model is looked up",
    (sql) => readCached(sql, key),
  );
  return generateAnswer.safeParse(kept).data ?? null;
}

export async function keepAnswer(
  db: Db,
  key: string,
  place: { orgId: string; projectId: string },
  answer: z.input<typeof generateAnswer>,
): Promise<void> {
  await db.asSystem(
    "an answer of the model is kept",
    (sql) => keepCached(sql, { ...place, key, answer, seconds: CACHE_SECONDS }),
  );
}
