// Runs the pgTAP files of this directory on the embedded Postgres with a small TAP reader, and on
// the server Postgres with pg_prove where it is installed.
import assert from "node:assert/strict";
import { adminOf, serverDatabase, serverUrl } from "@/lib/db/testing.ts";
import { embeddedUrl } from "@/tests/environment.ts";

const here = new URL(".", import.meta.url);

const files = [...Deno.readDirSync(here)].map((entry) => entry.name)
  .filter((name) => name.endsWith(".sql")).sort();

export interface TapResult {
  planned: number | null;
  passed: number;
  /** Descriptions of the failed tests with their diagnostics. */
  failures: string[];
}

/** Reads the lines of TAP: a plan, `ok` and `not ok`, and `#` diagnostics of the test before. */
export function readTap(lines: string[]): TapResult {
  const result: TapResult = { planned: null, passed: 0, failures: [] };
  for (const line of lines.flatMap((text) => text.split("\n"))) {
    const plan = /^1\.\.(\d+)/.exec(line);
    if (plan) result.planned = Number(plan[1]);
    else if (/^ok\b/.test(line)) result.passed++;
    else if (/^not ok\b/.test(line)) result.failures.push(line);
    else if (line.startsWith("#") && result.failures.length > 0) {
      result.failures[result.failures.length - 1] += `\n${line}`;
    }
  }
  return result;
}

/** Every text that the statements of a script answer with, in order. */
async function answers(url: string, script: string): Promise<string[]> {
  const admin = adminOf(url);
  try {
    const results = await admin.unsafe(script) as unknown as { [column: string]: unknown }[][];
    return results.flat().flatMap((row) => Object.values(row))
      .filter((value): value is string => typeof value === "string");
  } finally {
    // Also after a failure: the connection of the embedded database is everybody's.
    await admin.unsafe("rollback");
    await admin.end();
  }
}

async function prove(url: string, name: string) {
  const { planned, passed, failures } = readTap(
    await answers(url, await Deno.readTextFile(new URL(name, here))),
  );
  assert.deepEqual(failures, []);
  assert.equal(passed, planned);
}

for (const name of files) {
  Deno.test(`embedded: pgTAP ${name}`, () => prove(embeddedUrl, name));
}

Deno.test({
  name: "server: pgTAP",
  ignore: serverUrl() === null,
  async fn(t) {
    const { url, drop } = await serverDatabase();
    try {
      if (await installed("pg_prove")) {
        const { success, stdout, stderr } = await new Deno.Command("pg_prove", {
          args: ["--dbname", url, ...files],
          cwd: here,
        }).output();
        const text = new TextDecoder();
        assert.ok(success, text.decode(stdout) + text.decode(stderr));
      } else {
        for (const name of files) await t.step(name, () => prove(url, name));
      }
    } finally {
      await drop();
    }
  },
});

async function installed(command: string): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

Deno.test("the TAP reader counts and keeps diagnostics", () => {
  const text = ["1..2", "ok 1 - a", "not ok 2 - b\n# Failed test 2\n#   have: 1", "# Looks like"];
  assert.deepEqual(readTap(text), {
    planned: 2,
    passed: 1,
    failures: ["not ok 2 - b\n# Failed test 2\n#   have: 1\n# Looks like"],
  });
});
