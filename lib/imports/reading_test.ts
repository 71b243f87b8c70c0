import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { readRecord } from "./reading.ts";

/** The demo's drug trial with so many sites, each with so many contacts. */
function recordOf(sites: number, contacts: number) {
  const record = structuredClone(DEMO_STUDIES[0]) as {
    protocolSection: { contactsLocationsModule: { locations: object[] } };
  };
  record.protocolSection.contactsLocationsModule.locations = Array.from(
    { length: sites },
    (_, i) => ({
      facility: `Site ${i}`,
      contacts: Array.from(
        { length: contacts },
        (_, j) => ({ name: `Desk ${j}`, role: "CONTACT" }),
      ),
    }),
  );
  return record;
}

Deno.test("a record whose rows would keep everybody waiting is refused, a large real one is not", () => {
  assert.equal(readRecord(recordOf(1200, 3)).ok, true);
  const refused = readRecord(recordOf(1200, 40));
  assert.ok(!refused.ok);
  assert.equal(refused.problem.status, 422);
  assert.deepEqual(refused.problem.errors?.map((error) => error.path), ["/record/protocolSection"]);
});
