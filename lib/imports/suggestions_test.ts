// What an import suggests beside a plan: from the record alone, with its basis, nothing confirmed.
import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { mapStudy } from "./ctgov/map.ts";
import { parseRecord } from "./ctgov/parse.ts";
import type { StudyFacts } from "./facts.ts";
import { suggestedDocuments, suggestedRisks } from "./suggestions.ts";

const [LUMA, VESPER, PELAGO] = DEMO_STUDIES.map((record) => {
  const parsed = parseRecord(record);
  assert.ok(parsed.ok);
  return mapStudy(parsed.study);
}) as [StudyFacts, StudyFacts, StudyFacts];

const keys = (rows: { external_key: string }[]) =>
  rows.map((row) => row.external_key.replace("skeleton:", ""));
const changed = (facts: StudyFacts, project: Partial<StudyFacts["project"]>) => ({
  ...facts,
  project: { ...facts.project, ...project },
});

Deno.test("documents follow from the kind of the study and from what is studied", () => {
  const drug = suggestedDocuments(LUMA);
  assert.ok(keys(drug).includes("brochure") && keys(drug).includes("authority"));
  const ethics = drug.find((row) => row.kind === "ethics_approval");
  assert.deepEqual([ethics?.scope, ethics?.valid_months], ["SITE", 12]);
  assert.match(drug.find((row) => row.kind === "investigator_brochure")!.basis, /DRUG: /);
  assert.ok(!keys(suggestedDocuments(VESPER)).includes("brochure"), "a device has none of a drug");
  const seen = keys(suggestedDocuments(PELAGO));
  assert.ok(!seen.includes("authority") && !seen.includes("insurance") && seen.includes("ethics"));
  const unknown = keys(suggestedDocuments(changed(LUMA, { studyType: null })));
  assert.ok(!unknown.includes("consent") && !unknown.includes("authority"));
});

Deno.test("risks follow from figures of the record, and say them", () => {
  const luma = suggestedRisks(LUMA);
  assert.ok(keys(luma).includes("countries"));
  assert.match(luma.find((row) => row.external_key.endsWith(":countries"))!.basis, /lists 6/);
  const none = { ...LUMA, sites: [] };
  assert.ok(keys(suggestedRisks(none)).includes("no_sites"));
  assert.ok(!keys(suggestedRisks(none)).includes("per_site"));
  const crowded = { ...LUMA, sites: LUMA.sites.slice(0, 2) };
  const [per, short] = ["per_site", "short_time"].map((key) =>
    suggestedRisks(changed(crowded, { targetEnrollment: 60 }))
      .find((row) => row.external_key === `skeleton:${key}`)?.basis
  );
  assert.match(per!, /60 at 2 sites are 30 each/);
  assert.match(short!, /in the \d+ months/);
  const who = { stdAges: ["CHILD"], minimumAge: "65 Years", phases: ["PHASE1"] };
  const people = keys(suggestedRisks(changed(LUMA, who)));
  assert.ok(["children", "older_adults", "early_phase"].every((key) => people.includes(key)));
  assert.deepEqual(suggestedRisks(changed(LUMA, { status: "COMPLETED" })), []);
});

Deno.test("each says its rule, is known by its own key, and is nobody's yet", () => {
  for (const facts of [LUMA, VESPER, PELAGO]) {
    const all = [...suggestedDocuments(facts), ...suggestedRisks(facts)];
    assert.ok(all.length >= 8);
    assert.ok(all.every((row) => row.basis.startsWith("Rule: ") && row.state === "unconfirmed"));
    assert.equal(new Set(keys(all)).size, all.length);
  }
});
