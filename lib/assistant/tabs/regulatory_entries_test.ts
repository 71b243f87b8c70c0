// Entries of documents, quality and changes against a recount of rows, on random studies.
import assert from "node:assert/strict";
import { readEntry } from "@/lib/dashboard/entry_testing.ts";
import { validate } from "@/lib/diagrams/validate.ts";
import { day } from "@/lib/sites/testing.ts";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { diagramCounts, lateDays, qualityRecount } from "./regulatory_quality_testing.ts";
import { CHANGES_RECOUNT } from "./regulatory_changes_testing.ts";
import { DOCUMENT_RECOUNT, holds } from "./regulatory_recount_testing.ts";
import { rowsOf } from "./regulatory_rows_testing.ts";
import { regulatoryStudy } from "./regulatory_study_testing.ts";

onBoth("lists of documents, quality and changes are what a recount finds", async (world) => {
  const { person, org, project: first } = await begin(world);
  const ctx = { db: world.db, claims: person.claims, reason: null };
  const met = new Set<string>();
  for (const seed of [3, 14, 15]) {
    const project = seed === 3 ? first : crypto.randomUUID();
    if (seed !== 3) {
      await world.db.asUser(
        person.claims,
        (sql) =>
          sql`insert into public.projects (id, org_id, name) values (${project}, ${org}, 'Trial')`,
      );
    }
    await regulatoryStudy(world, { person, org, project }, seed);
    const rows = await rowsOf(world.db, person.claims, project);
    const recounts = { ...DOCUMENT_RECOUNT, ...CHANGES_RECOUNT, ...qualityRecount("Ada Rennick") };
    const today = day(0);
    const limit = (key: string) =>
      /completeness|by_zone|bands|summary/.test(key) ? {} : { params: { limit: 50 } };
    const shown = await readEntry(
      ctx,
      project,
      Object.keys(recounts).map((key) => ({ key, ...limit(key) })),
      today,
    );
    for (const widget of shown) {
      holds(widget, recounts[widget.catalogKey]!(rows, today), `seed ${seed}`);
      if (widget.status) met.add(`${widget.catalogKey} ${widget.status}`);
    }
    const late = lateDays(rows, today);
    const past = shown.find(({ catalogKey }) => catalogKey === "quality.past_due")!;
    assert.ok(past.data?.type === "list");
    for (const { title, detail } of past.data.items) {
      assert.match(detail, new RegExp(`^${late.get(title)} days? late`), title);
    }
    const counts = diagramCounts(rows, today);
    const drawn = await readEntry(ctx, project, Object.keys(counts).map((key) => ({ key })), today);
    for (const widget of drawn) {
      const want = counts[widget.catalogKey as keyof typeof counts];
      assert.ok(widget.data?.type === "diagram");
      assert.equal(widget.sourceCount, want.rows, `seed ${seed}, ${widget.catalogKey}`);
      if (want.says) assert.ok(widget.data.alt.includes(want.says), widget.data.alt.slice(0, 300));
      const verdict = await validate(widget.data.code);
      assert.ok(verdict.ok, `${widget.catalogKey}: ${JSON.stringify(verdict)}`);
    }
  }
  for (const state of ["documents.awaiting at-risk", "changes.consent_in_use critical"]) {
    assert.ok(met.has(state), `${state} was met: ${[...met].join(", ")}`);
  }
});
