// `deno task bench`: what pages cost, as ratios of one interleaved run, never as bare seconds.
// Page CPU is compared with a bare Deno.serve that sends the same bytes; database waits, script
// and HTML bytes are exact counts. Budgets: shared FACTS.md, "Speed".
import { gzipped } from "../tests/weight.ts";
import { type Bench, median, type Page, startBench } from "./app.ts";

const ROUNDS = 9;
const REQUESTS = 60;

interface Row {
  page: string;
  cpu: string;
  waits: string;
  html: string;
  script: string;
}

/** CPU seconds that `pid` used while `work` ran (user and system, from /proc). */
async function cpuOf(pid: number, work: () => Promise<void>): Promise<number> {
  const ticks = async () => {
    const fields = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ")[1]!.split(" ");
    return Number(fields[11]) + Number(fields[12]);
  };
  const before = await ticks();
  await work();
  return (await ticks()) - before;
}

async function hammer(url: string, headers: HeadersInit, requests: number): Promise<void> {
  for (let i = 0; i < requests; i += 4) {
    await Promise.all(Array.from({ length: 4 }, async () => {
      const response = await fetch(url, { headers });
      await response.arrayBuffer();
    }));
  }
}

async function measure(bench: Bench, page: Page): Promise<Row> {
  const response = await fetch(bench.origin + page.path, { headers: bench.headers });
  const html = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`${page.path} answered ${response.status}`);
  await bench.bare.serve(html);
  const ratios: number[] = [];
  await hammer(bench.origin + page.path, bench.headers, REQUESTS);
  for (let round = 0; round < ROUNDS; round++) {
    // One page costs a fraction of a clock tick: the bare server gets more requests, then scaled.
    const app = await cpuOf(
      bench.pid,
      () => hammer(bench.origin + page.path, bench.headers, REQUESTS),
    );
    const bare = await cpuOf(bench.bare.pid, () => hammer(bench.bare.origin, {}, REQUESTS * 10));
    if (bare > 0) ratios.push(app / (bare / 10));
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const scripts = await bench.scriptBytes(new TextDecoder().decode(html));
  return {
    page: page.name,
    cpu: `${median(ratios).toFixed(1)} (${sorted[0]?.toFixed(1)} to ${sorted.at(-1)?.toFixed(1)})`,
    waits: String(await bench.waits(page.path)),
    html: `${(await gzipped(html) / 1024).toFixed(1)}`,
    script: `${(scripts / 1024).toFixed(1)}`,
  };
}

const bench = await startBench();
try {
  const rows: Row[] = [];
  for (const page of bench.pages) rows.push(await measure(bench, page));
  console.log(
    "\nCPU a request, app and embedded Postgres together, times a bare Deno.serve of the same bytes",
  );
  console.table(Object.fromEntries(rows.map(({ page, ...rest }) => [page, {
    "CPU ratio (range)": rest.cpu,
    "database waits": rest.waits,
    "HTML gzip KB": rest.html,
    "script gzip KB": rest.script,
  }])));
  console.log(
    `Ready: first start ${bench.firstStart} ms, existing data directory ${bench.secondStart} ms`,
  );
} finally {
  await bench.stop();
}
