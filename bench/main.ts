// `deno task bench`: what the app costs, as ratios of one interleaved run and as exact counts,
// never as bare seconds of this machine. Budgets: shared FACTS.md, "Speed". The app runs on a
// server Postgres, so that its own process is what is measured.
import { OWNER } from "@/lib/demo/people.ts";
import { withDatabase } from "@/lib/db/testing.ts";
import { startApp } from "../tests/process.ts";
import { startBare } from "./bare.ts";
import { listenerOf, memoryOf, shown, spread } from "./measure.ts";
import { pageCost } from "./pages.ts";
import { growth, signInCheck, streams, telemetryShare } from "./ratios.ts";
import { appOn, serve, type Served, startServer } from "./world.ts";

const STREAMS = 1000;
const STREAMS_PER_USER = 20;
/** More projects than a page of the portfolio shows, and than actions are looked for in. */
const PAGE_FULL = 30;

const dir = await Deno.makeTempDir({ prefix: "clinops-bench-" });
const stops: (() => unknown)[] = [];
const later = <T>(made: T, stop: () => unknown): T => {
  stops.unshift(stop);
  return made;
};
const rows: { measure: string; value: string; budget: string; holds: string }[] = [];
const add = (measure: string, value: string, budget = "", holds: boolean | null = null) =>
  rows.push({ measure, value, budget, holds: holds === null ? "" : holds ? "yes" : "NO" });

async function demoHeaders(origin: string, dataDir: string): Promise<HeadersInit> {
  const { password } = JSON.parse(await Deno.readTextFile(`${dataDir}/demo.json`));
  const response = await fetch(`${origin}/api/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ email: OWNER.email, password }),
  });
  if (response.status !== 200) throw new Error(`Sign-in answered ${await response.text()}`);
  await response.body?.cancel();
  const cookie = response.headers.getSetCookie().map((c) => c.split(";")[0]).join("; ");
  return { cookie, accept: "text/html" };
}

/** Pages of the largest demo study. */
async function measurePages(url: string) {
  const dataDir = `${dir}/demo`;
  const app = await appOn(url, dataDir, { DEMO: "true" });
  later(app, () => app.stop());
  const headers = await demoHeaders(app.origin, dataDir);
  const pid = await listenerOf(app.origin);
  add(
    "Memory of the idle web process, MB",
    (await memoryOf(pid)).toFixed(0),
    "at most 110",
    await memoryOf(pid) <= 110,
  );
  const listed = await fetch(`${app.origin}/api/projects`, { headers });
  const { projects } = await listed.json() as { projects: { id: string; siteCount: number }[] };
  const largest = projects.toSorted((a, b) => b.siteCount - a.siteCount)[0];
  if (!largest) throw new Error("The demo has no study");
  const bare = await startBare();
  later(bare, () => bare.stop());
  const study = `/projects/${largest.id}`;
  const paths = ["", "/sites", "/activity", "/members", "/intake", "/settings"];
  const pages = [{ name: "portfolio", path: "/projects" }, { name: "account", path: "/account" }]
    .concat(paths.map((path) => ({ name: `study${path}`, path: study + path })));
  for (const page of pages) {
    const cost = await pageCost({ origin: app.origin, pid, headers }, bare, page);
    add(
      `${page.name}: CPU, times a bare server`,
      shown(cost.cpu),
      "at most 10",
      cost.cpu.median <= 10,
    );
    add(`${page.name}: database waits`, String(cost.waits), "1, at most 3", cost.waits <= 3);
    add(
      `${page.name}: HTML, KB gzip`,
      cost.htmlKb.toFixed(1),
      page.name === "study" ? "at most 6" : "",
      page.name === "study" ? cost.htmlKb <= 6 : null,
    );
    add(
      `${page.name}: script, KB gzip`,
      cost.scriptKb.toFixed(1),
      "at most 15",
      cost.scriptKb <= 15,
    );
  }
  const traced = await appOn(url, `${dir}/traced`, {
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
    DATA_DIR: dataDir,
  });
  later(traced, () => traced.stop());
  const share = await telemetryShare({ url: app.origin + study, headers, pid }, {
    url: traced.origin + study,
    headers: await demoHeaders(traced.origin, dataDir),
    pid: await listenerOf(traced.origin),
  });
  add("study: CPU with telemetry, times without", shown(share, 2));
}

/**
 * Ten projects against 10,000, and as many as fill a page against 10,000: there the pages are the
 * same, so that what grows is the database alone.
 */
async function measureGrowth(small: Served, full: Served, large: Served) {
  for (const who of ["member", "owner"] as const) {
    const name = who === "owner" ? "who sees everything" : "a member of ten projects";
    for (
      const [page, of] of [
        ["portfolio", () => "/projects"],
        ["study", (served: Served) => `/projects/${served.project}`],
      ] as const
    ) {
      const source = (served: Served) => ({
        url: served.origin + of(served),
        headers: served[who].headers,
      });
      for (const few of [small, full]) {
        const ratio = await growth(source(few), source(large));
        add(
          `${page}, ${name}: 10,000 projects, times ${few === small ? 10 : PAGE_FULL}`,
          shown(ratio, 2),
          "at most 1.5",
          ratio.median <= 1.5,
        );
      }
    }
  }
}

/** The app on an existing data directory with the embedded database, against an empty program. */
async function measureStart() {
  const dataDir = `${dir}/embedded`;
  await (await startApp({ DATA_DIR: dataDir })).stop();
  const [app, bare]: number[][] = [[], []];
  for (let round = 0; round < 3; round++) {
    const plain = await startBare();
    plain.stop();
    bare!.push(plain.readyMs);
    const before = performance.now();
    const started = await startApp({ DATA_DIR: dataDir });
    app!.push(performance.now() - before);
    await started.stop();
  }
  const ms = spread(app!);
  add(
    "`deno task start` on an existing data directory until ready, ms",
    shown(ms, 0),
    "1000 (process alone)",
    ms.median <= 1000,
  );
  add("… times an empty Deno.serve", shown(spread([ms.median / spread(bare!).median])));
}

try {
  const server = later(...await startServer(dir).then((s) => [s, () => s.stop()] as const));
  const small = await serve(server.url, dir, "small", 10);
  later(small, () => small.app.stop());
  await measurePages(withDatabase(server.url, "bench_small"));
  const large = await serve(server.url, dir, "large", 10_000);
  later(large, () => large.app.stop());
  const full = await serve(server.url, dir, "full", PAGE_FULL);
  later(full, () => full.app.stop());
  await measureGrowth(small, full, large);
  const check = await signInCheck();
  add("Sign-in check: first look at a token, times a later one", shown(check, 0));
  const live = await streams(small, STREAMS, STREAMS_PER_USER);
  add(`One change to ${live.opened} streams: CPU, times to one stream`, shown(live.cpu));
  add(`One change to ${live.opened} streams: until the last has it, ms`, shown(live.lastMs, 0));
  await measureStart();
  console.table(Object.fromEntries(rows.map(({ measure, ...rest }) => [measure, rest])));
  const missed = rows.filter((row) => row.holds === "NO");
  console.log(
    missed.length === 0
      ? "Every budget holds"
      : `Budgets that do not hold: ${missed.map((row) => row.measure).join("; ")}`,
  );
} finally {
  for (const stop of stops) await stop();
  await Deno.remove(dir, { recursive: true }).catch(() => {});
}
Deno.exit();
