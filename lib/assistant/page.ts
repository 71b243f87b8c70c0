/** What the pages of the assistant show, in one transaction: at most three waits. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { compareTexts } from "./diff.ts";
import { isOpen, MOST_OPEN } from "./jobs_model.ts";
import { type JobRow, listJobs, readJobs } from "./jobs_queries.ts";
import { type Persona, PERSONAS, type TabPage, type Version } from "./model.ts";
import type {
  Bars,
  Comparison,
  DocPlace,
  DocSection,
  DocText,
  DocView,
  TabLink,
} from "./page_model.ts";
import { findSites, readRole, type SiteRow } from "./page_queries.ts";
import type { DiffRow } from "./prose_model.ts";
import type { TabRecipe } from "./recipe.ts";
import { type Ctx, inProject, NOT_FOUND, type Place } from "./service.ts";
import { isEmpty } from "./skeleton.ts";
import { markFigures, readTexts } from "./sources.ts";
import { tabOf, TABS, tabsOf } from "./tabs.ts";
import { readVersionAt } from "./version_queries.ts";
import { tabIn } from "./versions.ts";

/** Who speaks first to whom. */
const NATURAL: Record<string, Persona> = {
  manager: "sponsorPM",
  coordinator: "trialCoordinator",
  regulatory: "regulatoryAdvisor",
  cra: "craMonitor",
  data: "rbqmAnalyst",
  finance: "sponsorPM",
  auditor: "inspector",
};

const linkOf = ({ type, title, ofSite }: TabRecipe): TabLink => ({
  ...{ type, title },
  ofSite: ofSite ?? false,
});

/** The first document of the persona that fits the caller's role in the study. */
export async function firstTab(ctx: Ctx, projectId: string): Promise<Result<TabLink>> {
  const [head, role] = await inProject(
    ctx,
    projectId,
    "select",
    (sql) => Promise.all([headIn(sql, projectId), readRole(sql, projectId)]),
  );
  if (!head) return NOT_FOUND;
  const persona = NATURAL[role ?? ""] ?? "trialCoordinator";
  return success(linkOf(tabsOf(persona)[0] ?? TABS[0]!));
}

export function barsOf(tab: TabRecipe): Bars {
  const personas = PERSONAS.flatMap((persona) => {
    const first = tabsOf(persona)[0];
    return first ? [{ persona, first: linkOf(first) }] : [];
  });
  return { persona: tab.persona, personas, tabs: tabsOf(tab.persona).map(linkOf) };
}

const placeOf = (tab: TabRecipe, { projectId, siteId }: Place): DocPlace => ({
  projectId,
  siteId: tab.ofSite ? siteId : null,
  tab: {
    ...linkOf(tab),
    ...{ what: tab.what, generatesNothing: tab.generatesNothing ?? false },
  },
});

/** Figures of now, and the texts of a version between them. */
export function viewOf(
  tab: TabRecipe,
  at: Place,
  page: TabPage,
  jobs: readonly JobRow[] = [],
): DocView {
  const { skeleton, version, versions, stale, may, ai, head } = page;
  const written = version?.sections ?? [];
  const { texts, sources } = readTexts(written, skeleton.sections.map(({ key }) => key));
  const textOf = (key: string): DocText | null => {
    const read = texts.get(key);
    const one = written.find((section) => section.key === key);
    if (!read || !one) return null;
    const { author, at, figures, callId } = one;
    const accepted = version!.accepted.find(({ sectionKey }) => sectionKey === key) ?? null;
    const blocks = markFigures(read.blocks, figures?.unverified ?? []);
    return { blocks, numbers: read.numbers, author, at, figures, accepted, callId };
  };
  const sections = skeleton.sections.map((section, i): DocSection => {
    const { key, title, write, widgets, actions, facts } = section;
    const text = textOf(key);
    return {
      ...{ key, title, no: i + 1, writable: write !== null, widgets, actions, facts, text },
      empty: widgets.filter(isEmpty).map(({ id }) => id),
      stale: text !== null && (stale?.sections.includes(key) ?? false),
    };
  });
  const { project, site, protocolVersion, asOf, gaps, sources: rows } = skeleton;
  return {
    place: placeOf(tab, at),
    bars: barsOf(tab),
    ...{ project, site, protocolVersion, asOf, gaps, sections, sources, rows },
    ...{ version, versions, stale, may, ai, head },
    jobs: jobs.map((job) => ({ ...job, title: tab.title })),
  };
}

