// A model that fails, is left, or lies: the document stands, and the ledger knows.
import assert from "node:assert/strict";
import { onBoth, refusal } from "@/tests/people.ts";
import { textOf } from "@/tests/gemini/server.ts";
import type { Mode } from "@/tests/gemini/modes.ts";
import { generateTab } from "./generate.ts";
import { withModel } from "./generate_testing.ts";
import type { GenerateEvent, Version } from "./model.ts";
import { accept } from "./versions.ts";
import { calls, ctxOf, placeOf, study, written } from "./written_testing.ts";

const FAULTS: [Mode, string][] = [
  [{ status: 429 }, "model-rate-limited"],
  [{ status: 503 }, "model-overloaded"],
  [{ status: 400 }, "model-invalid"],
  ["hang", "model-timeout"],
  ["cut", "model-unavailable"],
  ["garbage", "model-invalid"],
  ["wrong schema", "model-invalid"],
  ["blocked prompt", "model-blocked"],
  ["blocked answer", "model-blocked"],
  ["oversized", "model-invalid"],
  ["no end", "model-unavailable"],
];

onBoth(
  "whatever a model does, the document stands: earlier texts stay, the ledger says what failed",
  async (world) => {
    const of = await study(world);
    let first: Version | undefined;
    await withModel(async (model) => {
      first = await written(of, model);
    });
    for (const [mode, code] of FAULTS) {
      await withModel(async (model) => {
        model.gemini.script = Array(40).fill(mode);
        const before = (await calls(of)).length;
        const events: GenerateEvent[] = [];
        const limits = { deadlineMs: 700 };
        const options = {
          limits,
          sections: ["summary"],
          onEvent: (e: GenerateEvent) => events.push(e),
        };
        const kept = await written(of, model, options);
        const last = events.at(-1)!;
        assert.ok(last.kind === "section" && last.state === "failed" && last.message, code);
        assert.deepEqual(kept.sections, first!.sections, code);
        const seen = (await calls(of)).slice(before);
        const named = seen.map(({ outcome }) => outcome);
        assert.deepEqual(named, [code], JSON.stringify(mode));
      });
    }
  },
);

onBoth("a model that is not there leaves figures, gaps and a note", async (world) => {
  const of = await study(world);
  await withModel(async (model) => {
    model.gemini.script = Array(80).fill({ status: 503 });
    const kept = await written(of, model);
    assert.equal(kept.provider, "rules");
    assert.match(kept.note!, /not written/);
    assert.ok(kept.content.includes("Where the study stands") && kept.gaps.length > 0);
  });
});

onBoth(
  "who takes it back gets what was finished, and the ledger has the rest as cancelled",
  async (world) => {
    const of = await study(world);
    await withModel(async (model) => {
      model.gemini.script = ["ok", "hang in mid-stream"];
      const leaving = new AbortController();
      const kept = await written(of, model, {
        signal: leaving.signal,
        onEvent: (e) => e.kind === "delta" && e.key === "actions" && leaving.abort(),
      });
      assert.deepEqual(kept.sections.map(({ author }) => author.kind), [
        ...["agent", "rules", "rules", "rules"],
      ]);
      assert.deepEqual((await calls(of)).map(({ outcome }) => outcome), ["ok", "cancelled"]);
      const gone = await generateTab(ctxOf(of), placeOf(of), {
        ...{ gateway: model.gateway, signal: AbortSignal.abort(), sections: ["actions"] },
      });
      assert.ok(gone.ok && gone.value.id === kept.id);
    });
  },
);

onBoth(
  "a lie is kept and marked, counted, and cannot be accepted; the truth beside it can",
  async (world) => {
    const of = await study(world);
    await withModel(async (model) => {
      model.gemini.reply = (body) => ({
        text: /Section: Where/.test(textOf(body))
          ? "There are 4,711 sites, nine of them late [F1] [F99]."
          : `Do the tasks in their order ${/^\[F\d+\]/m.exec(textOf(body))}.`,
      });
      const kept = await written(of, model);
      const [summary, , actions] = kept.sections;
      assert.deepEqual(summary!.figures, { found: 0, unverified: ["4,711", "nine", "F99"] });
      assert.ok(!summary!.text.includes("F99"));
      assert.deepEqual(actions!.figures?.unverified, []);
      const [lie, truth] = await calls(of);
      assert.deepEqual([lie!.figures, lie!.unverified, truth!.unverified], [3, 3, 0]);
      const refused = await refusal(
        accept(ctxOf(of), placeOf(of), { version: 1, sectionKey: "summary" }),
      );
      assert.equal(refused, "PT422");
      assert.ok((await accept(ctxOf(of), placeOf(of), { version: 1, sectionKey: "actions" })).ok);
    });
  },
);
