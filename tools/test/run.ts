/** Runs `deno test`, shows its output, and counts. */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Its name makes it look like a test. */
const runner = "tools/test.ts";

/** @returns the exit code: 0 when all passed, and with REQUIRE_ALL=1 nothing was skipped */
export async function runTests(
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<number> {
  if (!Deno.stdout.isTerminal()) env = { ...env, NO_COLOR: "1" };
  const child = new Deno.Command(Deno.execPath(), {
    // All permissions: playwright-core looks into /proc, which no named permission covers.
    args: ["test", "--allow-all", `--ignore=${runner}`, ...args],
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    signal,
  }).spawn();
  const tail = await show(child.stdout);
  const { success } = await child.status;
  const counts = countsOf(tail, success);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
  const incomplete = env.REQUIRE_ALL === "1" && counts.skipped > 0;
  if (incomplete) console.log("REQUIRE_ALL=1: a skipped test is a failure");
  console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
  return success && !incomplete ? 0 : 1;
}

/** Passes output on as it comes and returns the end of it. */
async function show(output: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let tail = "";
  for await (const chunk of output) {
    await Deno.stdout.write(chunk);
    tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4000);
  }
  return tail;
}

/** Reads `ok | 3 passed (5 steps) | 0 failed | 1 ignored (18ms)`. */
export function countsOf(output: string, success: boolean): Counts {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[0-9;]*m/g, "");
  const line = [...plain.matchAll(/^(?:ok|FAILED) \|.*$/gm)].at(-1)?.[0] ?? "";
  const count = (word: string) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
  const failed = count("failed");
  return {
    passed: count("passed"),
    failed: success || failed > 0 ? failed : 1, // it ended before it could count
    skipped: count("ignored"),
  };
}
