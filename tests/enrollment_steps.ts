// What the tests of enrollment share: a study with sites, calls, people in roles.
import assert from "node:assert/strict";
import { adminOf } from "@/lib/db/testing.ts";
import { call, type Person, signUp } from "./harness.ts";
import { databaseUrl } from "./environment.ts";

const options = { sanitizeOps: false, sanitizeResources: false };
export const test = (name: string, fn: () => Promise<void>) => Deno.test({ name, ...options, fn });

export async function json(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  return {
    status: response.status,
    body: text ? JSON.parse(text) : null,
    headers: response.headers,
  };
}

export interface Study {
  person: Person;
  path: string;
  page: string;
  sites: string[];
}

export async function study(sites = 3, person?: Person): Promise<Study> {
  person ??= await signUp();
  const made = await json(person, "POST", "/api/projects", {
    name: "Counted",
    targetEnrollment: 60,
  });
  const id = made.body.project.id;
  const ids: string[] = [];
  for (let i = 0; i < sites; i++) {
    const site = await json(person, "POST", `/api/projects/${id}/sites`, {
      facility: `Clinic ${i}`,
      country: i % 2 ? "Portugal" : "Denmark",
    });
    assert.equal(site.status, 201, JSON.stringify(site.body));
    ids.push(site.body.item.id);
  }
  return {
    person,
    path: `/api/projects/${id}/enrollment`,
    page: `/projects/${id}/enrollment`,
    sites: ids,
  };
}

/** Somebody in a role on the study. */
export async function member({ person, page }: Study, role: string): Promise<Person> {
  const other = await signUp(`A ${role}`);
  const project = page.split("/")[2]!;
  const sql = adminOf(databaseUrl);
  try {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${person.organization.id}, ${other.id}, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${person.organization.id}, ${project}, ${other.id}, ${role})`;
  } finally {
    await sql.end();
  }
  return other;
}
