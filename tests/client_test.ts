// A plain supabase-js client with the app's URL and publishable key, and what its person can do.
import assert from "node:assert/strict";
import { createClient } from "@supabase/supabase-js";
import { embeddedKeys } from "@/supabase/embedded/auth/mod.ts";
import { call, ORIGIN, request } from "./harness.ts";
import { dataDir } from "./environment.ts";

const inProcess: typeof fetch = async (input, init) => {
  const { url, method, headers, body } = new Request(input, init);
  const bytes = body === null ? undefined : await new Response(body).arrayBuffer();
  return await request(url, { method, headers, body: bytes }, "10.99.0.1");
};

async function newClient() {
  const { publishableKey } = await embeddedKeys(dataDir);
  const auth = { persistSession: false, autoRefreshToken: false };
  return createClient(ORIGIN, publishableKey, { auth, global: { fetch: inProcess } });
}

Deno.test({
  name: "signs up, refreshes, and begins a study in an organisation made at that moment",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const client = await newClient();
    const email = `client-${crypto.randomUUID()}@example.org`;
    const made = await client.auth.signUp({ email, password: "correct horse battery 9" });
    assert.equal(made.error, null);
    const refreshed = await client.auth.refreshSession();
    assert.equal(refreshed.error, null);
    const token = refreshed.data.session!.access_token;
    const claims = await client.auth.getClaims(token);
    assert.equal(claims.data?.claims.email, email);

    const created = await call({ token }, "POST", "/api/projects", { name: "First study" });
    assert.equal(created.status, 201, await created.clone().text());
    const verify = await (await call({ token }, "GET", "/api/auth/verify")).json();
    assert.equal(verify.organizations.length, 1, "one organisation, not one a study");
    assert.equal(verify.organizations[0].role, "owner");
    const second = await call({ token }, "POST", "/api/projects", { name: "Second study" });
    assert.equal((await second.json()).project.organizationId, verify.organizations[0].id);

    assert.equal((await client.auth.signOut()).error, null);
    const after = await call({ token }, "GET", "/api/projects");
    assert.equal(after.status, 401, "a token of an ended session counts no more");
    await after.body?.cancel();
  },
});
