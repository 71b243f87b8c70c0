// The rule of the budget, on both engines: random facts against a recount without SQL, and what
// the database refuses whoever asks.
import assert from "node:assert/strict";
import { day, Study, TODAY } from "@/lib/actions/study_testing.ts";
import type { Sql } from "@/lib/db/mod.ts";
import { between, pick, type Random, seeded } from "@/lib/planning/schedule/random_testing.ts";
import { onBoth, refusal } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";
import { type Figures, type LineFacts, monthsLater, recount } from "./recount_testing.ts";

const DRIVERS = ["milestone", "visit", "site", "month"] as const;
/** Cents, and so much that a product or a sum no longer fits a double. */
const AMOUNTS = [0n, 1n, 250_000n, 99_999_999_999n, 750_000_000_000_001n];

function randomBookings(random: Random, unit: bigint): LineFacts["bookings"] {
  const counted = random() < 0.6;
  return Array.from({ length: pick(random, [0, 0, 1, 2, 5]) }, () => ({
    amount: (random() < 0.2 ? -1n : 1n) * (unit / BigInt(between(random, 1, 3)) + 1n),
    quantity: counted || random() < 0.5 ? BigInt(between(random, 0, 4)) : null,
  }));
}

function randomMonths(random: Random): Pick<LineFacts, "starts_on" | "ends_on"> {
  if (random() < 0.15) return { starts_on: null, ends_on: null };
  // Ends of months and leap days among them.
  const starts_on = pick(random, [day(-between(random, -40, 900)), "2024-02-29", "2026-01-31"]);
  const ends_on = random() < 0.4 ? null : monthsLater(starts_on, between(random, 0, 24));
  return { starts_on, ends_on };
}

function randomLine(random: Random): LineFacts {
  const driver = pick(random, DRIVERS);
  const unit_amount = pick(random, AMOUNTS);
  const most = unit_amount > 1_000_000_000_000n ? 2 : 8;
  return {
    ...{ driver, unit_amount, planned_quantity: BigInt(between(random, 0, most)) },
    forecast_quantity: random() < 0.3 ? BigInt(between(random, 0, most)) : null,
    ...(driver === "month" ? randomMonths(random) : { starts_on: null, ends_on: null }),
    happened: driver === "milestone" || driver === "site"
      ? pick(random, [true, false, null])
      : null,
    bookings: randomBookings(random, unit_amount),
  };
}

/** Puts the line into the study; a currency of its own each, so that sums stay within bounds. */
function addLine(study: Study, line: LineFacts, currency: string): string {
  const { bookings, happened, ...facts } = line;
  const milestone = line.driver === "milestone" && happened !== null
    ? study.milestone(happened ? { actual_on: day(-3) } : { planned_text: day(40) })
    : null;
  const site = line.driver === "site" && happened !== null
    ? study.site(happened ? { activated_on: day(-30) } : {})
    : null;
  const numbers = Object.entries(facts).map(([name, value]) =>
    [name, typeof value === "bigint" ? String(value) : value] as const
  );
  const id = study.add("budget_lines", {
    ...Object.fromEntries(numbers),
    ...{ title: "Line", currency, milestone_id: milestone, site_id: site },
  });
  for (const { amount, quantity } of bookings) {
    study.add("budget_actuals", {
      ...{ line_id: id, booked_on: day(-2), amount: String(amount) },
      quantity: quantity === null ? null : String(quantity),
    });
  }
  return id;
}

const currencyAt = (i: number) =>
  "A" + String.fromCharCode(65 + Math.floor(i / 26)) + String.fromCharCode(65 + i % 26);

type Standing = { [K in keyof Figures]: string | null } & {
  line_id: string;
  variance: string | null;
  variance_ratio: string | null;
};

const standing = (sql: Sql, project: string) =>
  sql<Standing[]>`
    select line_id, basis, planned::text, actual::text, forecast::text, expected::text,
      happened::text, unbooked::text, variance::text, variance_ratio::text
    from private.budget_standing(private.project_days(array[${project}::uuid], ${TODAY}::date))`;

const text = (value: bigint | null) => value === null ? null : String(value);

