// What agents may do: read by members, set by owners and administrators at its version, in the trail.
import assert from "node:assert/strict";
import { app, json } from "@/lib/dashboard/http_testing.ts";
import { page, signUp } from "@/tests/harness.ts";
import { call } from "@/tests/harness.ts";
import { member, postForm, study } from "@/tests/quality_steps.ts";
import { allPolicies, ROLES } from "./model.ts";

const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, fn, ...app });
const at = (version: number) => ({ "if-match": `"${version}"` });
const deny = (tool: string, policy = "forbid", role = "coordinator") => ({ role, tool, policy });
type Cell = { role: string; tool: string; policy: string; isDefault: boolean };
const of = ({ policies }: { policies: Cell[] }, role: string, tool: string) => {
  const { policy, isDefault } = policies.find((one) => one.role === role && one.tool === tool)!;
  return [policy, isDefault];
};

Deno.test("every tool stands with every role, and what nobody has set is auto by default", () => {
  const tools = [{ tool: "budget", kind: "read" as const }];
  const set = [{ role: "cra" as const, tool: "budget", policy: "auto" as const, version: 3 }];
  const all = allPolicies(tools, set);
  assert.equal(all.policies.length, ROLES.length);
  assert.deepEqual([of(all, "cra", "budget"), of(all, "data", "budget")], [["auto", false], [
    "auto",
    true,
  ]]);
  assert.equal(all.version, 3);
});

test("policies are set at their version, cell by cell, and read by members", async () => {
  const here = await study();
  const { owner } = here;
  const path = `/api/organizations/${owner.organization.id}/agent-policies`;
  const colleague = await member(here, "coordinator");
  const get = async (person = owner) => await json(await call(person, "GET", path), 200);
  const put = (policies: unknown, version: number, person = owner, more = {}) =>
    call(person, "PUT", path, { policies, ...more }, at(version));
  const before = await get(colleague);
  assert.deepEqual([before.version, before.policies.length % ROLES.length], [0, 0]);
  assert.ok(before.policies.every((one: Cell) => one.policy === "auto" && one.isDefault));
  assert.ok(before.never.includes("sign") && before.never.includes("unblind"));

  const why = { reason: "Until everybody was trained" };
  const two = [deny("propose_capa"), deny("budget", "approve"), deny("search", "auto")];
  const set = await json(await put(two, 0, owner, why), 200);
  assert.deepEqual(
    ["propose_capa", "budget", "search"].map((tool) => of(set, "coordinator", tool)),
    [["forbid", false], ["approve", false], ["auto", true]],
  );
  assert.deepEqual(of(set, "manager", "budget"), ["auto", true], "others stay");
  await json(await put([deny("budget")], before.version), 412);
  await json(await call(owner, "PUT", path, { policies: two }), 428);
  const back = await json(await put([deny("budget", "auto")], set.version), 200);
  assert.deepEqual(of(back, "coordinator", "budget"), ["auto", false]);
  assert.ok(back.version > set.version);

  const wrong: [unknown, string][] = [
    [[deny("delete_site")], "/policies/0/tool"],
    [[deny("budget", "maybe")], "/policies/0/policy"],
    [[deny("budget", "auto", "member")], "/policies/0/role"],
    [[], "/policies"],
    [[deny("kri"), deny("kri", "auto")], "/policies"],
    [[deny("kri"), deny("sign")], "/policies/1/tool"],
  ];
  for (const [policies, pointer] of wrong) {
    const answer = await json(await put(policies, back.version), 422);
    assert.equal(answer.errors[0].path, pointer);
  }
  assert.equal((await get()).version, back.version, "nothing half-written");
  await json(await put([deny("kri")], back.version, colleague), 403);
  const stranger = await signUp();
  await json(await call(stranger, "GET", path), 404);
  await json(await put([deny("kri")], 0, stranger), 404);
});

test("the page: owners set a role or a tool without a script, members read", async () => {
  const here = await study();
  const { owner } = here;
  const path = `/organizations/${owner.organization.id}/ai`;
  const show = async (person: typeof owner, query = "") => {
    const response = await page(person, path + query);
    const waits = /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1];
    const text = await response.text();
    assert.equal(response.status, 200, text.slice(0, 2000));
    assert.ok(Number(waits) <= 3, `${waits} waits`);
    assert.doesNotMatch(text, / style=/);
    return text.replaceAll("\u00a0", " ");
  };
  const send = async (query: string, form: Record<string, string>, status: number) => {
    const answer = await postForm(owner, path + query, form);
    const text = await answer.text();
    assert.equal(answer.status, status, text.slice(0, 2000));
    return text;
  };
  assert.match(await show(owner), /Use of AI[^]*What agents may do[^]*no agent may sign/);
  const open = await show(owner, "?role=cra");
  const names = [...open.matchAll(/name="(p\.cra\.\w+)"/g)].map(([, name]) => name!);
  assert.ok(names.length > 20);
  const form = Object.fromEntries(names.map((name) => [name, "auto"]));
  const set = { ...form, "p.cra.propose_risk": "forbid", "p.cra.budget": "approve", version: "0" };
  await send("?role=cra", { ...set, reason: "Not trained" }, 303);
  assert.match(await show(owner, "?tool=propose_risk"), /value="forbid" selected/);
  const stale = await send("?role=cra", { ...set, "p.cra.kri": "forbid", reason: "More" }, 412);
  assert.match(
    stale,
    /Somebody else[^]*name="p\.cra\.kri"[^]*?value="forbid" selected[^]*value="More"/,
  );
  await send("?role=cra", { ...set, "p.cra.kri": "odd", version: "2" }, 422);
  await send("?role=nobody", set, 404);
  const trail = await (await page(owner, `/organizations/${owner.organization.id}/activity`))
    .text();
  assert.match(trail, /cra, propose risk/);

  const colleague = await member(here, "coordinator");
  const seen = await show(colleague);
  assert.match(seen, /What agents may do/);
  assert.doesNotMatch(seen, /Today's limit/);
  assert.doesNotMatch(await show(colleague, "?role=cra"), /<select[^>]*name="p\./);
  const refused = await postForm(colleague, `${path}?role=cra`, {
    ...{ ...set, "p.cra.kri": "forbid", version: "2" },
  });
  await refused.body?.cancel();
  assert.equal(refused.status, 403);
  assert.equal((await page(await signUp(), path)).status, 404);
});
