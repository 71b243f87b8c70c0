// What one answer may take, and what happens when there is no more.
import assert from "node:assert/strict";
import { onEmbedded } from "@/tests/people.ts";
import { whole, withLoop } from "./loop_testing.ts";

onEmbedded("caps: the last call has no tools; what goes on then is the rules'", async (world) => {
  await withLoop(world, async ({ ask, script, told, rows, person, org }) => {
    const look = { calls: [{ name: "search", args: { words: "letter" } }] };
    for (const limits of [{ calls: 2 }, { steps: 1 }, { tokens: 1 }, { ms: 30_000 }]) {
      const from = told().length;
      script((body) => body.tools ? look : { text: "That is all." });
      const { message } = whole(await ask("Look", { limits }));
      assert.equal(message.provider, "model-of-tests", JSON.stringify(limits));
      const calls = told().slice(from);
      assert.equal(calls.at(-1)!.tools, undefined);
      assert.ok(calls.length <= 2);
      assert.match(
        JSON.stringify(calls.at(-1)!.systemInstruction),
        calls.length > 1 ? /No tool can/ : /./,
      );
    }
    const from = told().length;
    script(look);
    const endless = whole(await ask("Look"));
    assert.equal(endless.message.provider, "rules");
    assert.equal(told().length - from, 6);
    assert.equal(endless.message.steps.filter(({ id }) => id).length, 5);
    script({ calls: Array.from({ length: 20 }, () => look.calls[0]!) }, { text: "Enough." });
    const many = whole(await ask("Look"));
    assert.equal(many.message.steps.filter(({ id }) => id).length, 12);
    assert.equal((await rows<{ outcome: string }>("ai_calls")).at(-1)!.outcome, "ok");
    const set = (change: Record<string, unknown>) =>
      world.db.asUser(
        person.claims,
        (sql) => sql`update public.orgs set ${sql(change)} where id = ${org}::uuid`,
        { reason: "test" },
      );
    script(look);
    // Switched off, or used up, between two calls: what was found stays, and rules answer.
    for (const change of [{ ai_off: true }, { ai_tokens_per_day: 1000 }]) {
      await set({ ai_off: false });
      const before = told().length;
      let changing: Promise<unknown> = Promise.resolve();
      const cut = whole(
        await ask("Look", {
          onEvent: (event) => {
            if (event.kind === "step" && event.step.id) changing = set(change);
          },
        }),
      );
      await changing;
      assert.deepEqual([cut.message.provider, told().length - before], ["rules", 1]);
      assert.ok(cut.note && cut.message.steps.some(({ id }) => id !== null));
    }
  });
});
