// Documents of sponsor, monitor, analyst and inspector, over every record of the registry and the demo.
import assert from "node:assert/strict";
import { onDemo } from "@/lib/demo/demo_testing.ts";
import type { Ctx } from "../service.ts";
import type { Skeleton } from "../model.ts";
import { readSkeleton } from "../service.ts";
import { documentMarkdown } from "../markdown.ts";
import { onRecords } from "../records_testing.ts";
import { keptOf, RIGHTS_OF } from "../skeleton.ts";
import { widgetFacts } from "../facts.ts";
import { INSPECTOR } from "./inspector.ts";
import { MONITOR } from "./monitor.ts";
import { CHECKED, recountWidget } from "./others_recount_testing.ts";
import { RBQM } from "./rbqm.ts";
import { SPONSOR } from "./sponsor.ts";

const TABS = [...SPONSOR, ...MONITOR, ...RBQM, ...INSPECTOR];

/** The first site, and the one with most that is known of it. */
async function sitesOf({ db, claims }: Ctx, projectId: string): Promise<string[]> {
  const [row] = await db.asUser(
    claims,
    (sql) =>
      sql<{ first: string | null; busiest: string | null }[]>`
    select (select s.id from public.sites s where s.project_id = ${projectId}::uuid order by s.ordinal, s.id limit 1) as first,
      (select s.id from public.sites s where s.project_id = ${projectId}::uuid order by
        (select count(*) from public.enrollment_snapshots e where e.site_id = s.id)
        + (select count(*) from public.deviations v where v.site_id = s.id)
        + (select count(*) from public.site_staff w where w.site_id = s.id)
        + (select count(*) from public.contacts c where c.site_id = s.id) desc, s.ordinal, s.id limit 1) as busiest`,
  );
  return [...new Set([row!.first, row!.busiest].filter((id) => id !== null))];
}

/** All nine documents of a study for one person. */
async function documentsOf(ctx: Ctx, projectId: string): Promise<Skeleton[]> {
  const sites = await sitesOf(ctx, projectId);
  const made: Skeleton[] = [];
  for (const { type, ofSite } of TABS) {
    for (const siteId of ofSite ? sites : [null]) {
      const read = await readSkeleton(ctx, { projectId, tabType: type, siteId });
      assert.ok(read.ok, type);
      made.push(read.value);
    }
  }
  return made;
}