onBoth("budget: the figures of random lines are those of a recount", async (world) => {
  const { person, org } = await begin(world);
  const seen = new Set<string>();
  for (const seed of [1, 2, 3, 4]) {
    const random = seeded(seed);
    const study = new Study(person);
    for (let n = between(random, 0, 4); n > 0; n--) study.site({ activated_on: day(-n) });
    const lines = Array.from({ length: 90 }, () => randomLine(random));
    const ids = lines.map((line, i) => addLine(study, line, currencyAt(i)));
    const project = await study.write(world, org);
    const active = study.rows.filter(([table, row]) =>
      table === "sites" && row.activated_on
    ).length;
    const rows = await world.db.asUser(person.claims, (sql) => standing(sql, project));
    assert.equal(rows.length, lines.length);
    for (const [i, line] of lines.entries()) {
      const { line_id: _, variance, variance_ratio, ...row } = rows.find((one) =>
        one.line_id === ids[i]
      )!;
      const wanted = recount(line, BigInt(active), TODAY);
      const said = JSON.stringify({ seed, ...line }, (_, v) => typeof v === "bigint" ? `${v}` : v);
      assert.deepEqual(row, {
        ...{ basis: wanted.basis, planned: text(wanted.planned), actual: text(wanted.actual) },
        ...{ forecast: text(wanted.forecast), expected: text(wanted.expected) },
        ...{ happened: text(wanted.happened), unbooked: text(wanted.unbooked) },
      }, said);
      const over = wanted.forecast === null ? null : wanted.forecast - wanted.planned;
      assert.equal(variance, text(over), said);
      assert.equal(variance_ratio === null, over === null || wanted.planned === 0n, said);
      if (variance_ratio !== null) {
        const ratio = Number(over) / Number(wanted.planned);
        assert.ok(Math.abs(Number(variance_ratio) - ratio) < 1e-6 * (1 + Math.abs(ratio)), said);
      }
      seen.add(`${line.driver} ${wanted.basis}`);
    }
  }
  const bases = [...seen].map((one) => one.split(" ")[1]);
  for (const basis of ["said", "booked", "counted", "unknown"]) {
    assert.ok(bases.includes(basis), `some line is ${basis}`);
  }
});

const line = { title: "Start-up", driver: "site", currency: "EUR", unit_amount: 100 };
const MOST = "9007199254740991";

onBoth("budget: what cannot be added up exactly is refused, also in raw SQL", async (world) => {
  const { person, org, project } = await begin(world);
  const home = { org_id: org, project_id: project };
  const write = (work: (sql: Sql) => Promise<unknown>) =>
    refusal(world.db.asUser(person.claims, work, { reason: "test" }));
  const add = (row: object) =>
    write((sql) => insert(sql, "budget_lines", { ...home, ...line, planned_quantity: 1, ...row }));
  assert.equal(await add({ unit_amount: MOST }), null, "the most that one line can hold");
  assert.equal(await add({}), "PT422", "the plan in EUR is full");
  assert.equal(await add({ currency: "JPY" }), null, "another currency is another sum");
  assert.equal(await add({ currency: "USD", unit_amount: MOST, planned_quantity: 2 }), "23514");
  assert.equal(await add({ currency: "USD", ends_on: day(3) }), "23514", "an end has a start");

  const id = crypto.randomUUID();
  assert.equal(await add({ id, currency: "CHF", planned_quantity: 9 }), null);
  const book = (amount: string, more: object = {}) =>
    write((sql) =>
      insert(sql, "budget_actuals", {
        ...{ ...home, line_id: id, booked_on: day(-1), amount },
        ...more,
      })
    );
  assert.equal(await book("9007199254740992"), "23514", "beyond the range of one booking");
  assert.equal(await book(MOST), null);
  assert.equal(await book("1"), "PT422", "beyond the range of the sum");
  assert.equal(await book("-1"), "PT422", "what was paid back counts by its size");
  assert.equal(await book("0"), "23514");
  const changed = (sql: Sql) =>
    sql`update public.budget_actuals set amount = 5 where line_id = ${id}`;
  assert.equal(await write(changed), null);
  assert.equal(await book("1"), null, "there is room again");
});

onBoth("budget: a line with bookings keeps its currency, a booking its line", async (world) => {
  const { person, org, project } = await begin(world);
  const home = { org_id: org, project_id: project };
  const [first, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const write = (work: (sql: Sql) => Promise<unknown>) =>
    refusal(world.db.asUser(person.claims, work, { reason: "test" }));
  for (const id of [first, other]) {
    await write((sql) =>
      insert(sql, "budget_lines", { ...home, ...line, id, planned_quantity: 2 })
    );
  }
  const currency = (id: string, to: string) =>
    write((sql) => sql`update public.budget_lines set currency = ${to} where id = ${id}`);
  assert.equal(await currency(first, "USD"), null, "nothing is booked yet");
  await write((sql) =>
    insert(sql, "budget_actuals", { ...home, line_id: first, booked_on: day(-1), amount: 5 })
  );
  assert.equal(await currency(first, "EUR"), "PT422");
  assert.equal(await currency(first, "USD"), null, "the same currency is no change");
  const move = (sql: Sql) =>
    sql`update public.budget_actuals set line_id = ${other} where line_id = ${first}`;
  assert.equal(await write(move), "PT422");
});
