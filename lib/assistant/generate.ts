/**
 * Writing a document: figures by queries, texts by a model, section by section. No transaction is
 * held while a model is asked. What was written is kept whatever becomes of the rest.
 */
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { log } from "@/observability/logger.ts";
import type { ErrorCode } from "@/supabase/functions/_shared/contract.ts";
import { readNames } from "./call_queries.ts";
import { type Gateway, gateway as ours } from "./gateway.ts";
import { budgetFault, secondsToMidnight } from "./ledger.ts";
import type { GenerateEvent, Skeleton, Version, WrittenSection } from "./model.ts";
import { type Ctx, inProject, NOT_FOUND, type Place, skeletonIn } from "./service.ts";
import { tabOf } from "./tabs.ts";
import { readStanding, readVersionAt, type Standing } from "./version_queries.ts";
import { keepIn, madeOf, mergedWith, placed } from "./versions.ts";
import { chosen, type Target } from "./wishes.ts";
import { LIMITS, type Outcome, writeSection, type Writing } from "./writing.ts";

/** Names that the privacy gate takes; more than a study has. */
const MOST_NAMES = 20_000;

export interface GenerateOptions {
  /** Keys; without them all that a text is wanted for. */
  sections?: readonly string[] | undefined;
  /** What is to be changed, in words. */
  instructions?: string | undefined;
  signal: AbortSignal;
  onEvent?(event: GenerateEvent): void;
  /** Instead of the process's own. */
  gateway?: Gateway;
  /** Of each call; for tests. */
  limits?: Partial<typeof LIMITS>;
}

interface Begun {
  skeleton: Skeleton;
  newest: Version | null;
  standing: Standing;
}

async function begin(ctx: Ctx, place: Place): Promise<Result<Begun>> {
  return await inProject(ctx, place.projectId, "select", async (sql) => {
    const [skeleton, newest, standing] = await Promise.all([
      skeletonIn(sql, place),
      readVersionAt(sql, place, null),
      readStanding(sql, place.projectId),
    ]);
    if (!skeleton.ok) return skeleton;
    if (!standing) return NOT_FOUND;
    if (!standing.mayWrite) return failure(403, "Your role may not write documents");
    return success({ skeleton: skeleton.value, newest: newest ?? null, standing });
  });
}

/**
 * Writes a document or some of its sections and keeps the result as a version. Without a model (off,
 * none configured, down) that is a version of figures with the earlier texts, when the figures
 * changed since the newest one, else the newest one. Problems: 403, 404, 422; 429 when the day's
 * tokens are used up; 409 when it was taken back before anything was kept.
 */
export async function generateTab(
  given: Ctx,
  asked: Place,
  options: GenerateOptions,
): Promise<Result<Version>> {
  // What is written outlives the request that asked for it.
  const ctx = { ...given, db: given.db.base };
  const place = placed(asked);
  const recipe = tabOf(place.tabType);
  if (recipe?.generatesNothing) {
    return invalid([{ path: "/tabType", message: "Nothing is ever written in this document" }]);
  }
  const begun = await begin(given, place);
  if (!begun.ok) return begun;
  const { skeleton, newest, standing } = begun.value;
  const targets = chosen(skeleton, newest?.sections ?? [], options);
  if (!targets.ok) return targets;
  const gateway = options.gateway ?? ours();
  if (standing.off || !gateway.configured || targets.value.length === 0) {
    return await withoutModel(ctx, place, begun.value, null);
  }
  const spent = budgetFault(standing);
  if (spent) {
    const headers = { "retry-after": String(secondsToMidnight()) };
    return failure(429, spent, { headers });
  }
  const names = await ctx.db.asSystem(
    "names for the privacy gate",
    (sql) => readNames(sql, place.projectId, MOST_NAMES),
  );
  const written = await writeAll(ctx, targets.value, {
    ...{ db: ctx.db, gateway, skeleton, names, signal: options.signal },
    ...{ orgId: standing.orgId, userId: ctx.claims.sub, onEvent: options.onEvent ?? (() => {}) },
    limits: { ...LIMITS, ...options.limits },
    fresh: options.sections !== undefined && !options.instructions,
  });
  const note = noteOf(skeleton, written, options.instructions);
  const done = written.flatMap(({ outcome }) => outcome.state === "done" ? [outcome.section] : []);
  if (done.length > 0) return await keep(ctx, place, begun.value, done, note);
  if (options.signal.aborted) {
    return newest ? success(newest) : failure(409, "Taken back before anything was written");
  }
  const failed = written.some(({ outcome }) => outcome.state === "failed");
  return failed || !newest ? await withoutModel(ctx, place, begun.value, note) : success(newest);
}

