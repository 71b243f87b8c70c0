import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { type Pair, type PairName, ratesOf } from "./model.ts";
import { randomFacts, type Recount, recount } from "./recount_testing.ts";
import { ids, store } from "./store_testing.ts";
import { readSummary } from "./service.ts";

const shape = ({ counts, pairs, reasons, counted }: Recount) => ({
  ...{ counts, reasons, counted },
  rates: ratesOf(pairs as Record<PairName, Pair>),
});

onBoth("totals, carried counts, rates and the burn-up are what a recount finds", async (world) => {
  for (const seed of [1, 2, 3, 4]) {
    const begun = await begin(world);
    const { person, project } = begun;
    const facts = randomFacts(seed, ids(25));
    await store(world, begun, facts);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const read = async (input = {}) => {
      const result = await readSummary(ctx, project, input);
      assert.ok(result.ok);
      return result.value;
    };
    const study = await read();
    const { counts, rates, reasons, counted } = study.total;
    assert.deepEqual(
      { counts, rates, reasons, counted },
      shape(recount(facts.sites, facts.snapshots)),
      `study of seed ${seed}`,
    );
    for (const row of study.countries) {
      const mine = facts.sites.filter((site) => (site.country ?? "") === row.country);
      const wanted = shape(recount(mine, facts.snapshots));
      assert.deepEqual([row.sites, row.counted], [mine.length, wanted.counted]);
      assert.deepEqual([row.counts, row.rates], [wanted.counts, wanted.rates], row.country);
      const scoped = await read({ country: row.country });
      assert.deepEqual(scoped.total.counts, wanted.counts, `scope ${row.country}`);
      const known = mine.every((site) => site.target !== null);
      const target = mine.reduce((sum, site) => sum + (site.target ?? 0), 0);
      assert.equal(scoped.plan.target, known ? target : null);
    }
    for (const row of study.sites.rows) {
      const mine = facts.sites.filter((site) => site.id === row.id);
      const wanted = shape(recount(mine, facts.snapshots));
      assert.deepEqual([row.counts, row.rates], [wanted.counts, wanted.rates], row.name);
    }
    const some = facts.sites[0]!;
    const one = await read({ siteId: some.id });
    assert.deepEqual(one.total.counts, recount([some], facts.snapshots).counts);

    assert.ok(study.series.length > 2);
    for (const point of study.series) {
      const then = recount(facts.sites, facts.snapshots, point.on).counts.enrolled;
      assert.deepEqual([point.enrolled, point.sites], [then.n ?? 0, then.sites], point.on);
    }
    assert.equal(study.series.at(-1)!.on, counts.enrolled.newest, "the last point is the newest");
  }
});

onBoth("counts as of an earlier day are what was known by then", async (world) => {
  const begun = await begin(world);
  const facts = randomFacts(9, ids(12));
  await store(world, begun, facts);
  for (const until of ["2023-12-31", "2024-03-15", "2024-05-01"]) {
    const rows = await world.db.asUser(
      begun.person.claims,
      (sql) =>
        sql<{ enrolled: number | null; sites: number }[]>`
        select sum(enrolled)::int as enrolled, count(*)::int as sites
        from private.enrollment_latest(${begun.project}, ${until})`,
    );
    const wanted = recount(facts.sites, facts.snapshots, until);
    assert.deepEqual(rows[0], { enrolled: wanted.counts.enrolled.n, sites: wanted.counted });
  }
});
