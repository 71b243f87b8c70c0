// Rates, indicators, limits and budget lines against a plain recount.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { readEntry } from "./entry_testing.ts";
import { randomStudy, TODAY } from "./random_testing.ts";
import { data } from "./recount_testing.ts";
import { gainsOf, indicators, money, open, rates } from "./steering_recount_testing.ts";

onBoth("rates, indicators, limits and money are what a recount finds", async (world) => {
  for (const seed of [1, 2, 3, 4]) {
    const facts = await randomStudy(world, seed);
    const { person, org, project } = facts;
    const opened = await open(world, facts);
    await world.db.asUser(person.claims, async (sql) => {
      const place = { org_id: org, project_id: project };
      const line = await insert(sql, "budget_lines", {
        ...place,
        title: "Site visits",
        category: "site_payments",
        driver: "visit",
        currency: "EUR",
        unit_amount: 5000,
        planned_quantity: 10,
      });
      await insert(sql, "budget_actuals", {
        ...place,
        line_id: line,
        booked_on: "2026-03-01",
        amount: 9000,
        quantity: 2,
      });
    });
    facts.rows.budget_lines.push({
      id: "",
      title: "Site visits",
      unit_amount: 5000,
      planned_quantity: 10,
    });
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const wanted = [
      "rate.enrollment",
      "rate.sites",
      "rate.projection",
      "rate.needed",
      "indicators.kris",
      "indicators.sites",
      "indicators.trend",
      "indicators.qtls",
      "indicators.qtl_course",
      "budget.lines",
      "budget.commitments",
      "budget.payables",
    ];
    const limits = [
      "rate.sites",
      "indicators.sites",
      "budget.lines",
      "budget.commitments",
      "budget.payables",
    ];
    const all = await readEntry(
      ctx,
      project,
      wanted.map((key) => ({ key, params: limits.includes(key) ? { limit: 50 } : {} })),
      TODAY,
    );
    const shown = (key: string) => data(all.find((one) => one.catalogKey === key)!, "table");
    rates(shown, facts, opened);
    indicators(shown, facts);
    await money(world, shown, facts);

    const gains = gainsOf(facts, opened, 90).filter((one) => one.gained !== null);
    const enrolled = gainsOf(facts, opened, 90).reduce((sum, one) => sum + one.n, 0);
    const daily = gains.reduce((sum, one) => sum + one.gained! / one.span!, 0);
    const projection = all.find((one) => one.catalogKey === "rate.projection")!;
    const said = new Map(data(projection, "list").items.map((one) => [one.title, one.detail]));
    assert.equal(said.get("To go"), `${Math.max(200 - enrolled, 0)} = 200 − ${enrolled}`);
    const toGo = 200 - enrolled;
    const least = gains.reduce((sum, one) => sum + one.gained!, 0) >= 5;
    if (least && toGo > 0 && daily > 0) {
      assert.ok(
        said.get("Days to go")!.startsWith(Math.ceil(toGo / daily).toLocaleString("en-US")),
        said.get("Days to go"),
      );
    } else {
      assert.equal(said.get("Target reached on"), undefined);
    }
  }
});
