/** Use cases of the queue: asking for documents, looking at them come, cancelling. */
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { type GenerationJob, type JobInput, MOST_OPEN } from "./jobs_model.ts";
import * as queries from "./jobs_queries.ts";
import { headIn } from "@/lib/projects/service.ts";
import { type Persona, PERSONAS } from "./model.ts";
import type { TabRecipe } from "./recipe.ts";
import { type Ctx, inProject, NOT_FOUND } from "./service.ts";
import { tabOf, tabsOf } from "./tabs.ts";
import { wakeRunners } from "./wake.ts";

const titled = (row: queries.JobRow): GenerationJob => ({
  ...row,
  title: tabOf(row.tabType)?.title ?? row.tabType,
});

/** Open jobs of a study, then those that ended last. */
export async function listJobs(
  ctx: Ctx,
  projectId: string,
  { open = false, limit = 50 } = {},
): Promise<GenerationJob[]> {
  const rows = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => queries.listJobs(sql, projectId, { open, limit }),
  );
  return rows.map(titled);
}

/** What the page of the queue shows, in two waits. */
export async function readJobsPage(ctx: Ctx, projectId: string) {
  return await inProject(ctx, projectId, "select", async (sql) => {
    const [head, jobs, rights] = await Promise.all([
      headIn(sql, projectId),
      queries.listJobs(sql, projectId, { open: false, limit: 50 }),
      queries.readRights(sql, projectId),
    ]);
    if (!head) return NOT_FOUND;
    const personas = PERSONAS.map((persona) => {
      const tabs = tabsOf(persona).filter(({ ofSite, generatesNothing }) =>
        !ofSite && !generatesNothing
      );
      return { persona, documents: tabs.length };
    }).filter(({ persona, documents }) =>
      documents > 0 && tabsOf(persona).every(({ ofSite }) => !ofSite)
    );
    const { asOf, ...may } = rights;
    return success({ head, jobs: jobs.map(titled), personas, may, asOf });
  });
}

export async function readJob(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<GenerationJob>> {
  const [row] = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => queries.readJobs(sql, projectId, [id]),
  );
  return row ? success(titled(row)) : NOT_FOUND;
}

/** Sections of a document that hold a text. */
export const writtenKeys = (tab: TabRecipe): string[] =>
  tab.sections.filter(({ write }) => write !== undefined).map(({ key }) => key);

/** What a request asks for, document by document. */
function wantedOf(input: JobInput): Result<queries.Wanted[]> {
  const { tabType, persona, sections, siteId = null } = input;
  const one = tabType === undefined ? null : tabOf(tabType);
  if (one === undefined) {
    return invalid([{ path: "/tabType", message: "Must be one of the documents" }]);
  }
  if (one?.generatesNothing) {
    return invalid([{ path: "/tabType", message: "Nothing is written in this document" }]);
  }
  const tabs = one ? [one] : tabsOf(persona as Persona).filter((tab) => !tab.generatesNothing);
  if (tabs.length === 0) {
    return invalid([{ path: "/persona", message: "Nothing is written in these documents" }]);
  }
  if (tabs.some(({ ofSite }) => ofSite) && siteId === null) {
    return invalid([{ path: "/siteId", message: "Must be given: this document is about a site" }]);
  }
  if (siteId !== null && !tabs.some(({ ofSite }) => ofSite)) {
    return invalid([{ path: "/siteId", message: "Must be left out: it is about no site" }]);
  }
  if (!one && sections) {
    return invalid([{ path: "/sections", message: "Must be left out: they are of one document" }]);
  }
  const written = one ? writtenKeys(one) : [];
  const wrong = (sections ?? []).flatMap((key, i) =>
    written.includes(key) ? [] : [{
      path: `/sections/${i}`,
      message: `Must be a section with a text: ${written.join(", ")}`,
    }]
  );
  if (wrong.length > 0) return invalid(wrong);
  return success(tabs.map((tab) => ({
    tabType: tab.type,
    siteId: tab.ofSite ? siteId : null,
    sections: sections ? [...new Set(sections)] : null,
    instructions: input.instructions || null,
  })));
}

const same = (a: queries.Wanted, b: queries.Wanted) =>
  a.tabType === b.tabType && a.siteId === b.siteId && a.instructions === b.instructions &&
  JSON.stringify(a.sections) === JSON.stringify(b.sections);

/**
 * Asks for a document, or for all of a persona. What waits already as it is wished is not asked for
 * again; where that is all of it, 409.
 */
export async function queueJobs(
  ctx: Ctx,
  projectId: string,
  input: JobInput,
): Promise<Result<GenerationJob[]>> {
  const wanted = wantedOf(input);
  if (!wanted.ok) {
    // Who may not is told that, and nothing else.
    await inProject(ctx, projectId, "insert", () => Promise.resolve());
    return wanted;
  }
  const siteId = input.siteId ?? null;
  const made = await inProject(ctx, projectId, "insert", async (sql) => {
    const { site, open } = await queries.readQueue(sql, projectId, siteId);
    if (siteId !== null && !site) {
      return invalid([{ path: "/siteId", message: "There is no such site in this study" }]);
    }
    const fresh = wanted.value.filter((one) => !open.some((other) => same(one, other)));
    if (fresh.length === 0) return failure(409, "It waits or is being written already");
    if (open.length + fresh.length > MOST_OPEN) {
      const headers = { "retry-after": "60" };
      return failure(429, `Cannot take more: ${open.length} documents wait already`, { headers });
    }
    const ids = await queries.insertJobs(sql, projectId, fresh);
    return success((await queries.readJobs(sql, projectId, ids)).map(titled));
  });
  if (made.ok) wakeRunners();
  return made;
}

/** Stops a document from being written. */
export async function cancelJob(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<GenerationJob>> {
  const [stopped, row] = await inProject(ctx, projectId, "update", async (sql) => {
    const stopped = await queries.cancelJob(sql, projectId, id);
    const [row] = await queries.readJobs(sql, projectId, [id]);
    return [stopped, row] as const;
  });
  if (!row) return NOT_FOUND;
  if (!stopped && row.state !== "cancelled") {
    return failure(409, `Cannot cancel: it is ${row.state === "done" ? "written" : "over"}`);
  }
  if (stopped) wakeRunners();
  return success(titled(row));
}
