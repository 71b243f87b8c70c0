/** A made-up study with facts of every kind, for tests of widgets. */
import { randomFacts, seeded } from "@/lib/enrollment/recount_testing.ts";
import { ids, store } from "@/lib/enrollment/store_testing.ts";
import type { World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";

export const TODAY = "2026-06-15";
export const addDays = (on: string, days: number) =>
  new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);

export type Row = Record<string, unknown> & { id: string };
export type Facts = Awaited<ReturnType<typeof randomStudy>>;

/** Rows of all kinds by table, as they were written. */
function randomRows(seed: number, sites: string[], person: string) {
  const random = seeded(seed * 7 + 1);
  const some = (p: number, made: () => unknown) => random.chance(p) ? made() : null;
  const near = (before: number, after: number) =>
    addDays(TODAY, random.below(before + after) - before);
  const past = () => near(300, 1);
  const many = (n: number, made: (no: number) => Record<string, unknown>): Row[] =>
    Array.from(
      { length: random.below(n) + 1 },
      (_, no) => ({ id: crypto.randomUUID(), ...made(no) }),
    );
  const owner = () => random.chance(0.5) ? person : null;
  const score = () => some(0.8, () => 1 + random.below(5));
  const site = () => some(0.8, () => sites[random.below(sites.length)]);
  const milestones = many(8, (no) => ({
    ...{
      key: `m${no}`,
      title: `Milestone ${no}`,
      kind: "custom",
      ordinal: no,
      owner_id: owner(),
      basis: "by hand",
    },
    planned_text: some(0.8, () => near(100, 200)),
    forecast_on: some(0.4, () => near(60, 200)),
    actual_on: some(0.3, past),
    state: random.chance(0.7) ? "confirmed" : "unconfirmed",
  }));
  const tasks = many(12, (no) => ({
    ...{ title: `Task ${no}`, ordinal: no, owner_id: owner(), calendar: "calendar" },
    planned_start: some(0.8, () => near(60, 100)),
    duration_days: 1 + random.below(30),
    actual_finish: some(0.3, past),
    state: random.chance(0.8) ? "confirmed" : "unconfirmed",
  }));
  const capas = many(9, (no) => ({
    ...{
      title: `Capa ${no}`,
      opened_on: addDays(TODAY, -310),
      due_on: some(0.8, () => near(200, 60)),
    },
    implemented_on: some(0.5, past),
  }));
  const deviations = many(14, (no) => {
    const found = past();
    const resolved = random.chance(0.5);
    return {
      ...{ title: `Deviation ${no}`, found_on: found, site_id: site(), category: "other" },
      ...{
        severity: some(0.8, () => ["minor", "major", "critical"][random.below(3)]),
        due_on: some(0.6, () => near(60, 60)),
      },
      ...{ resolved_on: resolved ? TODAY : null, resolution: resolved ? "Done" : null },
    };
  });
  const risks = many(12, (no) => ({
    ...{ title: `Risk ${no}`, likelihood: score(), impact: score(), detectability: score() },
    closed_on: some(0.2, past),
  }));
  const kris = many(3, (no) => ({
    ...{
      title: `Indicator ${no}`,
      numerator: "a",
      denominator: "b",
      multiplier: 100,
      amber: 20,
      red: 40,
    },
    ...{ min_denominator: 5, ordinal: no, source: "entered", period: "month", direction: "high" },
  }));
  const kri_values = kris.flatMap((kri) =>
    sites.slice(0, 5).flatMap((site_id) =>
      ["2026-03-01", "2026-04-01", "2026-05-01"].filter(() => random.chance(0.7)).map((
        period_on,
      ) => ({
        ...{ id: crypto.randomUUID(), kri_id: kri.id, site_id, period_on },
        ...{ numerator: random.below(8), denominator: some(0.9, () => random.below(20)) },
      }))
    )
  );
  const qtls = kris.map((kri, no) => ({
    ...{
      id: crypto.randomUUID(),
      title: `Limit ${no}`,
      kri_id: kri.id,
      warning_limit: 15,
      limit_value: 30,
      min_denominator: 10,
    },
  }));
  const budget_lines = many(8, (no) => ({
    ...{
      title: `Line ${no}`,
      driver: ["month", "site", "visit"][random.below(3)],
      currency: ["EUR", "USD"][random.below(2)],
    },
    ...{
      unit_amount: random.below(100_000),
      planned_quantity: random.below(20),
      forecast_quantity: some(0.5, () => random.below(30)),
    },
  }));
  const document_requirements = many(5, (no) => ({
    ...{
      title: `Expected ${no}`,
      scope: ["STUDY", "SITE", "COUNTRY"][random.below(3)],
      kind: "other",
    },
    state: random.chance(0.8) ? "confirmed" : "unconfirmed",
  }));
  const documents = document_requirements.filter((one) => one.scope !== "COUNTRY").flatMap((one) =>
    (one.scope === "SITE" ? sites.filter(() => random.chance(0.6)) : [null]).map((site_id) => ({
      ...{
        id: crypto.randomUUID(),
        title: `Document of ${one.title}`,
        requirement_id: one.id,
        site_id,
        kind: "consent_form",
      },
    }))
  );
  const document_versions = documents.filter(() => random.chance(0.8)).map((one) => ({
    ...{ id: crypto.randomUUID(), document_id: one.id, version: "1", held_in: "Cabinet" },
    ...{
      approved_on: some(0.8, () => addDays(TODAY, -200)),
      expires_on: some(0.6, () => near(60, 150)),
    },
  }));
  return {
    ...{ milestones, tasks, capas, deviations, risks, kris, kri_values, qtls, budget_lines },
    ...{ document_requirements, documents, document_versions },
  };
}

