// What tells who somebody is reaches neither the model's server, nor a log, nor others.
import assert from "node:assert/strict";
import { planted } from "@/supabase/functions/_shared/privacy/planted_testing.ts";
import { addMember, clear, onBoth, refusal } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { insert } from "@/tests/tables/rows.ts";
import { textOf } from "@/tests/gemini/server.ts";
import { generateTab } from "./generate.ts";
import { withModel } from "./generate_testing.ts";
import { readTab } from "./versions.ts";

const consoles = ["debug", "info", "log", "warn", "error"] as const;

/** What the console was told while `work` ran. */
async function logged(work: () => Promise<void>): Promise<string> {
  const lines: string[] = [];
  const before = consoles.map((name) => [name, console[name]] as const);
  for (const [name] of before) console[name] = (...all) => lines.push(all.map(String).join(" "));
  try {
    await work();
  } finally {
    for (const [name, original] of before) console[name] = original;
  }
  return lines.join("\n");
}

const signal = new AbortController().signal;

onBoth(
  "planted identifiers and the organisation's names go to no model and no log, and stand in the text again",
  async (world) => {
    const { person, org, project } = await begin(world);
    const colleague = await world.signUp("Zelda Quistgaard");
    await addMember(world.db, org, colleague);
    const values = planted.map(([value, cue]) => `${cue}${value}`);
    await world.db.asUser(person.claims, async (sql) => {
      const at = { org_id: org, project_id: project };
      const site = await insert(sql, "sites", { ...at, facility: "Quastenburg Clinic" });
      await insert(sql, "site_staff", {
        ...at,
        site_id: site,
        name: "Bjarne Wohlgemut",
        role: "other",
      });
      for (
        const title of [
          "Ask Zelda Quistgaard",
          "Call Bjarne Wohlgemut at Quastenburg Clinic",
          ...values,
        ]
      ) {
        const planned = { planned_start: "2020-01-06", duration_days: 2 };
        await insert(sql, "tasks", { ...at, ...planned, title: title.slice(0, 300) });
      }
    });
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const place = { projectId: project, tabType: "general", siteId: null };
    const secrets = [
      ...["Quistgaard", "Wohlgemut", "Quastenburg"],
      ...planted.map(([value]) => value),
    ];
    await withModel(async ({ gemini, gateway }) => {
      gemini.reply = (body) => ({ text: `Seen: ${textOf(body)}`.slice(0, 30_000) });
      const said = await logged(async () => {
        const instructions = `Write to Zelda Quistgaard in summary and actions. ${
          values.join("; ")
        }`;
        for (const more of [{ instructions: "" }, { instructions: instructions.slice(0, 4000) }]) {
          const kept = await generateTab(ctx, place, { signal, gateway, ...more });
          assert.ok(kept.ok);
          const text = kept.value.sections.map((one) => one.text).join("\n");
          assert.doesNotMatch(text, /⟦[A-Z_]+_\d+⟧/);
          if (more.instructions) assert.ok(text.includes("Zelda Quistgaard"));
        }
      });
      const ledger = await world.db.asUser(
        person.claims,
        (sql) =>
          sql`select to_jsonb(c)::text as line from public.ai_calls c where c.project_id = ${project}::uuid`,
      );
      assert.equal(ledger.length, 4);
      const out = [said, ...gemini.seen.map(({ body }) => body), ...ledger.map(({ line }) => line)]
        .join("\n");
      for (const secret of secrets) {
        assert.ok(!out.includes(secret), `${secret} went out`);
        assert.ok(!out.includes(JSON.stringify(secret).slice(1, -1)), `${secret} went out`);
      }
      const looked = world.db.asUser(person.claims, (sql) => sql`select * from private.ai_cache`);
      assert.equal(await refusal(looked), "42501");
    });
  },
);

onBoth("what a cleared writer had written is for the cleared: version and call", async (world) => {
  const { person, org, project } = await begin(world);
  const other = await world.signUp();
  await addMember(world.db, org, other, "admin");
  await clear(world.db, project, person);
  const place = { projectId: project, tabType: "general", siteId: null };
  await world.db.asUser(
    person.claims,
    (sql) =>
      insert(sql, "tasks", {
        org_id: org,
        project_id: project,
        title: "Unblinding",
        restricted: true,
      }),
  );
  await withModel(async ({ gateway, gemini }) => {
    const ctx = { db: world.db, claims: person.claims, reason: null };
    const kept = await generateTab(ctx, place, { signal, gateway });
    assert.ok(kept.ok && kept.value.restricted);
    const seen = await readTab({ ...ctx, claims: other.claims }, place);
    assert.ok(seen.ok);
    assert.deepEqual([seen.value.version, seen.value.versions.length], [null, 0]);
    const own = await generateTab({ ...ctx, claims: other.claims }, place, { signal, gateway });
    assert.ok(own.ok && !own.value.restricted);
    const calls = await world.db.asUser(
      other.claims,
      (sql) => sql`select restricted from public.ai_calls where project_id = ${project}::uuid`,
    );
    assert.deepEqual(calls.map((one) => one.restricted), [false, false]);
    assert.ok(!gemini.seen.slice(2).some(({ body }) => body.includes("Unblinding")));
  });
});
