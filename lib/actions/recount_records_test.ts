// The rules over documents, quality and budget against a recount without SQL, on random studies; and
// that they tell nobody what they may not read.
import assert from "node:assert/strict";
import { randomness } from "@/lib/sites/testing.ts";
import { addMember, onBoth, type Person } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { month } from "./record_cases_testing.ts";
import { recountRecords } from "./recount_records_testing.ts";
import { actionsIn, day, Study } from "./study_testing.ts";

type Dice = ReturnType<typeof randomness>;

const RECORD = /^(document|consent_|continuing_|approval_|kri_|qtl_|risk|deviation_|capa_|budget_)/;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

function documents(s: Study, { pick }: Dice, sites: string[]) {
  const days = () => pick(-95, -61, -20, -4, -3, -1, 0);
  const rules = range(pick(0, 1, 3)).map(() =>
    s.add("document_requirements", {
      ...{ title: "Log", kind: "delegation_log", scope: "SITE" },
      needed_for: pick("site_activation", "site_activation", "close_out"),
      state: pick("confirmed", "confirmed", "unconfirmed"),
    })
  );
  for (const _ of range(pick(1, 4, 7))) {
    const site = pick(...sites, null);
    const document = s.add("documents", {
      ...{ title: "D", kind: pick("ethics_approval", "consent_form", "cv"), site_id: site },
      requirement_id: site === null ? null : pick(null, ...rules),
    });
    // Each acts from another day, so that one of them is the newest.
    range(pick(1, 2, 3)).forEach((n) => {
      const approved = pick(null, day(-300 + 90 * n), day(-300 + 90 * n));
      const version = s.add("document_versions", {
        ...{ document_id: document, version: `${n}`, held_in: "Binder" },
        ...{ approved_on: approved, dated_on: pick(null, day(days())) },
        expires_on: pick(null, day(pick(-1, 0, 30, 60, 61, 90, 91))),
        withdrawn_on: approved === null ? null : pick(null, null, day(-1)),
      });
      for (const site_id of sites.filter(() => pick(true, false))) {
        s.add("document_uses", {
          ...{ version_id: version, site_id, used_from: pick(null, day(-100)) },
          used_until: pick(null, day(-1), day(0)),
        });
      }
    });
  }
}

function quality(s: Study, { pick }: Dice, sites: string[]) {
  for (const _ of range(pick(1, 2))) {
    const direction = pick("high", "low");
    const [mild, bad] = direction === "high" ? [10, 20] : [20, 10];
    const kri = s.add("kris", {
      ...{ title: "K", numerator: "n", denominator: "d", direction, amber: mild, red: bad },
      min_denominator: pick(1, 50),
    });
    for (const site_id of sites) {
      for (const back of range(pick(0, 2, 4))) {
        const numerator = pick(null, 1, 5, 10, 20);
        s.add("kri_values", {
          ...{ kri_id: kri, site_id, period_on: month(back), numerator },
          denominator: pick(null, 40, 50, 100),
        });
      }
    }
    const limits = { limit_value: bad, min_denominator: pick(1, 200), direction };
    s.add("qtls", { title: "Q", kri_id: kri, warning_limit: pick(null, mild), ...limits });
  }
  for (const _ of range(3)) {
    const risk = s.add("risks", {
      ...{ title: "R", likelihood: pick(null, 2, 3, 5), impact: 5 },
      state: pick("confirmed", "confirmed", "unconfirmed"),
      closed_on: pick(null, null, day(-1)),
      review_due_on: pick(null, day(-1), day(0)),
    });
    for (const back of [90, 91].filter(() => pick(true, false, false))) {
      s.add("risk_reviews", { risk_id: risk, reviewed_on: day(-back), note: "N" });
    }
    const resolved = pick(null, day(0));
    s.add("deviations", {
      ...{ title: "D", found_on: day(-30), due_on: pick(null, day(-1), day(0)) },
      ...{ resolved_on: resolved, resolution: resolved && "Done" },
    });
    const [implemented, checked] = pick([null, null], [-20, null], [-20, -5]);
    s.add("capas", {
      ...{ title: "C", opened_on: day(-60), due_on: pick(null, day(-1), day(0)) },
      implemented_on: implemented === null ? null : day(implemented),
      effectiveness_due_on: pick(null, day(-1), day(0)),
      effectiveness_checked_on: checked === null ? null : day(checked),
      effective: checked === null ? null : pick(true, false),
    });
  }
}

