import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { PERSONAS, TAB_TYPES } from "./model.ts";
import { readSkeleton } from "./service.ts";
import { TABS, tabsOf } from "./tabs.ts";

Deno.test("every document has a recipe, a persona, and sections with keys of their own", () => {
  for (const { sections, type } of TABS) {
    const keys = sections.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, type);
    assert.ok(TAB_TYPES.includes(type));
  }
  for (const persona of PERSONAS) assert.deepEqual(tabsOf(persona), tabsOf(persona));
});

onBoth(
  "a study of which nothing is known has every document, and says what is not known",
  async (world) => {
    const { person, project } = await begin(world);
    const ctx = { db: world.db, claims: person.claims, reason: null };
    for (const { type, ofSite } of TABS) {
      if (ofSite) continue;
      const read = await readSkeleton(ctx, { projectId: project, tabType: type, siteId: null });
      assert.ok(read.ok, type);
      const { sections, gaps, protocolVersion } = read.value;
      assert.equal(protocolVersion, null);
      assert.ok(gaps.length > 0, `${type} says what is not known`);
      const ids = sections.flatMap(({ facts }) => facts.map(({ id }) => id));
      assert.deepEqual(ids, ids.map((_, i) => `F${i + 1}`));
    }
  },
);
