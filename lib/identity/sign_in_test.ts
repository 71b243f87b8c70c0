import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import { DbProblem } from "@/lib/db/mod.ts";
import { silenced } from "@/lib/http/testing.ts";
import {
  type Live,
  live,
  type LiveOptions,
  newEmail,
  PASSWORD,
  withoutDatabase,
} from "./live_testing.ts";

function test(name: string, work: (world: Live) => Promise<void>, options: LiveOptions = {}): void {
  const fn = () => live(options, work);
  Deno.test({ name, fn, ignore: withoutDatabase, sanitizeOps: false, sanitizeResources: false });
}

let failing = false;
test(
  "a sign-up whose organisation fails says so, and the next sign-in makes up for it",
  async ({ call }) => {
    const email = newEmail();
    failing = true;
    const { value: made } = await silenced(() =>
      call("POST", "/api/auth/signup", {
        body: { email, password: PASSWORD, name: "Ada", organization: "Acme Trials" },
      })
    );
    failing = false;
    assert.equal(made.status, 503);
    assert.match(String(made.body.type), /organization-missing$/);
    assert.deepEqual(made.headers.getSetCookie(), []);
    const login = await call("POST", "/api/auth/login", { body: { email, password: PASSWORD } });
    assert.equal(login.status, 200);
    const orgs = login.body.organizations;
    assert.deepEqual(orgs.map((o) => [o.name, o.role]), [["Acme Trials", "owner"]]);
    const again = await call("POST", "/api/auth/login", { body: { email, password: PASSWORD } });
    assert.deepEqual(again.body.organizations, orgs, "once");
  },
  {
    wrap: (db) => ({
      ...db,
      asUser: (claims, work, options) =>
        failing
          ? Promise.reject(new DbProblem(503, "Database cannot answer now", "57P03"))
          : db.asUser(claims, work, options),
    }),
  },
);

function totp(secret: string, now: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replace(/=+$/, "")].map((c) =>
    alphabet.indexOf(c).toString(2).padStart(5, "0")
  ).join("");
  const key = Buffer.from(bits.match(/.{8}/g)!.map((b) => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = mac[19]! & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

test("with a second factor enrolled, sign-in needs its code and reaches aal2", async ({ call, signUp, identity }) => {
  const { email } = await signUp();
  const { backend } = identity;
  const client = createClient(backend.url, backend.publishableKey, {
    global: { fetch: backend.fetch },
    auth: { persistSession: false, autoRefreshToken: false, storageKey: email },
  });
  await client.auth.signInWithPassword({ email, password: PASSWORD });
  const { data, error } = await client.auth.mfa.enroll({ factorType: "totp" });
  assert.equal(error, null);
  const { id: factorId, totp: { secret } } = data!;
  const enrolled = await client.auth.mfa.challengeAndVerify({
    factorId,
    code: totp(secret, Date.now()),
  });
  assert.equal(enrolled.error, null);

  const login = (code?: string) =>
    call("POST", "/api/auth/login", {
      body: { email, password: PASSWORD, ...(code ? { code } : {}) },
    });
  const without = await login();
  assert.equal(without.status, 403);
  assert.match(String(without.body.type), /mfa-required$/);
  assert.deepEqual(without.headers.getSetCookie(), []);
  const wrong = await login("000000");
  assert.equal(wrong.status, 403);
  const next = await login(totp(secret, Date.now() + 30_000));
  assert.equal(next.status, 200, JSON.stringify(next.body));
  assert.equal(next.body.aal, "aal2");

  // Who is signed in: the token for the password alone opens nothing, the other one does.
  const half = await client.auth.signInWithPassword({ email, password: PASSWORD });
  const verify = (token: string) =>
    call("GET", "/api/auth/verify", { headers: { authorization: `Bearer ${token}` } });
  const nobody = await verify(half.data.session!.access_token);
  assert.equal(nobody.status, 401);
  assert.match(String(nobody.body.type), /mfa-required$/);
  assert.equal(nobody.body.user, undefined);
  const known = await verify(next.body.accessToken);
  assert.deepEqual([known.status, known.body.aal], [200, "aal2"]);
});
