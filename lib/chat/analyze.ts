/** Findings over a study: rules find them, a model may rank and word them. */
import { projectActionsIn } from "@/lib/actions/service.ts";
import { namesOf, rightsIn, standingIn } from "@/lib/assistant/asking.ts";
import { type AnalyzeOutput, type Gateway, gateway as ours } from "@/lib/assistant/gateway.ts";
import { budgetFault, type Call, recordCall } from "@/lib/assistant/ledger.ts";
import { keptOf, plainly } from "@/lib/assistant/said.ts";
import { RIGHTS_OF } from "@/lib/assistant/skeleton.ts";
import { toldOf } from "@/lib/assistant/writing.ts";
import { config } from "@/lib/config/mod.ts";
import { figuresIn } from "@/lib/dashboard/service.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { findingsOf } from "./findings.ts";
import type { AnalyzeInput, Finding, Findings } from "./findings_model.ts";
import { CAPS, onceEach } from "./talk.ts";
import { listSites } from "./queries.ts";
import { sitesOf } from "./question.ts";
import type { Ctx } from "./opening.ts";

const OF_STUDY = [
  ...["enrollment.enrolled", "enrollment.screen_failure", "rate.needed", "plan.slippage"],
  ...["plan.next_milestones", "documents.completeness", "documents.expiring"],
  ...["indicators.sites", "indicators.qtls", "quality.open_deviations", "quality.capa_on_time"],
  ...["budget.totals", "budget.variance", "trail.chain"],
];
const OF_SITE = [
  ...["site.facts", "site.gate", "site.enrollment", "site.indicators", "site.staff"],
  ...["site.delegations", "site.training", "site.documents", "site.consent", "site.deviations"],
];

/** What an analysis is about: a site that is named by its id, or by a question; else the study. */
export interface Wanted extends AnalyzeInput {
  siteId?: string | null;
}

/** What rules find in the study, or at one site of it, in the transaction at hand; null: not seen. */
export async function findingsIn(sql: Sql, projectId: string, siteId: string | null) {
  const keys = siteId ? OF_SITE : OF_STUDY;
  const params = siteId ? { siteId } : {};
  const [figures, doing, rights, standing] = await Promise.all([
    figuresIn(sql, projectId, keys.map((key) => ({ id: key, key, params }))),
    projectActionsIn(sql, projectId, { view: "all", size: 200, siteId }),
    rightsIn(sql, projectId, [...keys, "budget.totals", "trail.chain"]),
    standingIn(sql, projectId),
  ]);
  if (!figures || !doing || !rights || !standing) return null;
  const has = (right: string | undefined) => !right || rights.resources.includes(right);
  const findings = findingsOf({
    actions: doing.actions.filter(({ rule }) => has(RIGHTS_OF[rule])),
    ...{ widgets: figures.widgets, asOf: doing.today, base: `/projects/${projectId}`, siteId },
  });
  const kept = new Set(findings.map(({ id }) => id));
  const rows = [
    ...doing.actions.filter(({ rule, subject }) => kept.has(`${rule}:${subject.id}`))
      .flatMap(({ evidence }) => evidence),
    ...figures.widgets.filter(({ catalogKey }) => kept.has(`figure:${catalogKey}`))
      .flatMap(({ sourceRefs }) => sourceRefs),
  ];
  return { findings, standing, restricted: rights.restricted, rows: onceEach(rows) };
}

/** The site that a question names; null where it names none. Problem: 422 for one that is not there. */
export async function siteNamedIn(
  sql: Sql,
  projectId: string,
  question: string,
): Promise<Result<string | null>> {
  const { found, lost } = sitesOf(question.toLowerCase(), await listSites(sql, projectId));
  if (lost.length > 0 && found.length === 0) {
    return failure(422, `No site that you see is called ${lost.join(", ")}`, {
      errors: [{ path: "/question", message: "Must name a site of the study" }],
    });
  }
  return success(found[0]?.id ?? null);
}

