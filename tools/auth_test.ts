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

/** A token as the official tests of the client sign theirs for administration: without an end. */
async function adminToken(jwk: JsonWebKey & { kid: string }): Promise<string> {
  const rs256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, rs256, false, ["sign"]);
  const encode = (value: unknown) =>
    new TextEncoder().encode(JSON.stringify(value)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    });
  const head = encode({ alg: "RS256", typ: "JWT", kid: jwk.kid });
  const input = `${head}.${encode({ sub: "1234567890", role: "supabase_admin" })}`;
  const mark = await crypto.subtle.sign(rs256, key, new TextEncoder().encode(input));
  const text = new Uint8Array(mark).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${input}.${text}`;
}

Deno.test("deno task auth signs with the keys that it is given, and leaves their file alone", async () => {
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048 };
  const pair = await crypto.subtle.generateKey(
    { ...rsa, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ["sign", "verify"],
  );
  const made = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const { ext: _, ...plain } = made;
  const jwk = { ...plain, kid: crypto.randomUUID(), key_ops: ["sign", "verify"], alg: "RS256" };
  const file = await Deno.makeTempFile();
  const text = JSON.stringify([jwk], null, 2);
  await Deno.writeTextFile(file, text);
  const { child, url, key } = await start("--jwks", file);
  try {
    assert.equal(await Deno.readTextFile(file), text);
    const options = { auth: { autoRefreshToken: false, persistSession: false } };
    const supabase = createClient(url, key, options);
    const { data } = await supabase.auth.signUp({ email: "ada@example.org", password: "password" });
    const claims = await supabase.auth.getClaims();
    assert.deepEqual([claims.data?.header.alg, claims.data?.header.kid], ["RS256", jwk.kid]);
    const bearer = `Bearer ${await adminToken({ ...plain, kid: jwk.kid })}`;
    const { auth: { admin } } = createClient(url, key, {
      ...options,
      global: { headers: { Authorization: bearer } },
    });
    assert.equal((await admin.getUserById(data.user!.id)).error, null);
    const redirectTo = "http://localhost:9999/welcome";
    const link = await admin.generateLink({
      type: "signup",
      email: "new@example.org",
      password: "password",
      options: { data: { status: "alpha" }, redirectTo },
    });
    assert.deepEqual(link.data.user?.user_metadata, { status: "alpha" });
    assert.match(link.data.properties?.action_link ?? "", new RegExp(`redirect_to=${redirectTo}`));
    const phone = { phone: "15551234567", token: "123456", type: "sms" } as const;
    const sms = await supabase.auth.verifyOtp(phone);
    assert.deepEqual([sms.error?.status, sms.error?.message], [
      403,
      "Token has expired or is invalid",
    ]);
    const odd = await supabase.auth.verifyOtp({ ...phone, phone: "1555-invalid" });
    assert.equal(odd.error?.message, "Invalid phone number format (E.164 required)");
    const id = await supabase.auth.signInWithIdToken({ provider: "google", token: "mock" });
    assert.match(id.error?.message ?? "", /Provider \(issuer "https:\/\/accounts.google.com"\)/);
  } finally {
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 0);
    await Deno.remove(file);
  }
});

Deno.test("deno task auth signs with a secret where it is given nothing else", async () => {
  const file = await Deno.makeTempFile();
  const k = new TextEncoder().encode("37c304f8-51aa-419a-a1af-06154e63707a").toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
  await Deno.writeTextFile(file, JSON.stringify({ keys: [{ kty: "oct", k, alg: "HS256" }] }));
  const { child, url, key } = await start("--jwks", file);
  try {
    const options = { auth: { autoRefreshToken: false, persistSession: false } };
    const supabase = createClient(url, key, options);
    await supabase.auth.signInAnonymously({ options: { data: { info: "x" } } });
    const { data } = await supabase.auth.getClaims();
    assert.deepEqual([data?.header.alg, data?.claims.is_anonymous], ["HS256", true]);
    const published = await (await fetch(`${url}/auth/v1/.well-known/jwks.json`)).json();
    assert.deepEqual(published, { keys: [] }, "a secret is never published");
    const again = await supabase.auth.reauthenticate();
    assert.match(
      again.error?.message ?? "",
      /requires the user to have an email or a phone number/,
    );
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