/** Lines that stay are left out where only what differs is asked for. */
const differing = (rows: DiffRow[]) => rows.filter(({ kind }) => kind !== "same");

export function compare(before: Version, after: Version): Comparison {
  const keys = [...new Set([...after.sections, ...before.sections].map(({ key }) => key))];
  const of = ({ sections }: Version, key: string) => sections.find((one) => one.key === key);
  return {
    ...{ before, after },
    texts: keys.map((key) => {
      const [old, now] = [of(before, key), of(after, key)];
      return {
        ...{ key, title: (now ?? old)!.title },
        rows: compareTexts(old?.text ?? "", now?.text ?? ""),
      };
    }),
    whole: differing(compareTexts(before.content, after.content)),
  };
}

export interface Wanted {
  /** Of an earlier version; null: the newest. */
  version: number | null;
  /** Two versions to set beside each other. */
  compare: [number, number] | null;
  /** Of a document about a site, while none is chosen. */
  q: string;
  /** That was asked for here: shown when it is over, too. */
  job: string | null;
}

const SITES_SHOWN = 50;

export interface DocumentPage<Beside> {
  /** What is read in the same wait and stands beside the document. */
  beside: Beside;
  head: NonNullable<Awaited<ReturnType<typeof headIn>>>;
  /** A site has to be chosen first; then there is no document yet. */
  choice: { place: DocPlace; bars: Bars; sites: SiteRow[]; total: number; q: string } | null;
  document: { tab: TabPage; view: DocView } | null;
  comparison: Comparison | null;
}

/** Everything that the page of a document takes, and what another feature reads beside it. */
export async function readDocumentPage<Beside>(
  ctx: Ctx,
  place: Place,
  wanted: Wanted,
  readBeside: (sql: Sql) => Promise<Beside>,
): Promise<Result<DocumentPage<Beside>>> {
  const tab = tabOf(place.tabType);
  if (!tab) return NOT_FOUND;
  const { projectId } = place;
  const siteId = tab.ofSite ? place.siteId : null;
  const here = { ...place, siteId };
  if (tab.ofSite && siteId === null) {
    return await chooseSite(ctx, tab, here, wanted.q, readBeside);
  }
  return await inProject(ctx, projectId, "select", async (sql) => {
    const [head, beside, page, open, asked, ...pair] = await Promise.all([
      headIn(sql, projectId),
      readBeside(sql),
      tabIn(sql, here, { version: wanted.version }),
      listJobs(sql, projectId, { open: true, limit: MOST_OPEN }),
      wanted.job ? readJobs(sql, projectId, [wanted.job]) : [],
      ...(wanted.compare ?? []).map((version) => readVersionAt(sql, here, version)),
    ]);
    if (!head) return NOT_FOUND;
    if (!page.ok) return page;
    const [before, after] = pair;
    const ofHere = [...open, ...asked.filter((job) => !isOpen(job))]
      .filter((job) => job.tabType === tab.type && job.siteId === siteId);
    if (wanted.compare && (!before || !after)) return NOT_FOUND;
    return success({
      ...{ head, beside, choice: null },
      document: { tab: page.value, view: viewOf(tab, here, page.value, ofHere) },
      comparison: before && after ? compare(before, after) : null,
    });
  });
}

async function chooseSite<Beside>(
  ctx: Ctx,
  tab: TabRecipe,
  place: Place,
  q: string,
  readBeside: (sql: Sql) => Promise<Beside>,
): Promise<Result<DocumentPage<Beside>>> {
  const [head, beside, sites] = await inProject(
    ctx,
    place.projectId,
    "select",
    (sql) =>
      Promise.all([
        headIn(sql, place.projectId),
        readBeside(sql),
        findSites(sql, place.projectId, { q, limit: SITES_SHOWN }),
      ]),
  );
  if (!head) return NOT_FOUND;
  return success({
    ...{ head, beside, document: null, comparison: null },
    choice: {
      place: placeOf(tab, place),
      bars: barsOf(tab),
      sites,
      total: sites[0]?.total ?? 0,
      q,
    },
  });
}
