// Sections that a person keeps with statements of their own: under their own name, now, once each,
// and such that pages can show them.
import assert from "node:assert/strict";
import { onBoth, refusal } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { readTexts } from "./sources.ts";
import { readTab, saveText } from "./versions.ts";
import { ctxOf, placeOf, study } from "./written_testing.ts";

onBoth(
  "raw SQL keeps no section under another name or time, twice, or in pieces",
  async (world) => {
    const of = await study(world);
    const kept = await saveText(ctxOf(of), placeOf(of), {
      ...{ sectionKey: "summary", text: "My own words.", baseVersion: 0 },
    });
    assert.ok(kept.ok);
    const mine = { ...kept.value.sections.find(({ key }) => key === "summary")! };
    const keep = (sections: unknown[]) =>
      refusal(world.db.asUser(of.person.claims, (sql) =>
        insert(sql, "tab_versions", {
          ...{
            org_id: of.org,
            project_id: of.project,
            tab_type: "general",
            content: "x",
            sections,
          },
          ...{ data_sha256: "0".repeat(64), as_of: "2026-11-21T09:00:00Z" },
        })));
    const { title: _title, ...untitled } = mine;
    const now = { ...mine, text: "New words.", at: new Date().toISOString() };
    const fact = { id: "F1", label: "Sites", value: 12, section: "summary" };
    const forged: [string, unknown[]][] = [
      ["another name", [{ ...now, author: { ...now.author, name: "The regulator" } }]],
      ["another part of the author", [{ ...now, author: { ...now.author, model: "m" } }]],
      ["another time", [{ ...now, at: "2020-01-01T00:00:00Z" }]],
      ["figures looked up", [{ ...now, figures: { found: 3, unverified: [] } }]],
      ["a call", [{ ...now, callId: crypto.randomUUID() }]],
      ["two of one key", [now, now]],
      ["no title", [{ ...untitled, text: "New words." }]],
      ["a fact that is none", [{ ...now, facts: [null] }]],
      ["facts that are none", [{ ...now, facts: {} }]],
      ["a link that is a script", [{ ...now, facts: [{ ...fact, href: "javascript:alert(1)" }] }]],
      ["a link elsewhere", [{ ...now, facts: [{ ...fact, href: "//example.org" }] }]],
      ["a key that is none", [{ ...now, key: "" }]],
      ["a word", ["summary"]],
      ["a time that is none", [{ ...now, at: "yesterday" }]],
    ];
    for (const [what, sections] of forged) assert.equal(await keep(sections), "PT422", what);
    assert.equal(await keep([{ ...now, facts: [{ ...fact, href: "/projects/x" }] }]), null);
    assert.equal(await keep([mine]), null, "as an earlier version has it");
    assert.ok((await readTab(ctxOf(of), placeOf(of))).ok);
  },
);

Deno.test("a source leads to our own pages only, whatever was kept", () => {
  const facts = ["/projects/1/sites", "javascript:alert(1)", "//example.org/x", "https://e.org"]
    .map((href, i) => ({ id: `F${i + 1}`, label: `L${i}`, value: i, href, section: "s" }));
  const { sources } = readTexts([{ key: "s", text: "So [F1, F2, F3, F4].", facts }], ["s"]);
  assert.deepEqual(sources.map(({ href }) => href), ["/projects/1/sites", null, null, null]);
});
