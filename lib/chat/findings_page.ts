/** The page of findings: by rules when it is opened, in a model's order and words when somebody asks. */
import type { Gateway } from "@/lib/assistant/gateway.ts";
import { aiState } from "@/lib/assistant/versions.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { analyze, findingsIn, siteNamedIn } from "./analyze.ts";
import type { FindingsView } from "./findings_model.ts";
import { listSites } from "./queries.ts";
import type { Ctx } from "./service.ts";

/** More sites than this are named in the question instead of chosen from a list. */
const SITES_TO_CHOOSE = 200;

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;
export interface FindingsPage extends Pick<Head, "project" | "organization"> {
  view: FindingsView;
}

const inStudy = (projectId: string) => ({
  permission: { resource: "chat", verb: "select" as const, projectId },
});

/** Everything that the page shows, by rules. Problem: 404, also for a site that is not there. */
export async function readFindingsPage(
  ctx: Ctx,
  projectId: string,
  siteId: string | null,
): Promise<Result<FindingsPage>> {
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    const [head, found, sites] = await Promise.all([
      headIn(sql, projectId),
      findingsIn(sql, projectId, siteId),
      listSites(sql, projectId),
    ]);
    const site = sites.find(({ id }) => id === siteId) ?? null;
    if (!head || !found || (siteId !== null && !site)) {
      return failure(404, "Not there, or not yours");
    }
    const view: FindingsView = {
      ...{ projectId, site, findings: found.findings, provider: "rules", note: null },
      asOf: new Date().toISOString(),
      sites: sites.length > SITES_TO_CHOOSE ? [] : sites,
      model: aiState(found.standing.off),
    };
    return success({ project: head.project, organization: head.organization, view });
  }, inStudy(projectId));
}

/** The same, ranked and worded by a model; what keeps it from that is the note, and rules stand. */
export async function wordFindings(
  ctx: Ctx,
  projectId: string,
  siteId: string | null,
  options: { signal: AbortSignal; gateway?: Gateway },
): Promise<Result<FindingsPage>> {
  const page = await readFindingsPage(ctx, projectId, siteId);
  if (!page.ok) return page;
  const worded = await analyze(ctx, { projectId, siteId }, options);
  if (!worded.ok) return worded;
  return success({ ...page.value, view: { ...page.value.view, ...worded.value } });
}

/** The site that a question is about. Problem: 422 where it names none, or none of the study. */
export async function siteOfQuestion(
  ctx: Ctx,
  projectId: string,
  question: string,
): Promise<Result<string>> {
  const named = await ctx.db.asUser(
    ctx.claims,
    (sql) => siteNamedIn(sql, projectId, question),
    inStudy(projectId),
  );
  if (!named.ok) return named;
  if (named.value !== null) return success(named.value);
  return failure(422, "The question names no site", {
    errors: [{ path: "/question", message: "Must name a site by its number or its whole name" }],
  });
}
