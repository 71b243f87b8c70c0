/** Runs `deno test`, shows its output, and counts. */

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** Its name makes it look like a test. */
const runner = "tools/test.ts";

/**
 * What starts apps and browsers of its own waits for them most of the time, so it runs beside the
 * others; two processes are what two cores carry.
 */
// Not "tools": given by name, the runner itself would be taken for a test in spite of --ignore.
const waiting = ["tests", "supabase"];
const parts = [[`--ignore=${[runner, ...waiting].join(",")}`], [`--ignore=${runner}`, ...waiting]];

/**
 * @param envs one a part of a whole run; one alone for files
 * @returns the exit code: 0 when all passed, and with REQUIRE_ALL=1 nothing was skipped
 */
export async function runTests(
  args: string[],
  envs: Record<string, string>[],
  signal: AbortSignal,
): Promise<number> {
  const wanted = args.length > 0 ? [[`--ignore=${runner}`, ...args]] : parts;
  const plain: Record<string, string> = Deno.stdout.isTerminal() ? {} : { NO_COLOR: "1" };
  let before = Promise.resolve();
  const runs = wanted.map((some, i) => {
    const run = runPart(some, { ...envs[i]!, ...plain }, signal, before);
    before = run.then(() => {}, () => {});
    return run;
  });
  const ended = await Promise.all(runs);
  const sum = (name: keyof Counts) => ended.reduce((all, { counts }) => all + counts[name], 0);
  const skipped = sum("skipped");
  const incomplete = envs[0]!.REQUIRE_ALL === "1" && skipped > 0;
  if (incomplete) console.log("REQUIRE_ALL=1: a skipped test is a failure");
  console.log(
    `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
  );
  return ended.every(({ success }) => success) && !incomplete ? 0 : 1;
}

/** One `deno test`; it shows what it says when those before it have ended. */
async function runPart(
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
  before: Promise<void>,
): Promise<{ counts: Counts; success: boolean }> {
  const child = new Deno.Command(Deno.execPath(), {
    // All permissions: playwright-core looks into /proc, which no named permission covers.
    // Types are `deno task check`'s: two processes would check them once more each.
    args: ["test", "--allow-all", "--no-check", ...args],
    env,
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).spawn();
  const output = outputOf(before);
  await Promise.all([output.take(child.stdout), output.take(child.stderr)]);
  const { success } = await child.status;
  return { counts: countsOf(await output.ended(), success), success };
}

/** Passes output on as it comes, from when `before` is over, and keeps the end of it. */
function outputOf(before: Promise<void>) {
  const decoder = new TextDecoder();
  const held: Uint8Array[] = [];
  let tail = "";
  let free = false;
  const write = (chunk: Uint8Array) => {
    for (let at = 0; at < chunk.length;) at += Deno.stdout.writeSync(chunk.subarray(at));
  };
  const released = before.then(() => {
    free = true;
    held.splice(0).forEach(write);
  });
  return {
    async take(stream: ReadableStream<Uint8Array>) {
      for await (const chunk of stream) {
        if (free) write(chunk);
        else held.push(chunk);
        tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4000);
      }
    },
    async ended() {
      await released;
      return tail;
    },
  };
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
