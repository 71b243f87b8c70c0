import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { parseRecord } from "./parse.ts";

const luma = (): unknown => structuredClone(DEMO_STUDIES[0]);

function errorsOf(record: unknown) {
  const parsed = parseRecord(record);
  assert.equal(parsed.ok, false);
  return parsed.ok ? [] : parsed.errors;
}

/** A record with something else at one place. */
function changed(path: string, value: unknown): unknown {
  const record: unknown = luma();
  const steps = path.split("/").slice(1);
  let at = record as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[steps.at(-1) ?? ""] = value;
  return record;
}

Deno.test("a study is read alone, in studies, in a search page and in a downloaded list", () => {
  for (
    const record of [
      luma(),
      { studies: [luma()] },
      { studies: [luma()], nextPageToken: "abc", totalCount: 1 },
      [luma()],
    ]
  ) assert.equal(parseRecord(record).ok, true);
});

Deno.test("only the NCT number is needed", () => {
  const record = { protocolSection: { identificationModule: { nctId: "NCT00000001" } } };
  assert.equal(parseRecord(record).ok, true);
});

Deno.test("fields that nobody knows are let through, and null is not given", () => {
  assert.equal(parseRecord(changed("/protocolSection/statusModule/novelty", [1])).ok, true);
  assert.equal(parseRecord(changed("/protocolSection/novelModule", {})).ok, true);
  assert.equal(parseRecord(changed("/protocolSection/outcomesModule", null)).ok, true);
  assert.equal(parseRecord(changed("/resultsSection", { anything: "\0" })).ok, true);
});

Deno.test("several studies are refused with their numbers", () => {
  const [error] = errorsOf({ studies: DEMO_STUDIES, nextPageToken: "x" });
  assert.equal(error?.path, "/studies");
  for (const nct of ["NCT09990201", "NCT09990207", "NCT09990244"]) {
    assert.ok(error?.message.includes(nct), error?.message);
  }
});

Deno.test("what is not a v2 study is named for what it is", () => {
  const cases: [unknown, string, RegExp][] = [
    [undefined, "", /expected a JSON object/],
    [null, "", /expected a JSON object/],
    [7, "", /expected a JSON object/],
    ["", "", /empty/],
    ["<?xml version='1.0'?><clinical_study/>", "", /XML/],
    ["NCT09990201", "", /found text/],
    [{}, "", /empty/],
    [[], "", /no study/],
    [{ studies: [] }, "/studies", /no study/],
    [{ studies: "x" }, "/studies", /expected a list/],
    [{ studies: [7] }, "/studies/0", /expected a study/],
    [{ FullStudiesResponse: { FullStudies: [] } }, "/FullStudiesResponse", /old format/],
    [{ Study: { ProtocolSection: {} } }, "/Study", /old format/],
    [{ studies: [{ Study: {} }] }, "/studies/0/Study", /old format/],
    [{ clinical_study: {} }, "/clinical_study", /XML/],
    [{ resourceType: "ResearchStudy" }, "/resourceType", /FHIR/],
    [{ usdmVersion: "4.0", study: {} }, "/usdmVersion", /USDM/],
    [{ nctId: "NCT09990201" }, "/protocolSection", /Cannot find protocolSection/],
    [{ protocolSection: 3 }, "/protocolSection", /expected object, found a number/],
    [{ protocolSection: {} }, "/protocolSection/identificationModule", /Cannot find/],
  ];
  for (const [record, path, message] of cases) {
    const [error] = errorsOf(record);
    assert.equal(error?.path, path, JSON.stringify(record));
    assert.match(error?.message ?? "", message);
  }
});

Deno.test("each wrong value is refused at its place", () => {
  const at = "/protocolSection";
  const cases: [string, unknown, string, RegExp][] = [
    ["/identificationModule/nctId", undefined, "", /Cannot find nctId/],
    ["/identificationModule/nctId", "NCT123", "", /"NCT123": expected NCT and eight digits/],
    ["/identificationModule/nctId", 9990201, "", /expected string, found a number/],
    ["/statusModule/overallStatus", "Recruiting", "", /"Recruiting": expected one of NOT_YET/],
    [
      "/statusModule/startDateStruct",
      { date: "2024-13" },
      "/date",
      /"2024-13": month must be 1-12/,
    ],
    ["/statusModule/startDateStruct", { date: "2024-01", type: "ANTICIPATED" }, "/type", /one of/],
    ["/statusModule/statusVerifiedDate", "March 2026", "", /expected YYYY/],
    ["/designModule/phases", ["PHASE2", "Phase 3"], "/1", /"Phase 3": expected one of NA/],
    ["/designModule/phases", "PHASE2", "", /expected array, found a string/],
    ["/designModule/studyType", "Interventional", "", /one of EXPANDED_ACCESS/],
    ["/designModule/enrollmentInfo", { count: -1 }, "/count", /at least 0/],
    ["/designModule/enrollmentInfo", { count: "180" }, "/count", /expected number/],
    ["/designModule/enrollmentInfo", { count: 1.5 }, "/count", /expected int/],
    ["/designModule/enrollmentInfo", { count: 3e9 }, "/count", /at most 2147483647/],
    ["/conditionsModule/conditions", ["a", null], "/1", /expected string, found null/],
    ["/conditionsModule/conditions", ["a\0b"], "/0", /NUL character at position 1/],
    ["/conditionsModule/conditions", ["\ud800"], "/0", /surrogate/],
    ["/armsInterventionsModule/armGroups", [{ label: "" }], "/0/label", /empty/],
    [
      "/contactsLocationsModule/locations",
      [{ geoPoint: { lat: 91, lon: 0 } }],
      "/0/geoPoint/lat",
      /at most 90/,
    ],
  ];
  for (const [path, value, below, message] of cases) {
    const errors = errorsOf(changed(at + path, value));
    const found = errors.find((error) => error.path === at + path + below);
    assert.ok(found, `${path}: ${JSON.stringify(errors)}`);
    assert.match(found.message, message);
  }
});

Deno.test("what a database cannot hold is refused wherever it stands", () => {
  const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));
  assert.match(errorsOf(changed("/protocolSection/extra", deep))[0]?.message ?? "", /nested/);
  assert.match(
    errorsOf(changed("/protocolSection/extra", 1e999))[0]?.message ?? "",
    /out of range/,
  );
  const [key] = errorsOf(changed("/protocolSection/extra", { "a\0": 1 }));
  assert.match(key?.message ?? "", /field name/);
  const own = JSON.parse('{"protocolSection":{"__proto__":{"x":1},"identificationModule":{}}}');
  assert.equal(parseRecord(own).ok, false);
});

Deno.test("a record with thousands of errors answers with some of them", () => {
  const many = Array.from({ length: 1500 }, () => "nope");
  const errors = errorsOf(changed("/protocolSection/designModule/phases", many));
  assert.ok(errors.length <= 101);
  const sites = many.map(() => ({ status: "nope" }));
  const some = errorsOf(changed("/protocolSection/contactsLocationsModule/locations", sites));
  assert.equal(some.length, 101);
  assert.equal(some.at(-1)?.message, "And 1400 more errors");
});

Deno.test("errors inside studies start with where the study stands", () => {
  const [error] = errorsOf({ studies: [changed("/protocolSection/designModule/studyType", 1)] });
  assert.equal(error?.path, "/studies/0/protocolSection/designModule/studyType");
});
