// What is kept of a model's answers, from where, for whom, and what nobody can forge.
import assert from "node:assert/strict";
import { addMember, onBoth, type Person, refusal } from "@/tests/people.ts";
import { textOf } from "@/tests/gemini/server.ts";
import { insert } from "@/tests/tables/rows.ts";
import { withModel } from "./generate_testing.ts";
import type { GenerateEvent } from "./model.ts";
import { readTab, saveText } from "./versions.ts";
import { calls, ctxOf, placeOf, study, write, written } from "./written_testing.ts";

onBoth(
  "a wish in words touches what it names, or what says that it is concerned; the rest stays byte for byte",
  async (world) => {
    const of = await study(world);
    await withModel(async (model) => {
      const first = await written(of, model);
      const before = first.sections;
      model.gemini.reply = () => ({ text: "Shorter." });
      const named = await written(of, model, {
        instructions: "Make “What needs doing first” shorter",
      });
      assert.equal(named.sections[2]!.text, "Shorter.");
      assert.deepEqual(named.sections[0], before[0]);
      model.gemini.reply = (body) => ({
        text: /\(summary\)/.test(textOf(body)) ? "Now with the landing page." : "UNCHANGED",
      });
      const asked = model.gemini.seen.length;
      const events: GenerateEvent[] = [];
      const all = await written(of, model, {
        instructions: "Mention the landing page",
        onEvent: (e) => events.push(e),
      });
      assert.equal(model.gemini.seen.length, asked + 2);
      assert.equal(all.sections[0]!.text, "Now with the landing page.");
      assert.deepEqual(all.sections[2], named.sections[2]);
      assert.ok(
        events.every((e) => e.kind !== "delta" || e.key === "summary"),
        "the word is not told",
      );
      assert.match(all.note!, /Mention the landing page/);
    });
  },
);

onBoth("what a person wrote is rewritten only when it is named", async (world) => {
  const of = await study(world);
  await withModel(async (model) => {
    const own = { sectionKey: "summary", text: "Mine.", baseVersion: 0 };
    assert.ok((await saveText(ctxOf(of), placeOf(of), own)).ok);
    const all = await written(of, model);
    assert.deepEqual([all.sections[0]!.text, all.sections[2]!.author.kind], ["Mine.", "agent"]);
    const named = await written(of, model, { sections: ["summary"] });
    assert.equal(named.sections[0]!.author.kind, "agent");
  });
});

onBoth(
  "the same question is answered once for a day, and not by the cache of another organisation",
  async (world) => {
    const [of, other] = [await study(world), await study(world)];
    await withModel(async (model) => {
      const first = await written(of, model);
      const asked = model.gemini.seen.length;
      const again = await written(of, model);
      assert.equal(model.gemini.seen.length, asked);
      assert.equal(again.sections[0]!.text, first.sections[0]!.text);
      const cached = (await calls(of)).slice(-2);
      assert.deepEqual(cached.map(({ outcome, input_tokens }) => [outcome, input_tokens]), [
        ["cached", 0],
        ["cached", 0],
      ]);
      await written(other, model);
      assert.equal(model.gemini.seen.length, asked + 2);
      await written(of, model, { sections: ["summary"] });
      assert.equal(model.gemini.seen.length, asked + 3, "asked for anew");
      const off = (value: boolean) =>
        world.db.asUser(
          of.person.claims,
          (sql) => sql`update public.orgs set ai_off = ${value} where id = ${of.org}::uuid`,
        );
      await off(true);
      assert.equal((await written(of, model)).id, (await written(of, model)).id);
      assert.equal(model.gemini.seen.length, asked + 3, "no call while it is off");
      const page = await readTab(ctxOf(of), placeOf(of));
      assert.ok(page.ok && page.value.ai === "off");
      await off(false);
      await written(of, model);
      assert.equal(model.gemini.seen.length, asked + 5, "nothing was remembered");
    });
  },
);

