// "Ask about this": what the pages of a study link to is there for who reads the page.
import assert from "node:assert/strict";
import { aboutIn } from "@/lib/chat/about.ts";
import { readAsk } from "@/lib/chat/ask_link.ts";
import { database } from "@/lib/db/mod.ts";
import { seedPlans } from "@/lib/demo/plan.ts";
import { addCoordinator } from "@/lib/demo/queries.ts";
import { seedRecords } from "@/lib/demo/records/seed.ts";
import { imported, json } from "@/lib/dashboard/http_testing.ts";
import { call, page, type Person, signUp } from "./harness.ts";

const claimsOf = ({ token }: Person) =>
  JSON.parse(atob(token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/")));

/** A study of the demo with its plan and records, and its coordinator. */
async function stage() {
  const owner = await signUp();
  const coordinator = await signUp("Ines Halloran");
  const projectId = await imported(owner);
  const { id: organizationId } = owner.organization;
  const db = await database();
  const member = { orgId: organizationId, userId: coordinator.id };
  await db.asSystem("set-up of the test", (sql) => addCoordinator(sql, member));
  const given = { db, claims: claimsOf(owner), organizationId, coordinator: coordinator.id };
  await seedPlans(given);
  const dataDir = await Deno.makeTempDir();
  await seedRecords({ ...given, dataDir });
  await Deno.remove(dataDir, { recursive: true });
  const made = await call(owner, "POST", `/api/projects/${projectId}/proposals/suggest`, {});
  await made.body?.cancel();
  return { owner, projectId, db };
}

/** Pages of a study, and what they lead to. */
const SECTIONS = [
  ...["", "?view=all", "/plan?view=list", "/sites", "/documents", "/documents/requirements"],
  ...["/documents/consent", "/quality", "/quality?view=indicators", "/quality?view=deviations"],
  ...[
    "/quality?view=actions",
    "/quality?view=factors",
    "/budget",
    "/proposals",
    "/diagrams",
    "/findings",
  ],
];
const DETAILS = [
  ...[/\/sites\/[0-9a-f-]{36}$/, /\/documents\/[0-9a-f-]{36}$/, /\/quality\/capas\/[0-9a-f-]{36}$/],
  ...[/[?&]item=[0-9a-f-]{36}$/, /[?&]risk=[0-9a-f-]{36}$/, /[?&]deviation=[0-9a-f-]{36}$/],
  ...[/[?&]kri=[0-9a-f-]{36}$/, /[?&]line=[0-9a-f-]{36}$/, /^\?proof=[0-9a-f]{8}$/],
  /diagrams\?proof=\w+$/,
];

const hrefs = (html: string) =>
  [...html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)].map(([, href]) =>
    href!.replaceAll("&amp;", "&")
  );

async function walk(person: Person, projectId: string) {
  const base = `/projects/${projectId}`;
  const found = new Map<string, string>();
  const open = async (path: string) => {
    const response = await page(person, path);
    const html = await response.text();
    if (response.status === 403 || response.status === 404) return [];
    assert.equal(response.status, 200, path);
    for (
      const [, href, name] of html.matchAll(/<a\b[^>]*href="([^"]*\?ask=[^"]*)"[^>]*>(.*?)<\/a>/gs)
    ) {
      assert.match(name!, / about [^<]{2,}<\/span>/, `${path} says about what`);
      assert.ok(href!.startsWith(`${base}/assistant?ask=`) && href!.endsWith("#chat"), href);
      found.set(new URL(href!, "http://x").searchParams.get("ask")!, path);
    }
    return hrefs(html).map((href) => new URL(href, `http://x${path}`))
      .map(({ pathname, search }) => ({ path: pathname + search, search }));
  };
  const listed = await call(person, "GET", `/api${base}/milestones?limit=1`);
  const [milestone] = (await json(listed, 200)).items;
  const details = new Map([["a milestone", `${base}/plan?item=${milestone.id}`]]);
  for (const section of SECTIONS) {
    for (const { path, search } of await open(base + section)) {
      const which = DETAILS.find((one) => one.test(path) || one.test(search));
      if (which && path.startsWith(base) && !details.has(which.source)) {
        details.set(which.source, path);
      }
    }
  }
  const [, site] = /\/sites\/([0-9a-f-]{36})/.exec([...details.values()].join(" "))!;
  details.set("findings of a site", `${base}/findings?site=${site}`);
  for (const path of details.values()) await open(path);
  return found;
}

Deno.test({
  name: "every link that asks about something leads to something, for who sees the link",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { owner, projectId, db } = await stage();
    const found = [...await walk(owner, projectId)];
    const kindOf = (ask: string) => ask.split(":")[0]!;
    const kinds = new Set(found.map(([ask]) => kindOf(ask)));
    await db.asUser(claimsOf(owner), async (sql) => {
      for (const kind of kinds) {
        // Of rows by the dozen the first and the last: they are made by one line of a table.
        const own = found.filter(([ask]) => kindOf(ask) === kind);
        for (const [ask, path] of [...own.slice(0, 2), ...own.slice(2).slice(-2)]) {
          const told = await aboutIn(sql, projectId, readAsk(ask)!);
          assert.ok(told && told.facts.length > 0, `${ask} on ${path} is nothing`);
        }
      }
    });
    const wanted = "action budget_line capa critical_factor deviation diagram document " +
      "document_requirement document_use figure kri milestone proposal qtl risk site staff task widget";
    assert.deepEqual([...kinds].sort(), wanted.split(" "));
  },
});
