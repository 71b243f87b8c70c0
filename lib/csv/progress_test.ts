// How far an import is, while it runs and from memory alone; and one that is stopped.
import assert from "node:assert/strict";
import { onBoth } from "@/tests/people.ts";
import { attempt, counts, entries, load, study } from "./import_testing.ts";
import { type Progress, progressOf, stopImport, watched } from "./progress.ts";
import { ImportStopped } from "./refusal.ts";

const file = (title: string) =>
  ["externalKey,title", ...Array.from({ length: 1_200 }, (_, n) => `T-${n},${title} ${n}`)]
    .join("\n");

onBoth("an import tells how far it is, whether it makes rows or changes them", async (world) => {
  const it = await study(world);
  const job = crypto.randomUUID();
  for (const title of ["Task", "Visit"]) {
    const seen: (Progress | null)[] = [];
    const strangers: unknown[] = [];
    const done = await watched(it.claims.sub, job, (watch) =>
      load(it, "tasks", file(title), {
        watch: {
          reached(done, total) {
            watch.reached(done, total);
            seen.push(progressOf(it.claims.sub, job));
            strangers.push(progressOf(crypto.randomUUID(), job));
          },
        },
      }));
    assert.deepEqual(counts(done), title === "Task" ? [1_200, 0, 0] : [0, 1_200, 0]);
    assert.deepEqual(seen.map((now) => now?.done), [0, 500, 1_000, 1_200]);
    assert.ok(seen.every((now) => now?.total === 1_200));
    assert.ok(strangers.every((now) => now === null), "nobody else's business");
    assert.equal(progressOf(it.claims.sub, job), null, "over");
  }
});

onBoth("an import that is stopped leaves nothing, however far it was", async (world) => {
  const it = await study(world);
  const [job, before] = [crypto.randomUUID(), await entries(it)];
  for (const at of [0, 500, 1_000]) {
    const stopped = await watched(
      it.claims.sub,
      job,
      (watch) =>
        attempt(it, "tasks", file("Task"), {
          watch: {
            reached(done, total) {
              stopImport(crypto.randomUUID(), job);
              if (done === at) stopImport(it.claims.sub, job);
              watch.reached(done, total);
            },
          },
        }),
    );
    assert.ok(!stopped.ok && stopped.problem instanceof ImportStopped);
    assert.equal(await entries(it), before);
  }
  assert.deepEqual(counts(await load(it, "tasks", file("Task"))), [1_200, 0, 0]);
});