/** What rules find, with the caller's rights. */
async function begin(ctx: Ctx, { projectId, question, siteId }: Wanted) {
  const permission = { resource: "chat", verb: "select" as const, projectId };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const named = question ? await siteNamedIn(sql, projectId, question) : success(siteId ?? null);
    if (!named.ok) return named;
    const found = await findingsIn(sql, projectId, named.value);
    return found ? success(found) : failure(404, "Not there, or not yours");
  }, { reason: ctx.reason, permission });
}

/**
 * Findings, worst first; with a model in its order and words, where its figures hold. Problems: 403,
 * 404, 422 for a question about a site that is not there.
 */
export async function analyze(
  given: Ctx,
  input: Wanted,
  options: { signal: AbortSignal; gateway?: Gateway },
): Promise<Result<Findings>> {
  const begun = await begin(given, input);
  if (!begun.ok) return begun;
  const { findings, standing, restricted, rows } = begun.value;
  const gateway = options.gateway ?? ours();
  const plain = (note: string | null) => success({ findings, provider: "rules", note });
  if (!gateway.configured || standing.off || findings.length === 0) return plain(null);
  const spent = budgetFault(standing);
  if (spent) return plain(spent);
  const { projectId } = input;
  const db = given.db.base;
  const persona = "trialCoordinator" as const;
  const facts = findings.flatMap(({ evidence }) => evidence);
  const from = performance.now();
  const limits = { maxOutputTokens: CAPS.maxOutputTokens, deadlineMs: CAPS.deadlineMs };
  const asked = await gateway.analyze({
    ...{ projectId, persona, limits, dictionary: [...await namesOf(db, projectId)] },
    facts: toldOf(facts.map((fact) => ({ ...fact, section: "findings" }))),
    findings: findings.map(({ id, rule, severity, title, evidence }) => ({
      ...{ id, rule, severity, title: title.slice(0, 300) },
      facts: evidence.map((fact) => fact.id),
    })),
  }, { signal: options.signal });
  const call: Call = {
    ...{ orgId: standing.orgId, userId: given.claims.sub, projectId, restricted, persona },
    ...{ operation: "analyze", tabType: null, sectionKey: null, siteId: null, section: null },
    ...{ facts: rows, gateCounts: {}, model: config().ai.model, promptVersion: null },
    ...{ promptSha256: null, responseSha256: null, figures: 0, unverified: 0 },
    ...{ inputTokens: 0, outputTokens: 0, latencyMs: performance.now() - from, outcome: "failed" },
  };
  if (!asked.ok) {
    await recordCall(db, { ...call, outcome: asked.failure.code });
    return plain(asked.failure.message);
  }
  const { model, promptVersion, promptSha256, responseSha256, usage, gate } = asked.value;
  const worded = wordedBy(findings, asked.value);
  await recordCall(db, {
    ...{ ...call, ...usage, model, promptVersion, promptSha256, responseSha256, outcome: "ok" },
    ...{ gateCounts: gate.counts, figures: worded.figures, unverified: worded.unverified },
  });
  return success({ findings: worded.findings, provider: model, note: null });
}

/** The rules' findings, all of them and no other, in the model's order and, where its figures hold, words. */
export function wordedBy(findings: readonly Finding[], answer: Pick<AnalyzeOutput, "findings">) {
  const left = new Map(findings.map((one) => [one.id, one]));
  let [figures, unverified] = [0, 0];
  const ranked = answer.findings.flatMap(({ id, headline, explanation, worded }) => {
    const own = left.get(id);
    if (!own || !left.delete(id)) return [];
    if (!worded) return [own];
    const facts = own.evidence;
    const said = [
      { id: "", label: own.title, value: own.detail, asOf: facts[0]?.asOf },
      ...facts,
    ].map(({ asOf, ...fact }) => ({ ...fact, ...(asOf ? { asOf } : {}) }));
    const [title, detail] = [plainly(headline).replaceAll(/\s+/g, " "), plainly(explanation)];
    const checked = keptOf(`${title}\n${detail}`, said)?.figures;
    figures += checked ? checked.found + checked.unverified.length : 0;
    unverified += checked?.unverified.length ?? 0;
    if (!checked || checked.unverified.length > 0 || title === "") return [own];
    return [{ ...own, title, detail: detail || own.detail }];
  });
  return { findings: [...ranked, ...left.values()], figures, unverified };
}
