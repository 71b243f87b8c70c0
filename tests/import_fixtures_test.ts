// The registry's own records (FIXTURES/ctgov_v2, not part of this project): each must import with
// exactly the counts that are expected of it, and a second time with no changes.
import assert from "node:assert/strict";
import { splitCriteria, unescapeMarkdown } from "@/lib/imports/ctgov/criteria.ts";
import { countFacts, mapStudy } from "@/lib/imports/ctgov/map.ts";
import { parseRecord } from "@/lib/imports/ctgov/parse.ts";
import { diffFacts } from "@/lib/imports/diff.ts";
import { store } from "@/lib/imports/testing.ts";
import { call, page, type Person, signUp } from "./harness.ts";
import { fixtures, hasFixtures } from "./environment.ts";

interface Expected {
  file: string;
  nctId: string;
  studyType: string;
  phases: string[] | null;
  status: string;
  enrollment: number;
  hasResults: boolean;
  arms: number;
  interventions: number;
  primaryOutcomes: number;
  secondaryOutcomes: number;
  otherOutcomes: number;
  sites: number;
  countries: number;
}

const COUNTS = [
  "arms",
  "interventions",
  "primaryOutcomes",
  "secondaryOutcomes",
  "otherOutcomes",
  "sites",
  "countries",
] as const;

const read = (path: string) => JSON.parse(Deno.readTextFileSync(`${fixtures}/${path}`));
const there = hasFixtures("ctgov_v2/expected.json");
const expected: Expected[] = there ? read("ctgov_v2/expected.json") : [];

/** A test that needs the fixtures; without them it is ignored under a name that says why. */
function withFixtures(name: string, fn: () => void | Promise<void>) {
  const why = there ? "" : " (ignored: FIXTURES has no ctgov_v2)";
  Deno.test({
    name: `${name}${why}`,
    ignore: !there,
    fn,
    sanitizeOps: false,
    sanitizeResources: false,
  });
}

function pick(counts: Record<string, unknown>) {
  return Object.fromEntries(COUNTS.map((name) => [name, counts[name]]));
}

withFixtures("every record maps to the expected counts, and does not differ from itself", () => {
  assert.equal(expected.length, 23);
  for (const one of expected) {
    const parsed = parseRecord(read(one.file));
    assert.ok(parsed.ok, `${one.file} ${JSON.stringify(parsed)}`);
    const facts = mapStudy(parsed.study);
    assert.deepEqual(pick({ ...countFacts(facts) }), pick({ ...one }), one.file);
    const { nctId, studyType, phases, status, targetEnrollment, hasResults } = facts.project;
    assert.deepEqual([nctId, studyType, phases, status, targetEnrollment], [
      one.nctId,
      one.studyType,
      one.phases,
      one.status,
      one.enrollment,
    ]);
    assert.equal(hasResults ?? false, one.hasResults, one.file);
    assert.deepEqual(diffFacts(store(facts), facts), [], one.file);
  }
});

withFixtures("no word of the eligibility criteria is lost", () => {
  const words = (text: string) =>
    unescapeMarkdown(text).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) =>
      /\p{L}{2}/u.test(word)
    );
  for (const one of expected) {
    const { eligibilityModule } = read(one.file).protocolSection;
    const text: string = eligibilityModule?.eligibilityCriteria ?? "";
    const kept = splitCriteria(text).flatMap((item) => words(item.text));
    const heading = /^(key|inclusion|exclusion|criteria)$/;
    assert.deepEqual(
      kept.filter((word) => !heading.test(word)),
      words(text).filter((word) => !heading.test(word)),
      one.file,
    );
  }
});

async function imports(person: Person, one: Expected, record: unknown) {
  const response = await call(person, "POST", "/api/projects/import", { source: "ctgov", record });
  const text = await response.text();
  assert.ok(response.status === 200 || response.status === 201, `${one.file}: ${text}`);
  return { status: response.status, ...JSON.parse(text) };
}

withFixtures("every record imports through the API, twice, and its page opens", async () => {
  const person = await signUp();
  for (const one of expected) {
    const record = read(one.file);
    const first = await imports(person, one, record);
    assert.equal(first.status, 201, one.file);
    assert.deepEqual(pick(first.imported), pick({ ...one }), one.file);
    assert.equal(first.changes, undefined);
    const { project } = first;
    assert.equal(project.sites.length, one.sites);
    assert.equal(project.targetEnrollment, one.enrollment);
    assert.deepEqual(project.phases, one.phases);
    const second = await imports(person, one, { studies: [record] });
    assert.equal(second.status, 200, one.file);
    assert.deepEqual(second.changes, [], one.file);
    assert.deepEqual(second.imported, first.imported);
    assert.deepEqual(second.project, project, one.file);
    const shown = await page(person, `/projects/${project.id}`);
    const html = await shown.text();
    assert.equal(shown.status, 200, `${one.file}: ${html.slice(0, 300)}`);
    assert.ok(html.includes(one.nctId), one.file);
  }
  const list = await (await call(person, "GET", "/api/projects?limit=50")).json();
  assert.equal(list.projects.length, expected.length);
});
