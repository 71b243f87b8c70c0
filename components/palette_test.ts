import assert from "node:assert/strict";
import { foundIn } from "./palette.ts";

Deno.test("studies are read out of an answer, what does not fit is left out", () => {
  const answer = { projects: [{ id: "p1", name: "LUMA-201", nctId: null }, { id: 3 }, null] };
  assert.deepEqual(foundIn(answer), [
    { label: "LUMA-201", kind: "Study", href: "/projects/p1", icon: "portfolio" },
  ]);
  assert.deepEqual(foundIn({ detail: "no" }), []);
  assert.deepEqual(foundIn(null), []);
});
