// The document and the files of the API say the same: no undocumented path, no documented ghost.
import assert from "node:assert/strict";
import { call } from "./harness.ts";

const ROUTES = new URL("../routes/api/", import.meta.url);

function* files(dir: URL, prefix = "/api"): Generator<string> {
  for (const entry of Deno.readDirSync(dir)) {
    if (entry.isDirectory) yield* files(new URL(`${entry.name}/`, dir), `${prefix}/${entry.name}`);
    else if (/\.tsx?$/.test(entry.name) && !/_test\.|^_/.test(entry.name)) {
      yield `${prefix}/${entry.name.replace(/\.tsx?$/, "")}`;
    }
  }
}

/** routes/api/projects/[id]/index.ts -> /api/projects/{id} */
const pathOf = (file: string) =>
  file.replace(/\/index$/, "").replace(/\/\([^)]*\)/g, "").replace(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");

interface Document {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, unknown>; summary?: string }>>;
}

async function document(): Promise<Document> {
  const response = await call(null, "GET", "/api/openapi.json");
  assert.equal(response.status, 200);
  return await response.json();
}

Deno.test("every API file is a documented path, and every documented path has its file", async () => {
  const documented = Object.keys((await document()).paths).toSorted();
  assert.deepEqual(documented, [...files(ROUTES)].map(pathOf).toSorted());
});

Deno.test("every operation has a summary, answers and a problem for its errors", async () => {
  const { openapi, paths } = await document();
  assert.match(openapi, /^3\.1/);
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!/^(get|put|post|delete|patch)$/.test(method)) continue;
      assert.ok(operation.summary, `${method} ${path} has a summary`);
      assert.ok(
        Object.keys(operation.responses).some((s) => s.startsWith("2")),
        `${method} ${path}`,
      );
    }
  }
});

Deno.test("a method the document does not name is a 405 whose Allow names those it does", async () => {
  const { paths } = await document();
  const id = crypto.randomUUID();
  for (const [path, operations] of Object.entries(paths)) {
    const methods = Object.keys(operations).filter((m) => /^(get|put|post|delete|patch)$/.test(m));
    const absent = ["PATCH", "DELETE", "PUT", "POST", "GET"].find((m) =>
      !methods.includes(m.toLowerCase())
    );
    if (!absent) continue;
    const response = await call(null, absent, path.replaceAll(/\{\w+\}/g, id));
    await response.body?.cancel();
    assert.equal(response.status, 405, `${absent} ${path}`);
    const allow = response.headers.get("allow")?.split(", ") ?? [];
    for (const method of methods) {
      assert.ok(allow.includes(method.toUpperCase()), `${path}: ${allow}`);
    }
  }
});
