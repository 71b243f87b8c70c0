// Mermaid's own verdicts (shared/data/mermaid), and what happens when its Worker misbehaves.
import assert from "node:assert/strict";
import { Problem } from "@/lib/http/problem.ts";
import { MERMAID_CASES, noCases } from "./records_testing.ts";
import { createValidator, MAX_CODE, type Validator, type ValidatorOptions } from "./validate.ts";

interface Case {
  id: string;
  expect: "valid" | "invalid";
  type: string | null;
  text: string;
}

async function withValidator(
  options: ValidatorOptions,
  work: (validator: Validator) => Promise<void>,
): Promise<void> {
  const validator = createValidator(options);
  try {
    await work(validator);
  } finally {
    validator.close();
  }
}

/**
 * A loop that is over long after every deadline here: terminate() does not stop a Worker that computes
 * (Deno 2.9), and one without an end would take a core from all tests that follow.
 */
const LOOP = "for (const end = Date.now() + 2000; Date.now() < end;);";

/** A Worker that hangs on "hang", dies on "die" and takes the rest for flowcharts. */
const badWorker = (atStart = "") =>
  new URL(`data:text/javascript,${
    encodeURIComponent(`${atStart}
      self.onmessage = ({ data: { id, code } }) => {
        if (code === "hang") { ${LOOP} }
        if (code === "die") throw new Error("boom");
        self.postMessage({ id, ok: true, diagramType: "flowchart-v2" });
      };
      self.postMessage("ready");`)
  }`);

const is503 = (error: unknown) => error instanceof Problem && error.status === 503;

Deno.test("all verdicts of Mermaid's own cases agree", { ignore: noCases }, async () => {
  const cases: Case[] = (await Deno.readTextFile(MERMAID_CASES)).trim().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.ok(cases.length > 1000);
  await withValidator({ deadline: 30_000, queue: 2000 }, async ({ validate }) => {
    const wrong: string[] = [];
    await Promise.all(cases.map(async ({ id, expect, type, text }) => {
      const verdict = await validate(text);
      const seen = verdict.ok ? `valid ${verdict.diagramType}` : "invalid null";
      if (seen !== `${expect} ${type}`) wrong.push(`${id}: ${seen}, not ${expect} ${type}`);
      const lines = text.split("\n").length;
      if (!verdict.ok && verdict.line !== null && (verdict.line < 1 || verdict.line > lines)) {
        wrong.push(`${id}: line ${verdict.line} of ${lines}`);
      }
    }));
    assert.deepEqual(wrong, []);
  });
});

Deno.test("an error names its line in the source as it was written", async () => {
  await withValidator({ deadline: 30_000 }, async ({ validate }) => {
    const lineOf = async (code: string) => {
      const verdict = await validate(code);
      assert.ok(!verdict.ok, code);
      assert.ok(verdict.message.length > 10);
      assert.ok(verdict.message.length <= 1_000);
      const said = /on line (\d+)/.exec(verdict.message)?.[1];
      assert.ok(said === undefined || Number(said) === verdict.line, verdict.message);
      return verdict.line;
    };
    assert.equal(await lineOf("flowchart TD\nA-->B\nA[x --> C\n"), 3);
    assert.equal(
      await lineOf("\n\n%% note\nflowchart TD\n%% note\nA-->B\n\n%% note\nA[x --> C"),
      9,
    );
    assert.equal(await lineOf("---\ntitle: x\n---\nflowchart TD\nA[x --> C\n"), 5);
    assert.equal(
      await lineOf("%%{init: {'theme': 'dark'}}%%\nflowchart TD\nA[x --> C\n"),
      3,
    );
    assert.equal(await lineOf('pie\n  "a" : 1\n  b c d\n'), 3);
    assert.equal(await lineOf("not a diagram ".repeat(1000)), null);
  });
});

Deno.test("what is empty or too long is refused without a Worker", async () => {
  await withValidator({ script: new URL("data:text/javascript,throw 1") }, async ({ validate }) => {
    assert.equal((await validate("  \n ")).ok, false);
    const long = await validate("x".repeat(MAX_CODE + 1));
    assert.deepEqual(long, {
      ok: false,
      line: null,
      message: "Must have at most 50000 characters, has 50001",
    });
  });
});

Deno.test("a hang or a crash is a 503 for its source alone; the next ones work", async () => {
  await withValidator({ script: badWorker(), deadline: 300 }, async ({ validate }) => {
    const [first, hung, after, died, last] = await Promise.allSettled(
      ["ok", "hang", "ok", "die", "ok"].map(validate),
    );
    for (const fine of [first, after, last]) {
      assert.deepEqual(fine, {
        status: "fulfilled",
        value: { ok: true, diagramType: "flowchart-v2" },
      });
    }
    for (const bad of [hung, died]) assert.ok(bad!.status === "rejected" && is503(bad!.reason));
    assert.equal((await validate("again")).ok, true);
  });
});

Deno.test("sources that take too long hold so many Workers, and others again when they are through", async () => {
  const options = { script: badWorker(), deadline: 100, stuck: 1 };
  await withValidator(options, async ({ validate }) => {
    await assert.rejects(validate("hang"), is503);
    await assert.rejects(validate("ok"), is503, "no second Worker beside the one that computes");
    for (let tries = 0; tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (await validate("ok").then(({ ok }) => ok, () => false)) return;
    }
    assert.fail("it never works again");
  });
});

Deno.test("front matter has no aliases, which may stand for more than is ever read", async () => {
  await withValidator({ deadline: 30_000 }, async ({ validate }) => {
    const bomb = "---\nconfig:\n  a: &a [x, x]\n  b: &b [*a, *a]\n---\nflowchart LR\nA-->B";
    assert.equal((await validate(bomb)).ok, false);
    const plain = "---\ntitle: R&D * 2 - A & B\n---\nflowchart LR\nA-->B";
    assert.equal((await validate(plain)).ok, true);
  });
});

Deno.test("a Worker that cannot start is a 503 and not a wait", async () => {
  await withValidator({ script: badWorker("throw new Error('no');") }, async ({ validate }) => {
    await assert.rejects(validate("ok"), is503);
    await assert.rejects(validate("ok"), is503);
  });
  const hanging = { script: badWorker(LOOP), startDeadline: 200 };
  await withValidator(hanging, async ({ validate }) => {
    await assert.rejects(validate("ok"), is503);
  });
});

Deno.test("a full queue is refused, and an idle Worker is ended and started again", async () => {
  await withValidator({ script: badWorker(), queue: 2, idle: 20 }, async ({ validate }) => {
    const [a, b, c] = await Promise.allSettled(["1", "2", "3"].map(validate));
    assert.deepEqual([a!.status, b!.status], ["fulfilled", "fulfilled"]);
    assert.ok(c!.status === "rejected" && is503(c!.reason));
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal((await validate("4")).ok, true);
  });
});

Deno.test("closing refuses what waits", async () => {
  const validator = createValidator({ script: badWorker() });
  const pending = validator.validate("hang");
  validator.close();
  await assert.rejects(pending, is503);
});
