import assert from "node:assert/strict";
import { countWaits } from "@/lib/db/mod.ts";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { generateTab } from "./generate.ts";
import { withModel } from "./generate_testing.ts";
import type { GenerateEvent } from "./model.ts";
import { accept, readTab, readVersion, restore, saveText } from "./versions.ts";

onBoth(
  "a document is written section by section, kept, accepted, put back and rewritten",
  async (world) => {
    const { person, project } = await begin(world);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const place = { projectId: project, tabType: "general", siteId: null };
    const signal = new AbortController().signal;
    await withModel(async ({ gateway, gemini }) => {
      const events: GenerateEvent[] = [];
      const first = await generateTab(ctx, place, {
        signal,
        gateway,
        onEvent: (e) => events.push(e),
      });
      assert.ok(first.ok, first.ok ? "" : first.problem.detail);
      assert.equal(first.value.version, 1);
      assert.equal(first.value.provider, "model-of-tests");
      assert.equal(gemini.seen.length, 2);
      const [summary] = first.value.sections;
      assert.equal(summary!.author.kind, "agent");
      assert.deepEqual(summary!.figures?.unverified, []);
      assert.ok(events.some((e) => e.kind === "delta"));
      assert.ok((await accept(ctx, place, { version: 1, sectionKey: "summary" })).ok);
      const own = await saveText(ctx, place, {
        sectionKey: "summary",
        text: "My words.",
        baseVersion: 1,
      });
      assert.ok(own.ok);
      const stale = await saveText(ctx, place, {
        sectionKey: "summary",
        text: "x",
        baseVersion: 1,
      });
      assert.equal(stale.ok ? 200 : stale.problem.status, 412);
      const back = await restore(ctx, place, 1);
      assert.ok(back.ok);
      assert.equal(back.value.version, 3);
      assert.equal(back.value.restoredFrom, 1);
      const page = await readTab(ctx, place);
      assert.ok(page.ok);
      assert.equal(page.value.versions.length, 3);
      assert.equal(page.value.stale, null);
      assert.equal(page.value.version?.sections[0]?.text, summary!.text);
    });
  },
);

onBoth(
  "a document is read in two waits, one that is kept too; a version by its id in two",
  async (world) => {
    const { person, project } = await begin(world);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const place = { projectId: project, tabType: "general", siteId: null };
    const signal = new AbortController().signal;
    assert.equal((await countWaits(() => readTab(ctx, place))).waits, 2);
    const kept = await generateTab(ctx, place, { signal });
    assert.ok(kept.ok);
    assert.equal((await countWaits(() => readTab(ctx, place))).waits, 2);
    assert.equal((await countWaits(() => readVersion(ctx, project, kept.value.id))).waits, 2);
  },
);

onBoth(
  "the trail says who kept a version: an agent what a model wrote, a person figures alone",
  async (world) => {
    const { person, project } = await begin(world);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const place = { projectId: project, tabType: "general", siteId: null };
    const signal = new AbortController().signal;
    await withModel(async ({ gateway }) => {
      const bare = { ...gateway, configured: false };
      for (const asked of [bare, gateway]) {
        const kept = await generateTab(ctx, place, { signal, gateway: asked });
        assert.ok(kept.ok);
      }
    });
    const entries = await world.db.asUser(
      person.claims,
      (sql) =>
        sql<{ kind: string; actor: string; whom: string | null }[]>`
      select actor_kind as kind, actor, on_behalf_of as whom from public.activity
      where project_id = ${project}::uuid and entity = 'tab_versions' order by seq`,
    );
    assert.deepEqual(entries.map((one) => ({ ...one })), [
      { kind: "human", actor: person.id, whom: null },
      { kind: "agent", actor: person.id, whom: person.id },
    ]);
  },
);
