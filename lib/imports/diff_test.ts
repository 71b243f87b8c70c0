import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { planWrites } from "./apply.ts";
import { mapStudy } from "./ctgov/map.ts";
import { parseRecord } from "./ctgov/parse.ts";
import { diffFacts, told } from "./diff.ts";
import type { StoredFacts, StudyFacts } from "./facts.ts";
import { applyInMemory, essence, store } from "./testing.ts";

function facts(study: unknown): StudyFacts {
  const parsed = parseRecord(study);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return mapStudy(parsed.study);
}

const luma = () => facts(DEMO_STUDIES[0]);

let ids = 0;
const newId = () => `new-${ids++}`;

const takeAll = (stored: StoredFacts, next: StudyFacts) =>
  applyInMemory(stored, next, planWrites(stored, next, diffFacts(stored, next), newId));

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const next = (random: () => number, most: number) => Math.floor(random() * most);
const shuffled = <T>(random: () => number, list: T[]): T[] =>
  list.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);

/** Facts with many rows that are alike, so that identities collide often. */
function invented(random: () => number): StudyFacts {
  const pick = <T>(list: readonly T[]): T => list[next(random, list.length)] as T;
  const rows = <T>(most: number, row: (i: number) => T) =>
    Array.from({ length: next(random, most) }, (_, i) => row(i));
  const word = () => pick(["alpha", "beta", "gamma delta", "alpha beta gamma"]);
  const maybe = (value: string) => pick([null, value]);
  const interventions = [...new Set(rows(4, word))].map((name) => ({
    name,
    interventionType: pick(["DRUG", "DEVICE"]),
    description: maybe(word()),
    otherNames: rows(2, word),
    pointer: "/i",
  }));
  const keys = interventions.map((row) => `${row.interventionType}: ${row.name}`);
  const sites = rows(6, () => ({
    facility: maybe(word()),
    city: word(),
    state: maybe("X"),
    zip: maybe("123"),
    country: pick(["A", "B"]),
    status: maybe("RECRUITING"),
    lat: pick([null, 1.5]),
    lon: pick([null, -2.25]),
    pointer: "/s",
  }));
  const contact = (kind: "CENTRAL" | "SITE", site: number | null) => ({
    kind,
    site,
    name: word(),
    role: maybe("CONTACT"),
    affiliation: null,
    phone: maybe("1"),
    phoneExt: null,
    email: maybe("a@b.example"),
    pointer: "/c",
  });
  return {
    project: {
      ...luma().project,
      status: pick(["RECRUITING", null]),
      phases: pick([null, ["NA"]]),
    },
    dates: pick([[], [{
      kind: "START",
      value: pick(["2024", "2024-05"]),
      certainty: null,
      pointer: "/d",
    }]]),
    arms: rows(4, () => ({
      label: word(),
      armType: maybe("OTHER"),
      description: null,
      interventions: keys.filter(() => random() > 0.5).sort(),
      pointer: "/a",
    })),
    interventions,
    outcomes: rows(5, () => ({
      kind: pick(["PRIMARY", "SECONDARY"] as const),
      measure: word(),
      description: null,
      timeFrame: maybe("1 year"),
      pointer: "/o",
    })),
    criteria: rows(6, () => ({
      kind: pick(["INCLUSION", "EXCLUSION"] as const),
      text: word(),
      depth: next(random, 2),
      pointer: "/e",
    })),
    sites,
    contacts: [
      ...rows(3, () => contact("CENTRAL", null)),
      ...(sites.length > 0 ? rows(4, () => contact("SITE", next(random, sites.length))) : []),
    ],
  };
}

/** The same facts in another order, with the contacts following their sites. */
function reordered(random: () => number, facts: StudyFacts): StudyFacts {
  const order = shuffled(random, [...facts.sites.keys()]);
  const contacts = facts.contacts.map((row) =>
    row.site === null ? row : { ...row, site: order.indexOf(row.site) }
  );
  return {
    project: { ...facts.project },
    dates: shuffled(random, facts.dates),
    arms: shuffled(random, facts.arms),
    interventions: shuffled(random, facts.interventions),
    outcomes: shuffled(random, facts.outcomes),
    criteria: shuffled(random, facts.criteria),
    sites: order.map((i) => facts.sites[i]!),
    contacts,
  };
}

Deno.test("a study does not differ from itself, in whatever order its rows come", () => {
  for (const study of DEMO_STUDIES) {
    assert.deepEqual(diffFacts(store(facts(study)), facts(study)), []);
  }
  for (let seed = 1; seed <= 300; seed++) {
    const dice = random(seed);
    const some = invented(dice);
    const changes = diffFacts(store(some), reordered(dice, some));
    assert.deepEqual(changes.map((c) => [c.path, c.from, c.to]), [], `seed ${seed}`);
  }
});

