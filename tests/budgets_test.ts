// The budgets that are exact counts (FACTS.md, "Speed"): database waits, script and HTML bytes.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { seedPlans } from "@/lib/demo/plan.ts";
import { addCoordinator } from "@/lib/demo/queries.ts";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, page, type Person, request, signUp } from "./harness.ts";
import { gzipped, scriptBytes } from "./weight.ts";

const KB = 1024;
/** Kept free of the 15 and 6 KB of FACTS.md, for the sections and widgets to come. */
const SHARED_SCRIPT = 14_000;
const PLANNED_HOME = 6 * KB;

async function imported(person: Person, record: unknown): Promise<string> {
  const response = await call(person, "POST", "/api/projects/import", { source: "ctgov", record });
  const text = await response.text();
  assert.equal(response.status, 201, text);
  return JSON.parse(text).project.id;
}

/** The demo's drug trial with many more sites, under a number of its own. */
function large(sites: number) {
  const record = structuredClone(DEMO_STUDIES[0]) as {
    protocolSection: {
      identificationModule: { nctId: string };
      contactsLocationsModule: { locations: { facility: string }[] };
    };
  };
  record.protocolSection.identificationModule.nctId = "NCT09990299";
  const { contactsLocationsModule: place } = record.protocolSection;
  const few = place.locations;
  place.locations = Array.from({ length: sites }, (_, i) => {
    const site = few[i % few.length]!;
    return { ...site, facility: `${site.facility} ${i}` };
  });
  return record;
}

/** The person's studies with the demo's plans, staff, baselines and counts. */
async function planned(owner: Person): Promise<void> {
  const coordinator = await signUp("Ines Halloran");
  const { id: organizationId } = owner.organization;
  const db = await database();
  const member = { orgId: organizationId, userId: coordinator.id };
  await db.asSystem("set-up of the test", (sql) => addCoordinator(sql, member));
  const payload = owner.token.split(".")[1]!;
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  await seedPlans({ db, claims, organizationId, coordinator: coordinator.id });
}

async function measure(person: Person, path: string) {
  const response = await page(person, path);
  const html = new Uint8Array(await response.arrayBuffer());
  assert.equal(response.status, 200, path);
  return {
    waits: Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1]),
    html: await gzipped(html),
    script: await scriptBytes(new TextDecoder().decode(html), (asset) => request(asset)),
  };
}

Deno.test({
  name:
    "a page takes at most three database waits and 15 KB of script, with 1,148 sites as with 25",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const person = await signUp();
    const usual = await imported(person, DEMO_STUDIES[0]);
    const huge = await imported(person, large(1148));
    for (const project of [usual, huge]) {
      for (
        const below of [
          ...["", "/sites", "/activity", "/activity?verify=1", "/import", "/csv", "/settings"],
          ...["/members", "/intake", "/intake?q=endpoints", "/budget", "/budget?do=add"],
          "/proposals",
        ]
      ) {
        const path = `/projects/${project}${below}`;
        const { waits, script, html } = await measure(person, path);
        assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
        assert.ok(script > 0 && script <= 15 * KB, `${path}: ${script} bytes of script`);
        if (below === "") assert.ok(html <= 6 * KB, `${path}: ${html} bytes of HTML`);
      }
    }
    const home = `/organizations/${person.organization.id}`;
    const alone = [
      ...["/projects", "/projects/new", "/projects/new?way=intake"],
      ...[home, `${home}/members`, `${home}/activity`, `${home}/ai`],
      ...["/account", "/account/second-factor", "/account/delete"],
    ];
    for (const path of alone) {
      const { waits, script } = await measure(person, path);
      assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
      assert.ok(script <= 15 * KB, `${path}: ${script} bytes of script`);
    }
  },
});

Deno.test({
  name: "the demo study with its plan keeps room below the budgets, for what is yet to come",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const person = await signUp();
    const id = await imported(person, DEMO_STUDIES[0]);
    await planned(person);
    const home = await measure(person, `/projects/${id}`);
    assert.ok(home.html <= PLANNED_HOME, `${home.html} bytes of HTML`);
    for (
      const below of ["", "/plan", "/plan?view=board", "/plan?view=list", "/sites", "/enrollment"]
    ) {
      const { waits, script } = await measure(person, `/projects/${id}${below}`);
      assert.ok(waits >= 1 && waits <= 3, `${below}: ${waits} waits`);
      assert.ok(script <= SHARED_SCRIPT, `${below}: ${script} bytes of script`);
    }
  },
});

Deno.test({
  name: "pages without islands ship no script",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    for (const path of ["/login", "/signup", "/forgot"]) {
      const html = await (await page(null, path)).text();
      assert.ok(html.includes("<form"), path);
      assert.equal(html.includes("<script"), false, path);
    }
  },
});
