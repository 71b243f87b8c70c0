import assert from "node:assert/strict";
import { DbProblem } from "./problem.ts";
import { Turns } from "./turns.ts";

Deno.test("turns come in the order of asking", async () => {
  const turns = new Turns(1, 1000);
  const order: number[] = [];
  const leave = await turns.take();
  const later = [1, 2, 3].map(async (number) => {
    const done = await turns.take();
    order.push(number);
    done();
  });
  leave();
  await Promise.all(later);
  assert.deepEqual(order, [1, 2, 3]);
});

Deno.test("who gets no turn in time gets a 503 and leaves the queue", async () => {
  const turns = new Turns(1, 5);
  const leave = await turns.take();
  await assert.rejects(turns.take(), (error) => {
    assert.ok(error instanceof DbProblem);
    assert.equal(error.status, 503);
    assert.equal(error.code, "turn_timeout");
    return true;
  });
  assert.equal(turns.waiting, 0);
  leave();
  (await turns.take())();
});

Deno.test("giving a turn back twice gives it once", async () => {
  const turns = new Turns(1, 5);
  const leave = await turns.take();
  leave();
  leave();
  await turns.take();
  await assert.rejects(turns.take());
});