onBoth(
  "the tokens of a day end for the whole organisation, and it is said when they begin again",
  async (world) => {
    const of = await study(world);
    await withModel(async (model) => {
      await world.db.asUser(
        of.person.claims,
        (sql) => sql`update public.orgs set ai_tokens_per_day = 10 where id = ${of.org}::uuid`,
      );
      const first = await written(of, model);
      assert.equal(first.sections[0]!.author.kind, "agent");
      assert.equal(first.sections[2]!.author.kind, "rules", "the second section was too much");
      assert.match(first.note!, /used .* of its 10 tokens/);
      const second = await write(of, model);
      assert.ok(!second.ok);
      assert.equal(second.problem.status, 429);
      assert.ok(Number(second.problem.headers["retry-after"]) > 0);
    });
  },
);

onBoth(
  "roles and tenancy: who may not write is told so, who is not of the study learns nothing",
  async (world) => {
    const of = await study(world);
    const [viewer, stranger] = [await world.signUp(), await world.signUp()];
    await addMember(world.db, of.org, viewer);
    await world.db.asUser(of.person.claims, (sql) =>
      insert(sql, "project_members", {
        ...{ org_id: of.org, project_id: of.project, user_id: viewer.id, role: "viewer" },
      }), { reason: "set-up" });
    await withModel(async (model) => {
      const kept = await written(of, model);
      const status = async (person: Person) => {
        const result = await write({ ...of, person }, model).catch((error) => error);
        return result.status ?? (result.ok ? 200 : result.problem.status);
      };
      const asked = model.gemini.seen.length;
      assert.deepEqual([await status(viewer), await status(stranger)], [403, 404]);
      assert.equal(model.gemini.seen.length, asked);
      const page = await readTab({ ...ctxOf(of), claims: viewer.claims }, placeOf(of));
      assert.ok(page.ok && page.value.version?.id === kept.id);
      assert.deepEqual(page.value.may, { write: false, accept: false });
    });
  },
);

onBoth(
  "raw SQL forges no agent's words, facts or author, nobody's words, and no acceptance",
  async (world) => {
    const of = await study(world);
    await withModel(async (model) => {
      model.gemini.reply = () => ({ text: "There are 4,711 sites [F1]." });
      const { sections, id } = await written(of, model);
      const [summary] = sections;
      const keep = (section: Record<string, unknown>) =>
        refusal(world.db.asUser(of.person.claims, (sql) =>
          insert(sql, "tab_versions", {
            ...{ org_id: of.org, project_id: of.project, tab_type: "general", content: "x" },
            ...{ data_sha256: "0".repeat(64), as_of: "2026-11-21T09:00:00Z", sections: [section] },
            restricted: true,
          })));
      const rules = { ...summary!, author: { kind: "rules" }, callId: null, figures: null };
      const forged: Record<string, unknown>[] = [
        { ...summary!, text: "There are 4,712 sites [F1]." },
        { ...summary!, figures: { found: 1, unverified: [] } },
        { ...summary!, facts: [{ ...summary!.facts[0], value: "4,711" }] },
        { ...summary!, author: { ...summary!.author, name: "The regulator" } },
        { ...summary!, key: "actions" },
        { ...summary!, callId: crypto.randomUUID() },
        { ...rules },
        { ...rules, author: { kind: "person", id: crypto.randomUUID(), name: "Somebody" } },
        { ...rules, author: {} },
      ];
      for (const section of forged) {
        assert.equal(await keep(section), "PT422", JSON.stringify(section));
      }
      assert.equal(await keep({ ...summary! }), null, "as the ledger has it");
      const own = { kind: "person", id: of.person.id, name: "Ada Rennick" };
      assert.equal(await keep({ ...rules, author: own }), null, "my own words");
      const call = world.db.asUser(of.person.claims, (sql) =>
        insert(sql, "ai_calls", {
          ...{
            org_id: of.org,
            project_id: of.project,
            user_id: of.person.id,
            operation: "generate",
          },
          ...{ persona: "sponsorPM", outcome: "failed" },
        }));
      assert.equal(await refusal(call), "42501");
      const accepted = world.db.asUser(of.person.claims, (sql) =>
        insert(sql, "tab_acceptances", {
          ...{ org_id: of.org, project_id: of.project, version_id: id, section_key: "summary" },
        }));
      assert.equal(await refusal(accepted), "PT422");
    });
  },
);
