// Every document of the regulatory advisor for every record of the registry and the demo: it renders
// with facts and gaps, its figures are those of a recount, its diagrams parse.
import assert from "node:assert/strict";
import { validate } from "@/lib/diagrams/validate.ts";
import { onDemo } from "../demo_testing.ts";
import type { Skeleton } from "../model.ts";
import { documentOf, onRecords } from "../records_testing.ts";
import { type Ctx, readSkeleton } from "../service.ts";
import { REGULATORY } from "./regulatory.ts";
import { diagramCounts, qualityRecount } from "./regulatory_quality_testing.ts";
import { CHANGES_RECOUNT } from "./regulatory_changes_testing.ts";
import { DOCUMENT_RECOUNT, holds } from "./regulatory_recount_testing.ts";
import { type Rows, rowsOf } from "./regulatory_rows_testing.ts";

const RECOUNTS = { ...DOCUMENT_RECOUNT, ...CHANGES_RECOUNT };

/** Figures of the entries that are ours, and every diagram. */
async function holdsAll(skeleton: Skeleton, rows: Rows, place: string, name: string) {
  const recounts = { ...RECOUNTS, ...qualityRecount(name) };
  const counts: Record<string, { rows: number; says: string | null }> = diagramCounts(
    rows,
    skeleton.today,
  );
  let held = 0;
  for (const widget of skeleton.sections.flatMap(({ widgets }) => widgets)) {
    const recount = recounts[widget.catalogKey];
    if (recount) {
      holds(widget, recount(rows, skeleton.today), place);
      held++;
    }
    if (widget.data?.type !== "diagram") continue;
    const verdict = await validate(widget.data.code);
    assert.ok(verdict.ok, `${place}, ${widget.catalogKey}: ${JSON.stringify(verdict)}`);
    const want = counts[widget.catalogKey];
    if (!want) continue;
    assert.equal(widget.sourceCount, want.rows, `${place}, ${widget.catalogKey}`);
    if (want.says) assert.ok(widget.data.alt.includes(want.says), `${place}: ${want.says}`);
  }
  return held;
}

async function everyDocument(
  ctx: Ctx,
  projectId: string,
  { place, name, known }: { place: string; name: string; known?: true },
  read: (type: string) => Promise<Skeleton | null>,
) {
  const rows = await rowsOf(ctx.db, ctx.claims, projectId);
  let held = 0;
  for (const { type } of REGULATORY) {
    const skeleton = await read(type);
    assert.ok(skeleton && skeleton.sections.some(({ facts }) => facts.length > 0), place);
    assert.ok(known || skeleton.gaps.length > 0, `${place}, ${type}: no gap`);
    for (const { text } of skeleton.gaps) assert.doesNotMatch(text, /undefined|null/, text);
    held += await holdsAll(skeleton, rows, `${place}, ${type}`, name);
  }
  assert.ok(held >= 30, `${held} entries were counted anew`);
}

onRecords("each document of the regulatory advisor is what a recount finds", async (study) => {
  const { ctx, projectId, file } = study;
  await everyDocument(
    ctx,
    projectId,
    { place: file, name: "" },
    (type) => documentOf(study, type),
  );
});

onDemo("each document of the regulatory advisor is what a recount finds", async (study) => {
  const { ctx, projectId, nctId, name } = study;
  await everyDocument(ctx, projectId, { place: nctId, name, known: true }, async (tabType) => {
    const made = await readSkeleton(ctx, { projectId, tabType, siteId: null });
    assert.ok(made.ok, tabType);
    return made.value;
  });
});
