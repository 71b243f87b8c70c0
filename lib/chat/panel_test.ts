// Questions that are offered are those that rules can answer.
import assert from "node:assert/strict";
import { SUGGESTED } from "./panel_model.ts";
import { planOf } from "./question.ts";

Deno.test("every question that is one tap away is looked up without a site's number", () => {
  for (const [persona, questions] of Object.entries(SUGGESTED)) {
    assert.equal(new Set(questions).size, 4, persona);
    for (const question of questions) {
      assert.notEqual(planOf(question, []).topic, null, question);
    }
  }
});
