// What doctor says of AI: of the model's provider in embedded mode, of the functions in hosted mode.
import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import { functions } from "@/supabase/functions/_shared/functions.ts";
import { Authenticator } from "@/supabase/functions/_shared/http/auth.ts";
import { gatewayOf } from "@/supabase/functions/_shared/settings.ts";
import { aiFindings } from "./ai.ts";

const PRICES = { AI_PRICE_INPUT: "0.3", AI_PRICE_OUTPUT: "2.5" };

/** What doctor says first while `handle` stands for whoever it asks. */
async function said(
  handle: (request: Request) => Response | Promise<Response>,
  env: (url: string) => Record<string, string>,
) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handle);
  try {
    const found = await aiFindings(parseConfig(env(`http://127.0.0.1:${server.addr.port}`)));
    return found.map(({ level, text }) => `${level} ${text}`).join("\n");
  } finally {
    await server.shutdown();
  }
}

Deno.test("embedded: no key, a key that the provider takes, refuses, a model it does not know", async () => {
  const [none] = await aiFindings(parseConfig({}));
  assert.match(none!.text, /no GOOGLE_GENERATIVE_AI_API_KEY/);
  const asked: string[] = [];
  const of = (status: number, more = {}) =>
    said((request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      assert.equal(request.headers.get("x-goog-api-key"), "key-of-tests");
      return new Response("{}", { status });
    }, (url) => ({ GEMINI_BASE_URL: url, GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests", ...more }));
  assert.match(await of(200, PRICES), /^good gemini-/);
  assert.match(await of(200), /costs are not known/);
  assert.match(await of(403), /^note .* refuses the key/);
  assert.match(await of(404, { GEMINI_MODEL: "gemini-9" }), /^note .* no model gemini-9/);
  assert.deepEqual([...new Set(asked)].length, 2);
  assert.ok(asked.every((one) => one.startsWith("GET /v1beta/models/")), "no question was asked");
  const [gone] = await aiFindings(parseConfig({
    ...{ GEMINI_BASE_URL: "http://127.0.0.1:1", GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests" },
  }));
  assert.match(gone!.text, /not reachable/);
});

Deno.test("hosted: no secret key, functions that are there, without a model, not deployed", async () => {
  const env = (url: string) => ({
    ...{ SUPABASE_URL: url, SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x" },
    ...{ DATABASE_URL: "postgres://app:app@127.0.0.1:1/x", ...PRICES },
  });
  const [none] = await aiFindings(parseConfig(env("http://127.0.0.1:1")));
  assert.match(none!.text, /SUPABASE_SECRET_KEY is not set/);
  const made = (secret: string, apiKey: string | null) => {
    const { generate } = functions(gatewayOf({
      auth: new Authenticator({ issuer: "", secretKeys: [secret], keys: () => Promise.reject() }),
      observer: { call: () => {}, breaker: () => {} },
      ...{ apiKey, baseUrl: "http://127.0.0.1:1", model: null, embeddingModel: null },
    }));
    return said(generate, (url) => ({ ...env(url), SUPABASE_SECRET_KEY: "sb_secret_x" }));
  };
  assert.match(await made("sb_secret_x", "key-of-tests"), /^good functions at/);
  assert.match(await made("sb_secret_x", null), /^note the functions have no key/);
  assert.match(await made("sb_secret_other", "key-of-tests"), /^note the functions refuse/);
  const absent = () => new Response("not found", { status: 404 });
  assert.match(
    await said(absent, (url) => ({ ...env(url), SUPABASE_SECRET_KEY: "sb_secret_x" })),
    /^note the functions are not deployed/,
  );
});
