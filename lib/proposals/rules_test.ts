// What rules propose from facts: each rule once, with its evidence, and not again while it waits.
import assert from "node:assert/strict";
import { insertRows } from "@/lib/rows/service.ts";
import { onBoth } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { decide } from "./deciding.ts";
import { suggest } from "./rules.ts";
import { SPEC_OF } from "./targets.ts";
import { showFactor, soon, stage, value } from "./testing.ts";

onBoth("rules propose what follows from the facts, once", async (world) => {
  const at = await stage(world);
  const { org, project } = at;
  const place = { org_id: org, project_id: project };
  assert.deepEqual(value(await suggest(at.ctx, project)), [], "nothing needs doing");
  await world.db.asUser(at.person.claims, async (sql) => {
    const rows = (target: keyof typeof SPEC_OF, row: Record<string, unknown>) =>
      insertRows(sql, SPEC_OF[target], project, [row]);
    await rows("deviation", { title: "Consent late", foundOn: soon(-20), dueOn: soon(-5) });
    await rows("deviation", {
      ...{ title: "On it", foundOn: soon(-20), dueOn: soon(-5), capaId: at.ids.capa },
    });
    await rows("capa", {
      ...{ title: "Posters", openedOn: soon(-50), implementedOn: soon(-30) },
      ...{ effective: false, effectivenessCheckedOn: soon(-2) },
    });
    const site = await insert(sql, "sites", {
      ...{ ...place, facility: "Lyon", number: "006", contract_signed_on: soon(-120) },
    });
    const [need] = await rows("document_requirement", {
      ...{ title: "Contract", level: "SITE", neededFor: "site_activation", kind: "contract" },
      state: "confirmed",
    });
    const [late] = await rows("milestone", {
      ...{ title: "Sites ready", key: "ready", plannedOn: soon(-10), state: "confirmed" },
    });
    const [task] = await rows("task", {
      ...{ title: "Contracts", plannedStart: soon(-30), durationDays: 30, state: "confirmed" },
    });
    await insert(sql, "dependencies", {
      ...{
        ...place,
        from_task_id: task!.id,
        to_milestone_id: late!.id,
        type: "FS",
        state: "confirmed",
      },
    });
    const kri = await insert(sql, "kris", {
      ...{ ...place, title: "Open queries", numerator: "queries", denominator: "pages" },
      ...{ amber: 10, red: 20, min_denominator: 1 },
    });
    for (const ago of [2, 1]) {
      const on = new Date();
      on.setUTCMonth(on.getUTCMonth() - ago, 1);
      await insert(sql, "kri_values", {
        ...{ ...place, kri_id: kri, site_id: site, period_on: on.toISOString().slice(0, 10) },
        ...{ numerator: 9, denominator: 10 },
      });
    }
    assert.ok(need && site);
  }, { reason: "set-up of the test" });

  const made = value(await suggest(at.ctx, project));
  assert.deepEqual(
    made.map(({ rule, kind, origin, state }) => [rule, kind, origin, state]).sort(),
    [
      ["capa_ineffective", "propose_capa", "rule", "open"],
      ["deviation_overdue", "propose_capa", "rule", "open"],
      ["document_missing_for_gate", "propose_document_request", "rule", "open"],
      ["kri_red_two_periods", "propose_risk", "rule", "open"],
      ["milestone_overdue", "propose_milestone_change", "rule", "open"],
    ],
  );
  assert.ok(made.every((one) => one.evidence.length > 0 && one.evidence[0]!.label !== ""));
  const late = made.find((one) => one.rule === "milestone_overdue")!;
  assert.equal(late.changes[0]!.before!.plannedOn, soon(-10));
  assert.ok(String(late.changes[0]!.after.plannedOn) > soon(-1));
  assert.deepEqual(value(await suggest(at.ctx, project)), [], "not again while they wait");

  await showFactor(world, at.person);
  for (const one of made) {
    const answer = one.rule === "kri_red_two_periods"
      ? await decide(at.ctx, one, { decision: "reject", reason: "Known" })
      : await decide(at.ctx, one, { decision: "approve" });
    value(answer);
  }
  assert.deepEqual(value(await suggest(at.ctx, project)), [], "nor soon after a decision");
});
