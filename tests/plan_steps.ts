// What the tests of the plan's API share: a study, and a chain of two tasks and a milestone.
import assert from "node:assert/strict";
import { call, type Person, signUp } from "./harness.ts";

export type Json = Record<string, unknown>;
export interface Item extends Json {
  id: string;
  title: string;
  version: number;
}
export interface Answer extends Json {
  project: Item;
  item: Item;
  items: Item[];
  milestones: Item[];
  tasks: Item[];
  dependencies: Item[];
  moves: (Item & { from: string; to: string })[];
  errors: { path: string; message: string }[];
}

export async function api(
  person: Person | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await call(person, method, path, body, headers);
  const text = await response.text();
  const json = JSON.parse(text || "null") as Answer;
  return { status: response.status, headers: response.headers, body: json, text };
}

export const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

export async function study(name = "Plan") {
  const person = await signUp();
  const made = await api(person, "POST", "/api/projects", { name });
  const root = `/api/projects/${made.body.project.id}`;
  const add = async (path: string, body: Json) => {
    const { status, body: answer, text } = await api(person, "POST", `${root}/${path}`, body);
    assert.equal(status, 201, text);
    return answer.item;
  };
  const plan = async () => (await api(person, "GET", `${root}/plan`)).body;
  return { person, root, add, plan };
}

export const errorsOf = ({ body }: { body: Answer }) => body.errors.map((error) => error.path);

/** Two tasks and a milestone, one after the other. */
export async function chain() {
  const world = await study();
  const { add } = world;
  const a = await add("tasks", { title: "A", plannedStart: "2030-03-04", durationDays: 5 });
  const b = await add("tasks", { title: "B", plannedStart: "2030-03-11", durationDays: 3 });
  const end = await add("milestones", {
    title: "End",
    plannedOn: "2030-03-13",
    state: "confirmed",
  });
  const free = await add("tasks", { title: "Free", plannedStart: "2030-03-04", durationDays: 1 });
  const ab = await add("dependencies", { fromId: a.id, toId: b.id });
  await add("dependencies", { fromId: b.id, toId: end.id, type: "FS" });
  return { ...world, a, b, end, free, ab };
}
