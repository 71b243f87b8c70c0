import assert from "node:assert/strict";
import { connect } from "@/lib/db/connect.ts";
import { DataDirectoryInUse, listDumps, lockOwner, startEmbedded } from "./mod.ts";
import { dumpPath, pruneDumps } from "./dumps.ts";
import { lockDataDirectory } from "./lock.ts";

/** Another process that takes the lock of a directory and keeps it until it is killed. */
async function otherProcess(dir: string): Promise<Deno.ChildProcess> {
  const lock = new URL("./lock.ts", import.meta.url).href;
  const code = `import { lockDataDirectory } from ${JSON.stringify(lock)};
    await lockDataDirectory(${JSON.stringify(dir)});
    console.log("locked");
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  reader.releaseLock();
  return child;
}

Deno.test("a data directory belongs to one process, and is free when that is killed", async () => {
  const dir = await Deno.makeTempDir();
  assert.equal(await lockOwner(dir), null);
  const other = await otherProcess(dir);
  assert.equal(await lockOwner(dir), String(other.pid));
  await assert.rejects(startEmbedded({ dataDir: dir }), (error) => {
    assert.ok(error instanceof DataDirectoryInUse);
    assert.equal(
      error.message,
      `Cannot open data directory "${dir}": process ${other.pid} is using it`,
    );
    return true;
  });
  other.kill("SIGKILL");
  await other.status;
  await other.stdout.cancel();
  (await lockDataDirectory(dir)).release();
  await Deno.remove(dir, { recursive: true });
});

Deno.test("what was written survives a restart, and a dump brings it back elsewhere", async () => {
  const dir = await Deno.makeTempDir();
  const written = await startEmbedded({ dataDir: `${dir}/a` });
  const sql = connect(written.url, { max: 1 });
  await sql`create table kept as select 7 as value`;
  const dump = await written.dump("test");
  await sql`update kept set value = 8`;
  await sql.end();
  await written.close();

  const again = await startEmbedded({ dataDir: `${dir}/a` });
  assert.equal(await valueIn(again.url), 8);
  await again.close();

  const restored = await startEmbedded({ dataDir: `${dir}/b`, restoreFrom: dump });
  assert.equal(await valueIn(restored.url), 7);
  await restored.close();
  assert.equal(await restored.ended, null);
  assert.deepEqual((await listDumps(`${dir}/a`)).map(({ path, kind }) => ({ path, kind })), [
    { path: dump, kind: "test" },
  ]);
  await Deno.remove(dir, { recursive: true });
});

async function valueIn(url: string): Promise<number> {
  const sql = connect(url, { max: 1 });
  const [row] = await sql`select value from kept`;
  await sql.end();
  return row!.value;
}

Deno.test("only the newest dumps of a kind stay, and half-written ones do not count", async () => {
  const dir = await Deno.makeTempDir();
  for (let day = 1; day <= 9; day++) {
    const path = await dumpPath(dir, "hourly", new Date(Date.UTC(2026, 0, day)));
    await Deno.writeTextFile(path, "x");
  }
  await Deno.writeTextFile(await dumpPath(dir, "migrate", new Date(0)), "x");
  await Deno.writeTextFile(`${dir}/dumps/20260120T000000000Z-hourly.tar.gz.part`, "x");
  await pruneDumps(dir, "hourly");
  const dumps = await listDumps(dir);
  assert.equal(dumps.length, 7);
  assert.match(dumps[0]!.path, /20260109T000000000Z-hourly\.tar\.gz$/);
  assert.equal(dumps.at(-1)!.kind, "migrate");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("a data directory too deep for a socket is refused with the reason", async () => {
  const dir = `${await Deno.makeTempDir()}/${"deep/".repeat(20)}`;
  await assert.rejects(
    startEmbedded({ dataDir: dir }),
    /path of its socket is longer than 107 bytes/,
  );
});
