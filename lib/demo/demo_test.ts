import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { authClient } from "@/lib/identity/authClient.ts";
import { embeddedBackend, Identity } from "@/lib/identity/mod.ts";
import { parseRecord } from "@/lib/imports/ctgov/parse.ts";
import { countFacts, mapStudy } from "@/lib/imports/ctgov/map.ts";
import { readPortfolio } from "@/lib/projects/service.ts";
import { createAuth, createKeys, createPasswords } from "@/supabase/embedded/auth/mod.ts";
import { newPassword, readNote, writeNote } from "./note.ts";
import { COORDINATOR, OWNER } from "./people.ts";
import { type DemoDeps, seedDemo } from "./service.ts";
import { DEMO_STUDIES } from "./studies.ts";

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
  await writeNote(dir, { password: "a-good-password", done: true });
  assert.deepEqual(await readNote(dir), { password: "a-good-password", done: true });
  assert.equal((await Deno.stat(`${dir}/demo.json`)).mode! & 0o777, 0o600);
  await Deno.writeTextFile(`${dir}/demo.json`, "{");
  assert.equal(await readNote(dir), null);
  await Deno.remove(dir, { recursive: true });
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

async function projectsOf({ db, backend }: DemoDeps, email: string, password: string) {
  const { data, error } = await authClient(backend).signInWithPassword({ email, password });
  assert.equal(error, null);
  const { verifier } = new Identity(backend, { publicOrigin: null });
  const verdict = await verifier.verify(data.session?.access_token ?? "");
  assert.ok(verdict.ok);
  const ctx = { db, claims: verdict.claims, requestId: "r", reason: null };
  const page = await readPortfolio(ctx);
  assert.ok(page.ok);
  assert.equal(page.value.organizations.length, 1);
  return page.value.projects.map((project) => [project.nctId, project.siteCount]).sort();
}

Deno.test({
  name: "seeding makes the organisation once, and both people can sign in",
  ignore: !Deno.env.get("DATABASE_URL"),
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
    assert.deepEqual(await seedDemo({ ...deps, secretKey: null }), []);
    await Deno.remove(deps.dataDir, { recursive: true });
    close();
  },
});