function budget(s: Study, { pick }: Dice) {
  for (const _ of range(3)) {
    const line = s.add("budget_lines", {
      ...{ title: "B", driver: "visit", currency: pick("EUR", "JPY"), unit_amount: 1000 },
      planned_quantity: pick(0, 10, 100),
      forecast_quantity: pick(null, 11, 12, 110, 111),
    });
    for (const _ of range(pick(0, 1, 2))) {
      const amount = pick(5000, 10_000, 1, -2000, 100_001);
      s.add("budget_actuals", { line_id: line, booked_on: day(-5), amount });
    }
  }
}

function randomStudy(person: Person, seed: number): Study {
  const dice = randomness(seed);
  const study = new Study(person);
  study.project.status = dice.pick("RECRUITING", "RECRUITING", "COMPLETED", null);
  const sites = range(3).map(() =>
    study.site({
      contract_signed_on: dice.pick(null, day(-200)),
      closed_on: dice.pick(null, null, day(-1)),
      identified_on: day(-400),
    })
  );
  documents(study, dice, sites);
  quality(study, dice, sites);
  budget(study, dice);
  return study;
}

onBoth("rules over records agree with a recount on random studies", async (world) => {
  const { person, org } = await begin(world);
  const met = new Set<string>();
  for (let seed = 1; seed <= 40; seed++) {
    const study = randomStudy(person, seed);
    const project = await study.write(world, org);
    const found = (await world.db.asUser(person.claims, (sql) => actionsIn(sql, project)))
      .filter((one) => RECORD.test(one.rule));
    const said = found.map((one) => `${one.rule} ${one.subject_id}`).toSorted();
    assert.deepEqual(said, recountRecords(study), `seed ${seed}`);
    for (const { rule } of found) met.add(rule);
  }
  assert.equal(met.size, 17, [...met].join(", "));
});

onBoth("who may not read the budget hears nothing of it, on list and portfolio", async (world) => {
  const { person, org } = await begin(world);
  const study = new Study(person);
  const line = study.add("budget_lines", {
    ...{ title: "B", driver: "visit", currency: "EUR", unit_amount: 1000, planned_quantity: 10 },
    forecast_quantity: 20,
  });
  study.add("deviations", { title: "D", found_on: day(-9), due_on: day(-1) });
  const project = await study.write(world, org);
  const heard = async (role: string) => {
    const colleague = await world.signUp();
    await addMember(world.db, org, colleague);
    await world.db.asSystem(
      "set-up of the test",
      (sql) =>
        sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${org}::uuid, ${project}::uuid, ${colleague.id}::uuid, ${role})`,
    );
    return await world.db.asUser(colleague.claims, async (sql) => {
      const rules = (await actionsIn(sql, project)).map((one) => one.rule);
      const [row] = await sql<{ doc: Record<string, { budget: unknown[] | null }> }[]>`
        select private.portfolio_columns(array[${project}::uuid]) as doc`;
      return { rules, budget: row!.doc[project]!.budget };
    });
  };
  const [finance, viewer] = [await heard("finance"), await heard("viewer")];
  assert.deepEqual(finance.rules, ["budget_variance", "deviation_overdue"], line);
  assert.equal(finance.budget?.length, 1);
  assert.deepEqual(viewer, { rules: ["deviation_overdue"], budget: null });
});

onBoth("what each rule over records asks for is a right that somebody has", async ({ db }) => {
  const [row] = await db.asSystem("looks at the rules", (sql) =>
    sql<{ nobody: string[] }[]>`
      select array(select r.rule from private.action_rules() r where not exists (
        select from public.role_permissions g where g.scope = 'project' and g.resource = r.resource
          and g.verb = r.verb and g.role = any (r.roles))) as nobody`);
  assert.deepEqual(row!.nobody, []);
});
