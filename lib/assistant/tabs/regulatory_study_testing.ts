/** For tests: a made-up study with records of every kind that the regulatory advisor reads. */
import type { Claims, Sql } from "@/lib/db/mod.ts";
import { insertAll, insertRows, randomFacts } from "@/lib/documents/testing.ts";
import { day, randomness } from "@/lib/sites/testing.ts";
import type { World } from "@/tests/people.ts";

const KINDS = ["protocol", "consent_form", "consent_form", "ethics_approval", "other"];
const ZONES = ["02.01.02", "02.02.03", "04.01.02", "05.02.12", null];

interface Home {
  org: string;
  project: string;
  person: { id: string; claims: Claims };
}

/** All rows of it, with a generator that repeats itself. */
function madeUp(seed: number, person: string) {
  const random = randomness(seed);
  const { next, pick, past, maybe, many } = random;
  const id = () => crypto.randomUUID();
  const some = <T>(share: number, made: () => T) => next() < share ? made() : null;
  const documents = randomFacts(random);
  const owner = () => some(.5, () => person);
  const site = () => pick(...documents.sites).id;
  const due = () => some(.7, () => pick(day(-40), day(-1), day(0), day(20)));
  const critical_factors = many(4, () => null).map((_, n) => ({
    ...{ id: id(), title: `Factor ${n}`, ordinal: n, rationale: some(.5, () => `Because ${n}`) },
  }));
  const factor = () =>
    critical_factors.length ? some(.6, () => pick(...critical_factors).id) : null;
  const risks = many(12, () => null).map((_, n) => ({
    ...{ id: id(), title: `Risk ${n}`, likelihood: some(.8, () => pick(1, 3, 5)) },
    ...{ impact: some(.8, () => pick(2, 4, 5)), mitigation: some(.6, () => `Control ${n}`) },
    ...{ critical_factor_id: factor(), owner_id: owner(), closed_on: maybe(.2) },
    ...{ review_due_on: due(), state: pick("confirmed", "confirmed", "unconfirmed") },
  }));
  const kris = many(4, () => null).map((_, n) => ({
    ...{ id: id(), title: `Indicator ${n}`, numerator: "a", denominator: "b", amber: 20, red: 40 },
    ...{ multiplier: 100, source: "entered", period: "month", direction: "high" },
    ...{ min_denominator: 5, ordinal: n, critical_factor_id: factor() },
  }));
  const qtls = kris.map(({ id: kri_id }, n) => ({
    ...{ id: id(), title: `Limit ${n}`, kri_id, warning_limit: 15, limit_value: 30 },
    ...{ direction: "high", min_denominator: 10 },
  }));
  const capas = many(9, () => null).map((_, n) => {
    const implemented_on = maybe(.5);
    return {
      ...{ id: id(), title: `Capa ${n}`, opened_on: day(-401), due_on: due(), implemented_on },
      ...{ root_cause: some(.5, () => "Cause"), owner_id: owner() },
      effectiveness_due_on: some(.5, () => pick(day(-3), day(9))),
      ...(implemented_on && next() < .3
        ? { effective: false, effectiveness_checked_on: day(0) }
        : { effective: null, effectiveness_checked_on: null }),
    };
  });
  const deviations = many(14, () => null).map((_, n) => {
    const resolved_on = some(.4, () => day(0));
    return {
      ...{ id: id(), title: `Deviation ${n}`, found_on: past(), site_id: some(.8, site) },
      ...{ severity: pick(null, "minor", "major", "critical"), due_on: due(), category: "other" },
      ...{ resolved_on, resolution: resolved_on && "Done", owner_id: owner() },
      capa_id: capas.length ? some(.4, () => pick(...capas).id) : null,
    };
  });
  const milestones = many(5, () => null).map((_, n) => ({
    ...{ id: id(), key: `m${n}`, title: `Milestone ${n}`, kind: "custom", state: "confirmed" },
    ...{ actual_on: maybe(.3), forecast_on: pick(day(-9), day(60)), basis: "by hand", ordinal: n },
  }));
  const tasks = many(20, () => null).map((_, n) => ({
    ...{ id: id(), title: `Task ${n}`, site_id: some(.8, site), actual_finish: maybe(.3) },
    milestone_id: milestones.length ? some(.5, () => pick(...milestones).id) : null,
    ...{ forecast_finish: pick(null, day(-5), day(30)), calendar: "calendar", state: "confirmed" },
  }));
  const dependencies = milestones.length === 0
    ? []
    : tasks.filter(() => next() < .4).map((task) => ({
      ...{ id: id(), from_task_id: task.id, to_milestone_id: pick(...milestones).id, type: "FS" },
    }));
  const document_uses = documents.document_versions.flatMap((version) =>
    documents.sites.filter(() => next() < .15).map((site) => {
      const used_from = maybe(.7);
      return {
        ...{
          id: id(),
          version_id: version.id,
          site_id: site.id,
          approved_on: maybe(.5),
          used_from,
        },
        used_until: used_from && next() < .3 ? day(pick(0, -1) - 0) : null,
      };
    })
  ).map((use) =>
    use.used_until && use.used_until < use.used_from! ? { ...use, used_until: null } : use
  );
  const regulations = many(3, () => null).map((_, n) => ({
    ...{ id: id(), name: `Regulation ${n}`, jurisdiction: pick(null, "EU"), ordinal: n },
  }));
  return {
    documents,
    rows: {
      ...{ critical_factors, risks, kris, qtls, capas, deviations, milestones, tasks },
      ...{ dependencies, document_uses, regulations },
    },
    kinds: documents.documents.map((one) => ({
      ...{ id: one.id, kind: pick(...KINDS), artifact_number: pick(...ZONES) },
    })),
    days: documents.sites.map(({ id }, n) => ({
      ...{ id, number: String(100 + n), activated_on: maybe(.4), contract_signed_on: maybe(.6) },
      closed_on: maybe(.15),
    })),
  };
}

/** Writes such a study as its manager. */
export async function regulatoryStudy(world: World, { org, project, person }: Home, seed: number) {
  const made = madeUp(seed, person.id);
  const write = async (sql: Sql) => {
    await insertAll(sql, org, project, made.documents);
    await sql`update public.documents d set kind = k.kind, artifact_number = k.artifact_number
      from jsonb_to_recordset(${JSON.stringify(made.kinds)}::text::jsonb)
        as k(id uuid, kind text, artifact_number text) where d.id = k.id`;
    await sql`update public.sites s set number = k.number, identified_on = ${
      day(-401)
    }, activated_on = k.activated_on,
        contract_signed_on = k.contract_signed_on, closed_on = k.closed_on
      from jsonb_to_recordset(${JSON.stringify(made.days)}::text::jsonb)
        as k(id uuid, number text, activated_on date, contract_signed_on date, closed_on date)
      where s.id = k.id`;
    await sql`update public.document_versions set dated_on = ${day(-9)}
      where project_id = ${project} and approved_on is null and version = '1.0'`;
    for (const [table, rows] of Object.entries(made.rows)) {
      await insertRows(
        sql,
        table,
        rows.map((row) => ({ org_id: org, project_id: project, ...row })),
      );
    }
  };
  await world.db.asUser(person.claims, write, { reason: "set-up of the test" });
}
