/** What tests of dashboards from outside share. */
import assert from "node:assert/strict";
import { DEMO_STUDIES } from "@/lib/demo/studies.ts";
import { call, type Person } from "@/tests/harness.ts";
import type { Widget } from "./model.ts";

export const app = { sanitizeOps: false, sanitizeResources: false };

export async function json(response: Response, status: number) {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return text ? JSON.parse(text) : null;
}

export async function imported(person: Person): Promise<string> {
  const body = { source: "ctgov", record: DEMO_STUDIES[0] };
  return (await json(await call(person, "POST", "/api/projects/import", body), 201)).project.id;
}

export const list = async (person: Person, projectId: string): Promise<Widget[]> =>
  (await json(await call(person, "GET", `/api/dashboard/widgets?projectId=${projectId}`), 200))
    .widgets;

export const add = (person: Person, body: unknown) =>
  call(person, "POST", "/api/dashboard/widgets", body);
export const errorsOf = async (response: Response) =>
  (await json(response, 422)).errors.map((one: { path: string }) => one.path);