/** Days of a site's pipeline, some of them missing. */
function siteDays(seed: number, sites: string[]) {
  const random = seeded(seed * 13 + 5);
  return sites.map((id) => {
    const day = (p: number, back: number) =>
      random.chance(p) ? addDays(TODAY, -back + random.below(20)) : null;
    const held = random.chance(0.1);
    return {
      ...{
        id,
        number: String(random.below(900) + 100) + id.slice(0, 4),
        identified_on: day(0.8, 400),
        selected_on: day(0.7, 300),
      },
      ...{
        contract_signed_on: day(0.5, 250),
        activated_on: day(0.5, 200),
        planned_activation_on: day(0.5, 10),
      },
      ...{
        closed_on: random.chance(0.1) ? TODAY : null,
        on_hold_on: held ? TODAY : null,
        hold_reason: held ? "Staff left" : null,
      },
    };
  });
}

/** A project with random facts, written as its manager. */
export async function randomStudy(world: World, seed: number) {
  const begun = await begin(world);
  const { person, org, project } = begun;
  const enrollment = randomFacts(seed, ids(14));
  await store(world, begun, enrollment);
  const sites = enrollment.sites.map((site) => site.id);
  const days = siteDays(seed, sites);
  const rows = randomRows(seed, sites, person.id);
  await world.db.asUser(person.claims, async (sql) => {
    await sql`update public.projects set target_enrollment = 200 where id = ${project}`;
    const json = JSON.stringify(days);
    await sql`update public.sites s set number = d.number, identified_on = d.identified_on, selected_on = d.selected_on,
        contract_signed_on = d.contract_signed_on, activated_on = d.activated_on,
        planned_activation_on = d.planned_activation_on, closed_on = d.closed_on, on_hold_on = d.on_hold_on,
        hold_reason = d.hold_reason
      from jsonb_populate_recordset(null::public.sites, ${json}::text::jsonb) d where d.id = s.id`;
    for (const [table, all] of Object.entries(rows)) {
      const names = [...new Set(all.flatMap(Object.keys))];
      if (names.length === 0) continue;
      const columns = sql.unsafe(names.join(", "));
      await sql`insert into ${sql(`public.${table}`)} (org_id, project_id, ${columns})
        select ${org}, ${project}, ${columns} from jsonb_populate_recordset(
          null::${sql(`public.${table}`)}, ${JSON.stringify(all)}::text::jsonb)`;
    }
    await sql`insert into public.milestones (org_id, project_id, key, title, kind, basis, state, actual_on, forecast_on, ordinal)
      values (${org}, ${project}, 'first_participant_in', 'First in', 'custom', 'by hand', 'confirmed', '2024-01-05', null, 98),
        (${org}, ${project}, 'last_participant_in', 'Last in', 'custom', 'by hand', 'confirmed', null, '2026-12-31', 99)`;
    const [baseline] = await sql<{ id: string }[]>`
      insert into public.baselines (org_id, project_id, name) values (${org}, ${project}, 'Promise') returning id`;
    await sql`insert into public.baseline_items (org_id, project_id, baseline_id, item_id, kind, title, finish_on)
      select ${org}, ${project}, ${
      baseline!.id
    }, t.id, 'task', t.title, t.planned_start from public.tasks t
      where t.project_id = ${project}`;
  }, { reason: "set-up of the test" });
  return { ...begun, enrollment, days, rows };
}
