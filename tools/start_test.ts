import assert from "node:assert/strict";

/** Runs `deno task start` with `env`; only for what is refused before anything is built. */
async function start(env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", new URL("start.ts", import.meta.url).pathname],
    env,
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  return { code, said: said.trim() };
}

Deno.test("a data directory that cannot be written to is named, without a stack", async () => {
  const file = await Deno.makeTempFile();
  try {
    for (const DATA_DIR of [file, `${file}/below`]) {
      const { code, said } = await start({ DATA_DIR, PORT: "0", DATABASE_URL: "" });
      assert.equal(said, `Cannot use DATA_DIR="${DATA_DIR}": must be a directory to write in`);
      assert.equal(code, 1);
    }
  } finally {
    await Deno.remove(file);
  }
});
