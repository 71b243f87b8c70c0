import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";

/** Starts the tool on a free port and gives what it printed. */
async function start(...more: string[]) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/auth.ts", "--port", "0", ...more],
    cwd: new URL("..", import.meta.url),
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  for await (const part of child.stdout.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (/Secret key +\S+\n/.test(text)) break;
  }
  const line = (name: string) => new RegExp(`^${name} +(\\S+)$`, "m").exec(text)?.[1] ?? "";
  return { child, url: line("URL"), key: line("Publishable key"), secret: line("Secret key") };
}

Deno.test("deno task auth serves the official client over a real port", async () => {
  const file = await Deno.makeTempFile();
  const { child, url, key, secret } = await start("--jwks", file);
  try {
    const options = { auth: { autoRefreshToken: false, persistSession: false } };
    const supabase = createClient(url, key, options);
    const { data, error } = await supabase.auth.signUp({
      email: "ada@example.org",
      password: "correct horse",
    });
    assert.equal(error, null);
    assert.ok(data.session);
    const { data: verified } = await supabase.auth.getClaims();
    assert.equal(verified?.claims.iss, `${url}/auth/v1`);
    const { keys } = JSON.parse(await Deno.readTextFile(file));
    assert.equal(keys[0].kid, verified?.header.kid);
    assert.equal((await supabase.auth.refreshSession()).error, null);
    assert.equal((await supabase.auth.getUser()).data.user?.email, "ada@example.org");
    const people = await createClient(url, secret, options).auth.admin.listUsers();
    assert.equal(people.data.users.length, 1);
    assert.equal((await createClient(url, key, options).auth.signInAnonymously()).error, null);
    const direct = await fetch(`${url}/health`);
    assert.equal((await direct.json()).name, "GoTrue");
    assert.equal((await supabase.auth.signOut()).error, null);
  } finally {
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 0);
    await Deno.remove(file);
  }
});

Deno.test("deno task auth says what it cannot do", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "tools/auth.ts", "--port", "many"],
    cwd: new URL("..", import.meta.url),
  }).output();
  assert.equal(code, 1);
  assert.match(new TextDecoder().decode(stderr), /^Cannot use port "many": must be 0-65535/);
});
