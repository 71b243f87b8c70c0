// Where documents and versions stand, against a recount of the same facts written without SQL.
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import { day, randomness } from "@/lib/sites/testing.ts";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { effectOf, recount, versionStates } from "./recount_testing.ts";
import { insertAll, randomFacts } from "./testing.ts";

type Found = Record<string, unknown>;

const expected = async (sql: Sql, project: string, today: string, site: string | null = null) =>
  (await sql<{ doc: Found }[]>`
    select to_jsonb(e) as doc from private.expected_documents(
      private.project_days(array[${project}::uuid], ${today}::date), ${site}::uuid) e`)
    .map(({ doc }) => doc);

const inOrder = (rows: Found[]) => rows.map((row) => JSON.stringify(row)).sort();

/** What the recount has, of a row. */
function comparable(row: Found): Found {
  const like = {
    ...{ requirement_id: 0, document_id: 0, version_id: 0, version: 0, level: 0, country: 0 },
    ...{ site_id: 0, needed_for: 0, state: 0, since_on: 0, effective_on: 0, expires_on: 0 },
    ...{ days_left: 0, reason: 0 },
  };
  const country = row.country === null ? null : String(row.country).trim().toLowerCase();
  return Object.fromEntries(Object.keys(like).map((name) => [name, { ...row, country }[name]]));
}

onBoth(
  "states of documents agree with a direct recount, on random facts and days",
  async (world) => {
    const { person, org } = await begin(world);
    const asPerson = <T>(work: (sql: Sql) => Promise<T>) =>
      world.db.asUser(person.claims, work, { reason: "set-up of the test" });
    const random = randomness(20261121);
    const met: Record<string, number> = {};
    for (let round = 0; round < 3; round++) {
      const project = crypto.randomUUID();
      const facts = randomFacts(random);
      await asPerson(async (sql) => {
        await sql`insert into public.projects (id, org_id, name) values (${project}, ${org}, 'Trial')`;
        await insertAll(sql, org, project, facts);
      });
      const suggested = facts.document_requirements.filter((one) => one.state === "unconfirmed");
      const effects = new Map(
        (await asPerson((sql) =>
          sql<{ id: string; places: number; lacking: number }[]>`
        select e.requirement_id as id, e.places::int, e.lacking::int
        from private.requirement_effects(${project}::uuid) e`
        )).map(({ id, ...effect }) => [id, effect]),
      );
      assert.equal(effects.size, suggested.length);
      for (const rule of suggested) {
        const want = effectOf(facts, rule, day(0));
        assert.deepEqual({ ...effects.get(rule.id) }, want, `${rule.scope}, round ${round}`);
        met[want.lacking > 0 ? "lacking" : "answered"] = 1;
      }
      for (const offset of [-200, -1, 0, 1, 37, 90, 365]) {
        const today = day(offset);
        const want = recount(facts, today);
        const rows = await asPerson((sql) => expected(sql, project, today));
        assert.deepEqual(inOrder(rows.map(comparable)), inOrder(want), `round ${round}, ${today}`);
        for (const { state } of want) met[String(state)] = (met[String(state)] ?? 0) + 1;
        const states = await asPerson((sql) =>
          sql<{ id: string; state: string }[]>`select v.version_id as id, v.state
          from private.version_states(private.project_days(array[${project}::uuid], ${today}::date)) v`
        );
        assert.deepEqual(
          new Map(states.map((one) => [one.id, one.state])),
          new Map(
            [...versionStates(facts, today)].toSorted(([a], [b]) =>
              states.findIndex((s) => s.id === a) - states.findIndex((s) => s.id === b)
            ),
          ),
        );
        for (const { state } of states) {
          met[`version ${state}`] = 1;
        }
        const [site] = facts.sites;
        const land = site!.country?.trim().toLowerCase() ?? null;
        const about = want.filter((row) =>
          row.site_id === site!.id || row.level === "STUDY" ||
          row.level === "COUNTRY" && row.country === land
        );
        const alone = await asPerson((sql) => expected(sql, project, today, site!.id));
        assert.deepEqual(inOrder(alone.map(comparable)), inOrder(about), `one site, ${today}`);
      }
    }
    assert.ok(met.lacking && met.answered, "suggestions that are answered, and that are not");
    for (
      const state of ["missing", "pending", "current", "expiring", "expired", "withdrawn", "waived"]
    ) {
      assert.ok((met[state] ?? 0) > 5, `the random facts meet ${state}: ${JSON.stringify(met)}`);
    }
    assert.ok(met["version superseded"], "and versions that were superseded");
  },
);
