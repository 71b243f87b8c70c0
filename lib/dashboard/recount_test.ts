// Each widget against a direct recount of the facts it stands on.
import assert from "node:assert/strict";
import { readDiagram } from "@/lib/diagrams/service.ts";
import { onBoth } from "@/tests/people.ts";
import { CATALOG } from "./catalog.ts";
import { randomStudy, TODAY } from "./random_testing.ts";
import { quality, records, standing } from "./records_testing.ts";
import { data, enrollment, plan, type Shown, sites } from "./recount_testing.ts";
import { readEntry } from "./entry_testing.ts";

onBoth("each widget is what a recount of the facts finds", async (world) => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const facts = await randomStudy(world, seed);
    const { person, project } = facts;
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const wanted = CATALOG.map(({ key }) => ({
      key,
      ...(key === "enrollment.by_country" || key.startsWith("quality.kri") ||
          key === "actions.by_rule"
        ? { params: { limit: 50 } }
        : {}),
    }));
    const all = await readEntry(ctx, project, wanted, TODAY);
    const shown: Shown = (key) => all.find((widget) => widget.catalogKey === key)!;
    for (const widget of all) assert.ok(widget.data, `${widget.catalogKey}: ${widget.reason}`);
    const gates = await world.db.asUser(
      person.claims,
      (sql) =>
        sql<{ site_id: string; held: boolean }[]>`
      select g.site_id, g.held from private.gate_requirements(${project}) g`,
    );
    enrollment(shown, facts);
    sites(shown, facts, gates);
    plan(shown, facts);
    quality(shown, facts);
    records(shown, await standing(world, facts));
    const said = data(shown("study.summary"), "text").sentences.join(" ");
    const enrolled = data(shown("enrollment.enrolled"), "kpi").value;
    assert.ok(enrolled === null || said.includes(`${enrolled} are enrolled`), said);
    for (
      const kind of ["gantt", "phase_gates", "site_states", "approvals", "organization"] as const
    ) {
      const diagram = await readDiagram(ctx, project, kind);
      assert.ok(diagram.ok);
      assert.equal(data(shown(`diagram.${kind}`), "diagram").code, diagram.value.code);
    }
  }
});
