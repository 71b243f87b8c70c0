import assert from "node:assert/strict";
import { type GapFacts, gapsOf } from "./gaps.ts";

const BARE: GapFacts = {
  id: "p1",
  nctId: null,
  status: null,
  phases: null,
  studyType: "OBSERVATIONAL",
  targetEnrollment: null,
  startDate: null,
  primaryCompletionDate: null,
  sponsor: null,
  conditions: [],
  siteCount: 0,
  sites: [],
  outcomes: [],
  criteria: [],
  arms: [],
  contacts: [],
};

Deno.test("everything that is not known is said, with the act that would close it", () => {
  const gaps = gapsOf(BARE);
  assert.equal(gaps.length, 10);
  assert.deepEqual(gaps[0], {
    what: "the overall status.",
    act: { href: "/projects/p1/settings", label: "Set it" },
  });
});

Deno.test("arms and phase are only missed where a study should have them", () => {
  const said = gapsOf({ ...BARE, studyType: "INTERVENTIONAL" }).map((gap) => gap.what);
  assert.ok(said.includes("the phase.") && said.includes("the arms."));
});

Deno.test("sites without coordinates are counted among those that are shown", () => {
  const site = {
    id: "s",
    facility: null,
    city: null,
    state: null,
    zip: null,
    country: null,
    status: null,
    lat: null,
    lon: null,
    source: null,
  };
  const gaps = gapsOf({ ...BARE, siteCount: 1148, sites: [site, { ...site, lat: 0, lon: 0 }] });
  assert.ok(
    gaps.some((gap) => gap.what === "the coordinates of 1\u00a0site of the first 2."),
    JSON.stringify(gaps),
  );
});
