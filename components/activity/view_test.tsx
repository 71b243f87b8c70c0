import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import type { ActivityEvent, ActivityView, ChainState } from "@/lib/activity/model.ts";
import type { ActivityFilter } from "./filters.tsx";
import { Activity } from "./view.tsx";

const AT = "2026-11-21T09:30:00.123Z";
const CHECK: NonNullable<ChainState["check"]> = {
  state: "intact",
  startedAt: AT,
  by: "Ada Rennick",
  checkedAt: AT,
  upto: 40,
  length: 40,
  hash: "a".repeat(64),
  brokenAt: null,
  outside: { seq: 30, at: AT },
};

const EVENT: ActivityEvent = {
  seq: 41,
  at: AT,
  actor: { id: "00000000-0000-4000-8000-000000000001", name: "Ada Rennick" },
  actorKind: "human",
  onBehalfOf: null,
  projectId: "00000000-0000-4000-8000-000000000002",
  entity: "sites",
  entityId: "00000000-0000-4000-8000-000000000003",
  action: "insert",
  before: null,
  after: { facility: "<b>Klinik</b>", city: "Graz" },
  reason: null,
  restricted: false,
  hash: "b".repeat(64),
};

const NO_FILTER: ActivityFilter = {
  entity: "",
  actor: "",
  kind: "",
  action: "",
  period: "",
  from: "",
  to: "",
  q: "",
  cursor: "",
};

function html(check: ChainState["check"], event: Partial<ActivityEvent> = {}, seq = 40): string {
  const activity: ActivityView = {
    events: [{ ...EVENT, ...event }],
    nextCursor: null,
    project: null,
    organization: {
      id: "00000000-0000-4000-8000-000000000009",
      name: "Northfold Research",
      brand: null,
    },
    zone: "Europe/Vienna",
    labels: { [EVENT.projectId!]: { entity: "projects", name: "LUMA-201" } },
    there: [EVENT.entityId],
    choices: { entities: ["sites"], actions: ["insert"], kinds: ["human"], people: [] },
    chain: { organizationId: "o", seq, hash: "c".repeat(64), check },
  };
  return renderToString(
    <Activity activity={activity} filter={NO_FILTER} errors={[]} asOf={AT} />,
  ).replaceAll("\u00a0", " ");
}

Deno.test("a broken chain is said first and loudly, with the entry, and on paper", () => {
  const page = html({ ...CHECK, state: "broken", brokenAt: 17 });
  assert.ok(page.indexOf('role="alert"') < page.indexOf("<h1"));
  assert.match(page, /The audit trail is broken at entry 17/);
  assert.match(page, /Chain head: entry 40[^<]*BROKEN at entry 17/);
  assert.doesNotMatch(html(CHECK), /role="alert"/);
});

Deno.test("a check that is not at its end shows how far it came and goes on", () => {
  const page = html({ ...CHECK, state: "running", upto: 10 });
  assert.match(page, /10 of 40 entries, 25 %/);
  assert.match(page, /<progress max="40" value="10"/);
  assert.match(page, /value="continue"[^>]*>Go on verifying/);
});

Deno.test("what came after the check is not called intact", () => {
  assert.match(html(CHECK), /every entry matches the one before/);
  assert.match(html(CHECK, {}, 52), /all 40 entries there were; 12 came since/);
  assert.match(html(null), /Not verified/);
  assert.match(html(CHECK), /entry 30, 21 Nov 2026 10:30 Europe\/Vienna/);
});

Deno.test("people, agents and the system are told apart; texts are only texts", () => {
  const page = html(CHECK);
  assert.match(page, /&lt;b>Klinik|&lt;b&gt;Klinik/);
  assert.match(page, /in LUMA-201/);
  assert.match(page, /title="2026-11-21 09:30:00\.123 UTC"/);
  const agent = html(CHECK, { actorKind: "agent", onBehalfOf: EVENT.actor!.id });
  assert.match(agent, /for Ada Rennick/);
  assert.match(html(CHECK, { actor: null, actorKind: "system" }), /System/);
  assert.match(html(CHECK, { actor: { id: EVENT.actor!.id, name: null } }), /A former member/);
});

Deno.test("a reading names who looked at what, and in which session", () => {
  const session = "4fd1b2c3a5e69788";
  const page = html(CHECK, { action: "read", after: { session }, restricted: true });
  assert.match(page, /Looked at/);
  assert.ok(page.includes(session));
  assert.match(page, /restricted/);
});