function holds(document: Skeleton) {
  const base = `/projects/${document.projectId}`;
  for (const { key, widgets, facts, actions, live, write } of document.sections) {
    for (const { data, status, catalogKey, summary } of widgets) {
      assert.ok(data !== null || status !== "on-track", catalogKey);
      assert.ok(!/NaN|undefined|\[object/.test(summary), `${catalogKey}: ${summary}`);
    }
    const said = widgets.flatMap((widget) => widgetFacts(widget, base)).length;
    assert.equal(facts.length, said + (actions?.length ?? 0), key);
    for (const { value, label } of facts) {
      assert.ok(!/NaN|undefined|\[object/.test(`${label} ${value}`), `${label}: ${value}`);
    }
    assert.ok(!(live && write), "what is not kept is not written about");
  }
  const ids = document.sections.flatMap(({ facts }) => facts.map(({ id }) => id));
  assert.deepEqual(ids, ids.map((_, i) => `F${i + 1}`));
  const text = documentMarkdown(keptOf(document), []);
  assert.ok(text.startsWith("# ") && !/NaN|undefined|\[object/.test(text), document.tabType);
}

async function recount(ctx: Ctx, document: Skeleton): Promise<number> {
  const place = { projectId: document.projectId, siteId: document.site?.id ?? null };
  return await ctx.db.asUser(ctx.claims, async (sql) => {
    let n = 0;
    for (const widget of document.sections.flatMap(({ widgets }) => widgets)) {
      n += await recountWidget(sql, widget, place, document.today);
    }
    return n;
  });
}

onRecords(
  "nine documents of sponsor, monitor, analyst and inspector",
  async ({ ctx, projectId, file }) => {
    const documents = await documentsOf(ctx, projectId);
    assert.ok(documents.length >= 7, file);
    for (const document of documents) {
      holds(document);
      assert.ok(document.gaps.length > 0, `${file}, ${document.tabType} says what is not known`);
      await recount(ctx, document);
    }
  },
);

const shownIn = (documents: Skeleton[]) =>
  new Set(
    documents.flatMap(({ sections }) =>
      sections.flatMap(({ widgets }) => widgets.map(({ catalogKey }) => catalogKey))
    ),
  );

onDemo(
  "nine documents, with every figure asked for anew; money is for those who may see it",
  async ({ db, owner, org, projects, member }) => {
    const mine: Ctx = { db, claims: owner, reason: null };
    const documents: Skeleton[] = [];
    let figures = 0;
    for (const projectId of projects) documents.push(...await documentsOf(mine, projectId));
    for (const document of documents) {
      holds(document);
      figures += await recount(mine, document);
    }
    assert.ok(figures > 100, `${figures} figures`);
    const keys = shownIn(documents);
    assert.deepEqual(CHECKED.filter((key) => !keys.has(key)), [], "each check met its figure");
    const budgets = documents.filter(({ resources }) => resources.includes("budget")).map((
      { tabType },
    ) => tabType);
    assert.deepEqual([...new Set(budgets)].sort(), ["budgetAndPayables", "steeringBrief"]);

    // Titles of lines and their amounts, as the owner sees them, are nowhere for a monitor.
    const secrets = await db.asUser(owner, (sql) =>
      sql<
        { title: string }[]
      >`select distinct title from public.budget_lines where org_id = ${org}::uuid`);
    assert.ok(secrets.length > 3);
    const monitor: Ctx = { db, claims: await member("cra"), reason: null };
    for (const projectId of projects) {
      for (const document of await documentsOf(monitor, projectId)) {
        holds(document);
        const { sections, gaps, resources, tabType } = document;
        const text = JSON.stringify({ sections, gaps }) + documentMarkdown(document, []);
        for (const { title } of secrets) {
          assert.ok(!text.includes(title), `${tabType}: ${title}`);
        }
        assert.ok(!/"minor":/.test(text), tabType);
        assert.ok(!resources.includes("budget"), tabType);
        const money = sections.flatMap(({ widgets }) => widgets).filter(({ catalogKey }) =>
          catalogKey.startsWith("budget.")
        );
        for (const { data, title } of money) {
          assert.equal(data, null);
          assert.ok(
            gaps.some((gap) => gap.text.startsWith(title) && /not for your role/.test(gap.text)),
            title,
          );
        }
        assert.ok(
          sections.every(({ actions }) =>
            (actions ?? []).every(({ rule }) => RIGHTS_OF[rule] !== "budget")
          ),
        );
        await recount(monitor, document);
      }
    }
  },
);

onDemo(
  "what other studies say is shown to its reader and never kept",
  async ({ db, owner, projects }) => {
    const [projectId] = projects;
    const names = await db.asUser(
      owner,
      (sql) => sql<{ id: string; name: string }[]>`select id, name from public.projects`,
    );
    const read = await readSkeleton({ db, claims: owner, reason: null }, {
      projectId: projectId!,
      tabType: "portfolioHealth",
      siteId: null,
    });
    assert.ok(read.ok);
    const others = names.filter(({ id }) => id !== projectId);
    const shown = JSON.stringify(read.value.sections);
    const kept = documentMarkdown(keptOf(read.value), []) + JSON.stringify(read.value.sources);
    for (const { name } of others) {
      assert.ok(shown.includes(JSON.stringify(name).slice(1, -1)), name);
      assert.ok(!kept.includes(name), name);
    }
  },
);
