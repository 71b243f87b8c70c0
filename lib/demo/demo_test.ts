import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { authClient } from "@/lib/identity/authClient.ts";
import { embeddedBackend, Identity } from "@/lib/identity/mod.ts";
import { parseRecord } from "@/lib/imports/ctgov/parse.ts";
import { countFacts, mapStudy } from "@/lib/imports/ctgov/map.ts";
import { readMyActions, readProjectActions } from "@/lib/actions/service.ts";
import { readPortfolio } from "@/lib/projects/service.ts";
import { createAuth, createKeys, createPasswords } from "@/supabase/embedded/auth/mod.ts";
import { newPassword, readNote, writeNote } from "./note.ts";
import { COORDINATOR, OWNER } from "./people.ts";
import { lumaPlan } from "./plans/luma.ts";
import type { Ground } from "./plans/model.ts";
import { pelagoPlan } from "./plans/pelago.ts";
import { vesperPlan } from "./plans/vesper.ts";
import { RECORDS } from "./records/seed.ts";
import { type DemoDeps, seedDemo } from "./service.ts";
import { DEMO_STUDIES } from "./studies.ts";
import { databaseUrl } from "@/tests/environment.ts";

Deno.test("the demo has a drug trial with 25 sites in 6 countries, a device trial, a study", () => {
  const studies = DEMO_STUDIES.map((record) => {
    const parsed = parseRecord(record);
    assert.ok(parsed.ok, JSON.stringify(parsed));
    return mapStudy(parsed.study);
  });
  const [drug, device, observational] = studies;
  assert.deepEqual([drug && countFacts(drug).sites, drug && countFacts(drug).countries], [25, 6]);
  assert.deepEqual(drug?.interventions.map((row) => row.interventionType), ["DRUG", "DRUG"]);
  assert.deepEqual(device?.interventions.map((row) => row.interventionType), ["DEVICE"]);
  assert.equal(observational?.project.studyType, "OBSERVATIONAL");
  assert.equal(observational?.project.phases, null);
  for (const study of studies) {
    assert.match(study.project.nctId ?? "", /^NCT09990/);
    assert.ok(study.sites.every((site) => site.lat !== null && site.country !== null));
    assert.ok(study.criteria.some((row) => row.kind === "INCLUSION"));
    assert.ok(study.criteria.some((row) => row.kind === "EXCLUSION"));
  }
});

