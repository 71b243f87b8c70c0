// What the tests of quality by HTTP share.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { call, ORIGIN, type Person, request, signUp } from "./harness.ts";

export { call };

// deno-lint-ignore no-explicit-any
export type Json = any;

/** A day so many from today; in UTC. */
export const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

/** First day of the month so many months ago. */
export const month = (ago: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 1)).toISOString()
    .slice(0, 10);
};

export async function json(response: Response | Promise<Response>, status: number): Promise<Json> {
  const answer = await response;
  const text = await answer.text();
  assert.equal(answer.status, status, text);
  return text === "" ? null : JSON.parse(text);
}

export interface Study {
  owner: Person;
  id: string;
  base: string;
}

export async function study(owner?: Person): Promise<Study> {
  owner ??= await signUp();
  const { project } = await json(call(owner, "POST", "/api/projects", { name: "Quality" }), 201);
  return { owner, id: project.id, base: `/api/projects/${project.id}` };
}

/** POST; the row. */
export async function add({ owner, base }: Study, path: string, body: object): Promise<Json> {
  return (await json(call(owner, "POST", `${base}/${path}`, body), 201)).item;
}

/** PUT with the version that stands there. */
export async function put({ owner, base }: Study, path: string, body: object, reason?: string) {
  const now = await call(owner, "GET", `${base}/${path}`);
  const etag = now.headers.get("etag")!;
  await now.body?.cancel();
  return await call(owner, "PUT", `${base}/${path}`, body, {
    "if-match": etag,
    ...(reason ? { "x-change-reason": reason } : {}),
  });
}

export async function refused(response: Promise<Response>, status: number, path: string) {
  const problem = await json(response, status);
  assert.equal(problem.errors?.[0]?.path, path, JSON.stringify(problem));
  return problem;
}

export const kri = {
  title: "Open queries",
  numerator: "queries open over 30 days",
  denominator: "queries",
  amber: 10,
  red: 20,
  minDenominator: 10,
};

/** A new member of the study. */
export async function member(at: Study, role: string, unblinded = false): Promise<Person> {
  const person = await signUp(`Person ${role}`);
  const org = at.owner.organization.id;
  await (await database()).asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${org}::uuid, ${person.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role, unblinded)
      values (${org}::uuid, ${at.id}::uuid, ${person.id}::uuid, ${role}, ${unblinded})`;
  });
  return person;
}

/** A form as a browser sends it. */
export const postForm = (person: Person, path: string, form: Record<string, string>) =>
  request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: ORIGIN,
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
    },
    body: new URLSearchParams(form),
  });
