/**
 * The test runner: `deno task test [FILE…]`. Starts one embedded Postgres and, where its binaries
 * are, one server Postgres; tells the tests about them; closes with `N passed, N failed[, N skipped]`.
 * With REQUIRE_ALL=1 a skipped test is a failure.
 */
import { resolve } from "node:path";
import { variables } from "@/lib/config/variables.ts";
import { templateName, withDatabase } from "@/lib/db/testing.ts";
import {
  runQuietly,
  serverBinaries,
  type Service,
  startEmbeddedService,
  startServerService,
} from "./test/processes.ts";
import { runTests } from "./test/run.ts";
import { copyTemplate, createTemplate } from "./test/template.ts";

const dir = await Deno.makeTempDir({ prefix: "clinops-test-" });
await Deno.chmod(dir, 0o755); // the server's user looks into it
const services: Service[] = [];
const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, () => abort.abort());
}

try {
  Deno.exitCode = await runTests(Deno.args, await environments(), abort.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log("0 passed, 1 failed");
  Deno.exitCode = 1;
} finally {
  await Promise.allSettled(services.map((service) => service.stop()));
  await Deno.remove(dir, { recursive: true }).catch(() => {});
}
Deno.exit();

/** The environments of the two parts of a whole run, or of the files asked for. */
async function environments(): Promise<Record<string, string>[]> {
  const env = await environment();
  if (Deno.args.length > 0) return [env];
  // The embedded database has one connection, which two parts cannot share.
  const { url } = await started(startEmbeddedService(`${dir}/embedded2`));
  return [env, { ...env, ...await databases(url, env.TEST_SERVER_URL, 2) }];
}

/** The environment of the tests: nothing of the app's own from outside. */
async function environment(): Promise<Record<string, string>> {
  const env = Deno.env.toObject();
  for (const name of Object.keys(variables)) delete env[name];
  const starting = [
    started(startEmbeddedService(`${dir}/embedded`)),
    startServer(),
    build(),
    migrated(),
  ] as const;
  await Promise.allSettled(starting); // one that failed must not leave another behind
  const [embedded, server, , migratedDir] = await Promise.all(starting);
  const fixtures = resolve(env.FIXTURES || "../shared/data");
  return {
    ...env,
    ...await databases(embedded.url, server?.url, 1),
    DEMO: "off",
    TEST_MIGRATED_DIR: migratedDir,
    TEST_SERVER_URL: server?.url ?? "",
    FIXTURES: await exists(fixtures, "fixtures (set FIXTURES): tests of real records")
      ? fixtures
      : "",
    CHROMIUM: await exists("/usr/bin/chromium", "chromium: browser tests")
      ? "/usr/bin/chromium"
      : "",
  };
}

/**
 * What the tests of one part share: an embedded database and, where there is one, of the server. The
 * app under test runs on both engines: on the embedded one in the first part, as it does by default,
 * and on the server's in the second.
 */
async function databases(
  embedded: string,
  server: string | undefined,
  part: 1 | 2,
): Promise<Record<string, string>> {
  const shared = server ? await copyTemplate(server, `clinops_part${part}`) : "";
  const own = part === 1 ? "" : shared;
  return {
    DATABASE_URL: own || embedded,
    DATABASE_POOL: own ? "4" : "1",
    DATA_DIR: `${dir}/data${part}`,
    TEST_EMBEDDED_URL: embedded,
    TEST_SERVER_SHARED_URL: shared,
  };
}

/**
 * A data directory with a migrated database, which the many apps of a whole run begin with a copy of:
 * each first start costs ten seconds. A run of some files alone does without.
 */
async function migrated(): Promise<string> {
  if (Deno.args.length > 0) return "";
  const data = `${dir}/migrated`;
  await runQuietly(Deno.execPath(), ["task", "--quiet", "migrate"], {
    env: { DATABASE_URL: "", DATA_DIR: data },
  });
  return data;
}

/** Tests of pages use the built app; nothing is built when no source changed. */
async function build(): Promise<void> {
  await runQuietly(Deno.execPath(), ["task", "--quiet", "build"]);
}

async function started(starting: Promise<Service>): Promise<Service> {
  const service = await starting;
  services.push(service);
  return service;
}

async function exists(path: string, what: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    console.log(`Skipped without ${what}`);
    return false;
  }
}

/** The server with its template database, or null without binaries. */
async function startServer(): Promise<Service | null> {
  const bin = await serverBinaries();
  if (bin === null) {
    console.log(
      "Skipped without Postgres binaries (Debian: postgresql): tests on a server Postgres",
    );
    return null;
  }
  const server = await started(startServerService(bin, `${dir}/server`));
  await createTemplate(server.url);
  return { ...server, url: withDatabase(server.url, templateName) };
}