Deno.test("a password is long, and the note of it is for the operator alone", async () => {
  const dir = await Deno.makeTempDir();
  assert.match(newPassword(), /^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  assert.notEqual(newPassword(), newPassword());
  assert.equal(await readNote(dir), null);
  const note = { password: "a-good-password", done: true, planned: true, recorded: true };
  await writeNote(dir, note);
  assert.deepEqual(await readNote(dir), note);
  assert.equal((await Deno.stat(`${dir}/demo.json`)).mode! & 0o777, 0o600);
  await Deno.writeTextFile(`${dir}/demo.json`, "{");
  assert.equal(await readNote(dir), null);
  await Deno.remove(dir, { recursive: true });
});

/** An import as the plans find it. */
function groundOf(record: unknown, today: string): Ground {
  const parsed = parseRecord(record);
  assert.ok(parsed.ok);
  const { sites } = mapStudy(parsed.study);
  const keys = [
    "study_start_up",
    "first_participant_in",
    "last_participant_in",
    "primary_completion",
    "study_completion",
    "database_lock",
    "study_report",
  ];
  return {
    today,
    owner: "o",
    coordinator: "c",
    coordinatorEmail: COORDINATOR.email,
    sites: sites.map(({ facility, status }, i) => ({
      id: `s${i}`,
      facility: facility ?? "",
      status,
    })),
    milestones: Object.fromEntries(keys.map((key) => [key, key])),
    tasks: {},
  };
}

Deno.test("whatever day the demo begins on, its plan has no fact of the future and no wrong count", () => {
  const past =
    /^(identified|selected|contract|ethics|initiation|activated|first|on_hold|closed)_|^actual_|^(as_of|completed_on|done_on)$/;
  for (const today of ["2026-01-05", "2026-11-21", "2028-02-29", "2031-07-13"]) {
    for (const [i, planOf] of [lumaPlan, vesperPlan, pelagoPlan].entries()) {
      const plan = planOf(groundOf(DEMO_STUDIES[i], today));
      for (const row of Object.values(plan).flat()) {
        for (const [name, value] of Object.entries(row)) {
          if (typeof value !== "string" || !past.test(name)) continue;
          assert.ok(value <= today, `${today}: ${name} ${value}`);
        }
      }
      for (const site of plan.sites) {
        const { activated_on: on, first_participant_on: first, closed_on: closed } = site;
        assert.ok(!first || String(first) >= String(on), "nobody before the activation");
        assert.ok(!closed || !on || String(closed) >= String(on));
      }
      for (const row of plan.snapshots) {
        const [screened, failed, enrolled] = [row.screened, row.screen_failed, row.enrolled].map(
          Number,
        );
        assert.ok(enrolled! + failed! <= screened!);
        const reasons = Object.values(row.failure_reasons as Record<string, number>);
        assert.ok(reasons.reduce((sum, n) => sum + n, 0) <= failed!);
      }
      const days = plan.snapshots.map((row) => `${row.site_id} ${row.as_of}`);
      assert.equal(new Set(days).size, days.length);
    }
  }
});

Deno.test("whatever day the demo begins on, its records have no fact of the future, and are its own", () => {
  const past =
    /^(dated|approved|withdrawn|closed|reviewed|opened|implemented|effectiveness_checked|occurred|found|reported|resolved|period|booked)_on$|^used_(from|until)$/;
  for (const today of ["2026-03-02", "2026-11-21", "2028-02-29", "2031-07-13"]) {
    for (const [i, nctId] of ["NCT09990201", "NCT09990207", "NCT09990244"].entries()) {
      const ground = groundOf(DEMO_STUDIES[i], today);
      const plan = [lumaPlan, vesperPlan, pelagoPlan][i]!(ground);
      const text = (value: unknown) => typeof value === "string" ? value : null;
      const { rows } = RECORDS[nctId]!({
        ...{ projectId: "p", orgId: "o", untouched: true, today, milestones: {} },
        sites: plan.sites.map((site, at) => ({
          ...{ id: site.id, facility: ground.sites[at]!.facility, country: "Spain" },
          activatedOn: text(site.activated_on),
          contractOn: text(site.contract_signed_on),
          closedOn: text(site.closed_on),
        })),
        ...{ requirements: {}, risks: {} },
      }, { owner: "o", coordinator: "c" });
      const all = Object.values(rows).flat();
      assert.equal(new Set(all.map((row) => row.id)).size, all.length);
      for (const row of all) {
        for (const [name, value] of Object.entries(row)) {
          if (!past.test(name) || typeof value !== "string") continue;
          assert.ok(value <= today, `${today}: ${name} ${value}`);
        }
        const { used_from: from, used_until: until } = row;
        assert.ok(!from || !until || String(from) <= String(until), `${from} ${until}`);
      }
    }
  }
});

const ORIGIN = "http://demo.test";

/** The embedded Auth on the run's database, with a key to make accounts. */
async function platform() {
  const db = await database();
  const keys = await createKeys();
  const auth = createAuth({
    transaction: (work) => db.asAuth(work),
    keys,
    issuer: `${ORIGIN}/auth/v1`,
    passwords: createPasswords({ cost: 4 }),
  });
  const { publishableKey, secretKey } = keys;
  const handle = (request: Request) => auth.fetch(request);
  const backend = embeddedBackend({ origin: ORIGIN, publishableKey, handle });
  return { db, backend, secretKey, origin: ORIGIN, close: () => auth.close() };
}

/** Who signs in. */
async function signedIn({ db, backend }: DemoDeps, email: string, password: string) {
  const { data, error } = await authClient(backend).signInWithPassword({ email, password });
  assert.equal(error, null);
  const { verifier } = new Identity(backend, { publicOrigin: null });
  const verdict = await verifier.verify(data.session?.access_token ?? "");
  assert.ok(verdict.ok);
  return { db, claims: verdict.claims, requestId: "r", reason: null };
}

async function projectsOf(deps: DemoDeps, email: string, password: string) {
  const page = await readPortfolio(await signedIn(deps, email, password));
  assert.ok(page.ok);
  assert.equal(page.value.organizations.length, 1);
  return page.value.projects.map((project) => [project.nctId, project.siteCount]).sort();
}

/** Of documents, quality and budget, over the demo. */
const RECORD_RULES =
  /^(document|consent_|continuing_|approval_|kri_|qtl_|risk|deviation_|capa_|budget_)/;

type Ctx = Awaited<ReturnType<typeof signedIn>>;

async function recordsAreThere(owner: Ctx, coordinator: Ctx) {
  const [files] = await owner.db.asUser(
    owner.claims,
    (sql) =>
      sql<{ files: number; unmarked: number; twice: number }[]>`
      select count(v.sha256)::int as files, count(*) filter (where v.note not like 'Demo data%')::int as unmarked,
        (select count(*)::int - count(distinct (d.project_id, d.title))::int from public.documents d) as twice
      from public.document_versions v`,
  );
  assert.ok(files!.files >= 20, `${files!.files} versions have a file`);
  assert.deepEqual([files!.unmarked, files!.twice], [0, 0], "marked, and seeded once");
  const page = await readPortfolio(owner);
  assert.ok(page.ok);
  const met = new Set<string>();
  for (const { id } of page.value.projects) {
    for (const ctx of [owner, coordinator]) {
      const found = await readProjectActions(ctx, { projectId: id });
      assert.ok(found.ok);
      for (const { rule, owner, evidence } of found.value.actions) {
        if (!RECORD_RULES.test(rule)) continue;
        met.add(rule);
        assert.ok(evidence.length > 0 && (owner === null || owner.name), rule);
      }
    }
  }
  assert.ok(met.size >= 15, `rules over records: ${[...met].join(", ")}`);
}

Deno.test({
  name: "seeding makes the organisation once, and both people can sign in",
  ignore: databaseUrl === "",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const { close, ...world } = await platform();
    const deps: DemoDeps = { ...world, dataDir: await Deno.makeTempDir() };
    const lines = await seedDemo(deps);
    assert.equal(lines.length, 3);
    const { password = "" } = await readNote(deps.dataDir) ?? {};
    assert.ok(lines[1]?.includes(OWNER.email) && lines[1].includes(password));
    assert.deepEqual(await seedDemo(deps), lines);
    // Without the note, as after a cut, it goes on with what is there.
    await Deno.remove(`${deps.dataDir}/demo.json`);
    const again = await seedDemo({ ...deps, password: "another good one 7" });
    assert.ok(again[1]?.includes("another good one 7"));
    for (const person of [OWNER, COORDINATOR]) {
      assert.deepEqual(await projectsOf(deps, person.email, "another good one 7"), [
        ["NCT09990201", 25],
        ["NCT09990207", 8],
        ["NCT09990244", 9],
      ]);
    }
    // The plan is there, once, and says something.
    const owner = await signedIn(deps, OWNER.email, "another good one 7");
    const coordinator = await signedIn(deps, COORDINATOR.email, "another good one 7");
    const both = await Promise.all([readMyActions(owner), readMyActions(coordinator)]);
    const rules = new Set(both.flatMap(({ actions }) => actions.map((action) => action.rule)));
    assert.ok(rules.size >= 12, [...rules].join(", "));
    const [baselines] = await owner.db.asUser(
      owner.claims,
      (sql) => sql<{ n: number }[]>`select count(*)::int as n from public.baselines`,
    );
    assert.equal(baselines?.n, 2, "a second seeding adds nothing");
    await recordsAreThere(owner, coordinator);
    assert.deepEqual(await seedDemo({ ...deps, secretKey: null }), []);
    await Deno.remove(deps.dataDir, { recursive: true });
    close();
  },
});