interface Told {
  target: Target;
  outcome: Outcome;
}

/** The sections one by one: each is over before the next is asked for. */
async function writeAll(ctx: Ctx, targets: Target[], writing: Writing): Promise<Told[]> {
  const { onEvent, signal } = writing;
  for (const { section } of targets) {
    onEvent({ kind: "section", key: section.key, state: "queued" });
  }
  const told: Told[] = [];
  for (const target of targets) {
    const { key } = target.section;
    if (signal.aborted) break;
    const outcome = await attempted(ctx, writing, target, told.length > 0);
    told.push({ target, outcome });
    onEvent({
      ...{ kind: "section", key, state: outcome.state },
      ...(outcome.state === "failed" ? { message: outcome.failure.message } : {}),
    });
  }
  return told;
}

/** A section's outcome. What goes wrong on our side is one too: what was written before is kept. */
async function attempted(
  ctx: Ctx,
  writing: Writing,
  target: Target,
  further: boolean,
): Promise<Outcome> {
  const failed = (code: ErrorCode, message: string): Outcome => ({
    ...{ state: "failed", tokens: 0 },
    failure: { code, message, retryAfterSeconds: null },
  });
  try {
    const stop = further ? await stopOf(ctx, writing.skeleton.projectId) : null;
    return stop ? failed(stop.code, stop.message) : await writeSection(writing, target);
  } catch (error) {
    log.error("ai.section", { error });
    return failed("failed", "Something went wrong here");
  }
}

/** Why no more is asked, looked up before each further call: others spend of the same budget. */
async function stopOf(ctx: Ctx, projectId: string) {
  const standing = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => readStanding(sql, projectId),
  );
  if (!standing || standing.off) {
    return { code: "ai-off" as const, message: "AI was switched off meanwhile" };
  }
  const spent = budgetFault(standing);
  return spent === null ? null : { code: "budget-exceeded" as const, message: spent };
}

/** What the history says of a version: what was asked, and what failed. */
function noteOf(
  { sections }: Skeleton,
  told: readonly Told[],
  instructions: string | undefined,
): string | null {
  const title = (key: string) => sections.find((one) => one.key === key)?.title ?? key;
  const failed = told.flatMap(({ target, outcome }) =>
    outcome.state === "failed"
      ? [`${title(target.section.key)}: not written. ${outcome.failure.message}`]
      : []
  );
  const said = [instructions && `Asked: ${instructions}`, ...failed].filter(Boolean).join("\n");
  return said.slice(0, 4000) || null;
}

async function keep(
  ctx: Ctx,
  place: Place,
  { skeleton, newest: base }: Begun,
  written: readonly WrittenSection[],
  note: string | null,
): Promise<Result<Version>> {
  const permission = { resource: "tab", verb: "insert" as const, projectId: place.projectId };
  const provider = written.map(({ author }) => author.kind === "agent" ? author.model : null)
    .findLast(Boolean) ?? "rules";
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const newest = await readVersionAt(sql, place, null) ?? null;
    const changed = changedMeanwhile(base, newest);
    const ours = written.filter(({ key }) => !changed.has(key));
    const sections = mergedWith(skeleton, newest?.sections ?? [], ours);
    return await keepIn(sql, place, {
      ...madeOf(skeleton, sections),
      ...{ provider, note, restoredFrom: null },
      restricted: skeleton.restricted || (newest?.restricted ?? false),
    });
  }, {
    ...{ reason: ctx.reason, permission },
    // Figures alone are kept by who asked for them: no agent did anything.
    ...(written.length > 0 ? { kind: "agent", onBehalfOf: ctx.claims.sub } : {}),
  });
}

/** Sections that a person wrote since the writing began: their words stand. */
function changedMeanwhile(base: Version | null, newest: Version | null): Set<string> {
  if (!newest || newest.id === base?.id) return new Set();
  const before = new Map(base?.sections.map(({ key, text }) => [key, text]));
  return new Set(
    newest.sections
      .filter(({ key, text, author }) => author.kind === "person" && before.get(key) !== text)
      .map(({ key }) => key),
  );
}

/** Figures alone, with the texts that there were. */
async function withoutModel(
  ctx: Ctx,
  place: Place,
  begun: Begun,
  note: string | null,
): Promise<Result<Version>> {
  const { skeleton, newest } = begun;
  if (newest && newest.dataSha256 === skeleton.dataSha256) return success(newest);
  return await keep(ctx, place, begun, [], note);
}