Deno.test("taking every change over gives the record; paths are unique", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const dice = random(seed);
    const [before, after] = [invented(dice), invented(dice)];
    const stored = store(before);
    const changes = diffFacts(stored, after);
    assert.equal(new Set(changes.map((c) => c.path)).size, changes.length, `seed ${seed}`);
    const result = takeAll(stored, after);
    assert.deepEqual(essence(result), essence(after), `seed ${seed}`);
    assert.deepEqual(diffFacts(store(result), after).map((c) => c.path), [], `seed ${seed}`);
  }
});

Deno.test("taking some over now and the rest later gives the record as well", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const dice = random(seed);
    const [stored, after] = [store(invented(dice)), invented(dice)];
    const some = diffFacts(stored, after).filter(() => dice() > 0.5);
    const between = applyInMemory(stored, after, planWrites(stored, after, some, newId));
    const result = takeAll(store(between), after);
    assert.deepEqual(essence(result), essence(after), `seed ${seed}`);
  }
});

Deno.test("what is not taken over keeps its value", () => {
  const [stored, now] = [store(luma()), luma()];
  now.project.status = "COMPLETED";
  now.project.targetEnrollment = 196;
  const status = diffFacts(stored, now).filter((change) => change.path === "/status");
  const result = applyInMemory(stored, now, planWrites(stored, now, status, newId));
  assert.equal(result.project.status, "COMPLETED");
  assert.equal(result.project.targetEnrollment, 180);
});

Deno.test("values are told with path, label, group and pointer", () => {
  const now = structuredClone(DEMO_STUDIES[0]) as {
    protocolSection: {
      statusModule: Record<string, unknown>;
      contactsLocationsModule: { locations: Record<string, unknown>[] };
      eligibilityModule: { eligibilityCriteria: string };
    };
  };
  const section = now.protocolSection;
  section.statusModule.overallStatus = "COMPLETED";
  section.statusModule.completionDateStruct = { date: "2027-11-30", type: "ESTIMATED" };
  section.contactsLocationsModule.locations[11]!.status = "WITHDRAWN";
  section.eligibilityModule.eligibilityCriteria = section.eligibilityModule.eligibilityCriteria
    .replace("status 0 to 1", "status 0 to 2");
  const changes = diffFacts(store(luma()), facts(now)).map(told);
  assert.deepEqual(changes.map((c) => [c.group, c.label, c.from, c.to]).slice(0, 2), [
    ["status", "Overall status", "RECRUITING", "COMPLETED"],
    [
      "dates",
      "Study completion",
      { value: "2027-09", precision: "month", type: "ESTIMATED" },
      { value: "2027-11-30", precision: "day", type: "ESTIMATED" },
    ],
  ]);
  assert.equal(changes.length, 5);
  const criterion = changes.find((c) => c.path.startsWith("/criteria/"));
  assert.deepEqual([criterion?.kind, criterion?.from, criterion?.to], [
    "changed",
    "ECOG performance status 0 to 1",
    "ECOG performance status 0 to 2",
  ]);
  const site = changes.find((c) => c.group === "sites");
  assert.match(site?.path ?? "", /^\/sites\/wurzburg-rhonberg-klinik-[0-9a-f]{12}\/status$/);
  assert.equal(site?.pointer, "/protocolSection/contactsLocationsModule/locations/11/status");
  assert.deepEqual(site?.setBy, {
    kind: "import",
    pointer: "/protocolSection/contactsLocationsModule/locations/11/status",
    runId: "run-1",
    by: null,
    at: null,
  });
});

Deno.test("a value that a person set says so", () => {
  const stored = store(luma());
  stored.project.fact.targetEnrollment = 150;
  stored.project.sources = {
    target_enrollment: { kind: "person", by: "user-1", at: "2026-01-19T10:00:00Z" },
  };
  const [change, ...others] = diffFacts(stored, luma());
  assert.equal(others.length, 0);
  assert.deepEqual([change?.path, change?.from, change?.to], ["/targetEnrollment", 150, 180]);
  assert.equal(change?.setBy?.kind, "person");
  assert.equal(change?.setBy?.by?.id, "user-1");
});

Deno.test("a site that comes or goes brings its contacts along", () => {
  const [stored, now] = [store(luma()), luma()];
  now.sites.push({ ...now.sites[0]!, facility: "New Hospital", pointer: "/new" });
  const base = { role: "CONTACT", affiliation: null, phone: null, phoneExt: null, email: null };
  now.contacts.push({ ...base, kind: "SITE", site: 25, name: "Site desk", pointer: "/new/c" });
  const [change, ...others] = diffFacts(stored, now);
  assert.equal(others.length, 0);
  assert.equal(change?.kind, "added");
  assert.equal((change?.to as { contacts: unknown[] }).contacts.length, 1);
  assert.deepEqual(essence(takeAll(stored, now)), essence(now));
});
