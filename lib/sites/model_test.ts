// Who may act at a site, which training counts, and facts out of order.
import assert from "node:assert/strict";
import { FACTS, mayAct, type Member, oddities, type Training, trainingIn } from "./model.ts";

const TODAY = "2026-11-21";

const training = (topic: string, completedOn: string, expiresOn: string | null): Training => ({
  id: `${topic} ${completedOn}`,
  ...{ topic, completedOn, expiresOn },
  evidence: null,
  version: 1,
});

function member(changes: Partial<Member> = {}): Member {
  return {
    id: "m",
    name: "Dr Aino Rautalahti",
    role: "principal_investigator",
    email: null,
    phone: null,
    startedOn: null,
    endedOn: null,
    version: 1,
    delegations: [
      { id: "d", duty: "Consent", delegatedOn: "2026-01-01", endedOn: null, version: 1 },
    ],
    trainings: [training("GCP ", "2025-01-01", TODAY), training("protocol", "2026-01-01", null)],
    ...changes,
  };
}

Deno.test("may act: on the staff, delegated, trained, until the last day of each", () => {
  assert.deepEqual(mayAct(member(), TODAY).may, "yes");
  assert.deepEqual(mayAct(member(), "2026-11-22"), { may: "no", reason: "GCP training ended" });
  assert.equal(mayAct(member({ endedOn: "2026-11-20" }), TODAY).reason, "left the site");
  assert.equal(mayAct(member({ endedOn: TODAY }), TODAY).may, "yes");
  assert.equal(mayAct(member({ startedOn: "2026-11-22" }), TODAY).reason, "not begun yet");
  assert.equal(mayAct(member({ delegations: [] }), TODAY).reason, "nothing is delegated");
  const untrained = member({ trainings: [training("gcp", "2026-01-01", null)] });
  assert.deepEqual(mayAct(untrained, TODAY), {
    may: "unknown",
    reason: "no protocol training on record",
  });
});

Deno.test("of several trainings the current one that lasts longest counts, else the last to end", () => {
  const [old, short, long, ended] = [
    training("gcp", "2020-01-01", "2022-01-01"),
    training("GCP", "2026-10-01", "2026-12-01"),
    training("gcp", "2025-01-01", null),
    training("gcp", "2021-01-01", "2023-01-01"),
  ] as const;
  assert.equal(trainingIn(member({ trainings: [old, short, long] }), "gcp", TODAY), long);
  assert.equal(trainingIn(member({ trainings: [old, ended] }), "gcp", TODAY), ended);
  assert.equal(trainingIn(member({ trainings: [old] }), "protocol", TODAY), null);
});

Deno.test("facts out of order are said, each with its days; facts in order are not", () => {
  const none = Object.fromEntries(FACTS.map((fact) => [fact, null])) as Parameters<
    typeof oddities
  >[0];
  assert.deepEqual(oddities(none), []);
  const fine = { ...none, selectedOn: "2026-01-01", activatedOn: "2026-01-01" };
  assert.deepEqual(oddities(fine), []);
  assert.deepEqual(
    oddities({ ...fine, activatedOn: "2026-03-05", firstParticipantOn: "2026-03-04" }),
    ["first participant (4 Mar 2026) is before activated (5 Mar 2026)"],
  );
  assert.equal(oddities({ ...none, firstParticipantOn: "2026-03-04" }).length, 1);
});
