// The house has rooms; this holds which room may import which (ARCHITECTURE.md, "What may import what").
import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path/posix";

const ROOT = new URL("..", import.meta.url).pathname;
const SKIP = new Set(["node_modules", "_fresh", ".data", ".git", "conformance"]);
const isTest = (path: string) => /_test\.tsx?$/.test(path) || path.endsWith("testing.ts");

function* sources(dir = ""): Generator<string> {
  for (const entry of Deno.readDirSync(join(ROOT, dir))) {
    const path = join(dir, entry.name);
    if (entry.isDirectory && !SKIP.has(entry.name)) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name)) yield path;
  }
}

/** What a file imports: repository paths ("lib/db/mod.ts") or package names ("postgres"). */
function importsOf(path: string): string[] {
  const text = Deno.readTextFileSync(join(ROOT, path));
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^"'`;]*?from\s*["']([^"']+)["']|(?:^|\n)\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)|new URL\(\s*["'](\.[^"']+\.tsx?)["']/g,
  );
  return [...found].map((m) => {
    const spec = (m[1] ?? m[2] ?? m[3] ?? m[4])!;
    if (spec.startsWith("@/")) return spec.slice(2);
    return spec.startsWith(".") ? normalize(join(dirname(path), spec)) : spec;
  });
}

const files = [...sources()].filter((path) => !isTest(path));
const graph = new Map(files.map((path) => [path, importsOf(path)]));

/** Every import of the files in `room` for which `bad` gives a reason. */
function offences(room: RegExp, bad: (target: string, from: string) => boolean): string[] {
  return files.filter((path) => room.test(path)).flatMap((path) =>
    graph.get(path)!.filter((target) => bad(target, path)).map((target) => `${path} -> ${target}`)
  );
}

const feature = (path: string) =>
  /^lib\/([^/]+)\//.exec(path)?.[1]?.match(/^(?!db$|http$|config$|fresh$)\w+$/)?.[0] ?? null;
const pureModel = (target: string) =>
  /^lib\/[^/]+\/(?:(?:[a-z]+_)?(?:model|link)|words)\.ts$/.test(target);

Deno.test("the walk sees the code, and an import is recognised", () => {
  assert.ok(files.includes("main.ts") && files.length > 40, "sources were found");
  assert.ok(graph.get("main.ts")!.some((target) => target.startsWith("lib/")));
});

Deno.test("components import components and pure models only", () => {
  assert.deepEqual(
    offences(
      /^components\//,
      (t) =>
        t.includes("/") && !/^(components|preact|@preact)\b/.test(t) && !pureModel(t) &&
        t !== "fresh/runtime",
    ),
    [],
  );
});

Deno.test("islands never reach the server's rooms", () => {
  assert.deepEqual(
    offences(
      /^(islands\/|routes\/.*\(_islands\)\/)/,
      (t) => /^(lib|supabase|observability|routes)\//.test(t) && !pureModel(t),
    ),
    [],
  );
});

Deno.test("a model is pure: no I/O room is imported by it", () => {
  assert.deepEqual(
    offences(
      /^lib\/[^/]+\/(?:[a-z]+_)?(?:model|link)\.ts$/,
      (t) => t.startsWith("lib/") && !pureModel(t) || /^(postgres|fresh|supabase\/)/.test(t),
    ),
    [],
  );
});

Deno.test("a feature uses another feature by its service, model or endpoints, never its queries", () => {
  assert.deepEqual(
    offences(/^lib\//, (t, from) => {
      const [theirs, ours] = [feature(t), feature(from)];
      return theirs !== null && ours !== theirs && /\/queries\.ts$/.test(t);
    }),
    [],
  );
});

Deno.test("db, http and config know no feature", () => {
  assert.deepEqual(
    offences(/^lib\/(db|http|config)\//, (t) => feature(t) !== null),
    [],
  );
});

Deno.test("the edge functions are self-contained", () => {
  assert.deepEqual(
    offences(
      /^supabase\/functions\//,
      (t) => t.includes("/") && /^(lib|routes|components|islands|observability|main)/.test(t),
    ),
    [],
  );
});

Deno.test("fresh is used by its entry points only", () => {
  assert.deepEqual(offences(/^(?!lib\/fresh\/)/, (t) => t.startsWith("lib/fresh")), []);
});

Deno.test("only lib/db and the embedded platform open a database connection", () => {
  const drivers = /^(postgres|@electric-sql\/.*)$/;
  assert.deepEqual(
    offences(/^(?!lib\/db\/|supabase\/embedded\/|tools\/test|bench\/)/, (t) => drivers.test(t)),
    [],
  );
});

Deno.test("only lib/config reads the environment", () => {
  const readers = files.filter((path) =>
    /^(routes|islands|components|lib|observability)\//.test(path)
  )
    .filter((path) => !/^lib\/(config|fresh)\//.test(path))
    .filter((path) => /Deno\.env\b/.test(Deno.readTextFileSync(join(ROOT, path))));
  assert.deepEqual(readers, []);
});

Deno.test("features form no circle", () => {
  const edges = new Map<string, Set<string>>();
  for (const [path, targets] of graph) {
    const from = feature(path);
    for (const target of targets) {
      const to = feature(target);
      if (from && to && from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const circle = (node: string, path: string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    for (const next of edges.get(node) ?? []) {
      const found = circle(next, [...path, node]);
      if (found) return found;
    }
    return null;
  };
  for (const node of edges.keys()) assert.equal(circle(node, [])?.join(" -> "), undefined);
});
