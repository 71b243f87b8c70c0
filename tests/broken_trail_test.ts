// A broken audit trail is said over every page to those who may read it, at no further wait.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, page, type Person, signUp } from "./harness.ts";

const BAND = /The audit trail [^<]*is broken at entry 1</g;

/** Checks the chain against a head kept elsewhere: a false one breaks it at its number. */
async function check(person: Person, hash: string | null) {
  const payload = person.token.split(".")[1]!;
  const claims = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
  const outside = hash && JSON.stringify({ seq: 1, hash, at: "2026-01-01T00:00:00Z" });
  const db = await database();
  await db.asUser(
    claims,
    (sql) =>
      sql`select public.check_chain(${person.organization.id}::uuid, true, ${outside}::text::jsonb, 100000)`,
  );
}

async function bands(person: Person, path: string): Promise<number> {
  const response = await page(person, path);
  const html = await response.text();
  assert.equal(response.status, 200, path);
  const waits = /desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1];
  assert.ok(Number(waits) <= 3, `${path}: ${waits} waits`);
  return html.match(BAND)?.length ?? 0;
}

async function study(owner: Person): Promise<string> {
  const made = await call(owner, "POST", "/api/projects", { name: "Trail" });
  assert.equal(made.status, 201, await made.clone().text());
  return `/projects/${(await made.json()).project.id}`;
}

Deno.test("a broken trail is said once over every page, to those who may read it", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const base = await study(owner);
  const other = await study(stranger);
  const organization = `/organizations/${owner.organization.id}`;
  const pages = [
    ...["", "/plan", "/sites", "/enrollment", "/diagrams", "/intake", "/import"].map((p) =>
      base + p
    ),
    ...["/activity", "/members", "/settings", "/csv"].map((p) => base + p),
    ...[organization, `${organization}/members`, `${organization}/activity`],
    ...["/projects", "/account"],
  ];
  await check(owner, null);
  assert.equal(await bands(owner, base), 0, "a trail that holds is not spoken of");
  await check(owner, "00".repeat(32));
  for (const path of pages) assert.equal(await bands(owner, path), 1, path);
  for (const path of [other, "/projects"]) assert.equal(await bands(stranger, path), 0, path);
  await check(owner, null);
  for (const path of [base, "/projects"]) assert.equal(await bands(owner, path), 0, path);
});

Deno.test("a role that may not read the trail is not told of it", async () => {
  const owner = await signUp();
  const base = await study(owner);
  await check(owner, "00".repeat(32));
  const db = await database();
  for (const [role, told] of [["auditor", 1], ["site", 0]] as const) {
    const person = await signUp(`Person ${role}`);
    const [org, id] = [owner.organization.id, base.split("/").at(-1)!];
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.org_members (org_id, user_id, role)
        values (${org}::uuid, ${person.id}::uuid, 'member')`;
      await sql`insert into public.project_members (org_id, project_id, user_id, role)
        values (${org}::uuid, ${id}::uuid, ${person.id}::uuid, ${role})`;
    });
    assert.equal(await bands(person, base), told, role);
  }
});
