import assert from "node:assert/strict";
import { newEmail, PASSWORD, testAuth } from "./testing.ts";

testAuth("errors come in the caller's API version", async ({ auth, send }) => {
  const body = JSON.stringify({ email: newEmail(), password: PASSWORD });
  const url = "http://auth.test/auth/v1/token?grant_type=password";
  const message = "Invalid login credentials";
  const old = await auth.fetch(new Request(url, { method: "POST", body }));
  assert.equal(old.headers.get("X-Supabase-Api-Version"), null);
  assert.equal(old.headers.get("x-sb-error-code"), "invalid_credentials");
  assert.deepEqual(await old.json(), {
    code: 400,
    error_code: "invalid_credentials",
    msg: message,
  });
  for (const version of ["2024-01-01", "2031-12-31"]) {
    const reply = await send("POST", "/token?grant_type=password", body, {
      "X-Supabase-Api-Version": version,
    });
    assert.equal(reply.headers.get("X-Supabase-Api-Version"), "2024-01-01");
    assert.deepEqual(await reply.json(), { code: "invalid_credentials", message });
  }
  const odd = await send("GET", "/health", undefined, { "X-Supabase-Api-Version": "tomorrow" });
  assert.equal(odd.headers.get("X-Supabase-Api-Version"), null);
});

testAuth("weak passwords say why in both versions", async ({ auth, send }) => {
  const body = JSON.stringify({ email: newEmail(), password: "abc" });
  const reply = await send("POST", "/signup", body);
  assert.equal(reply.status, 422);
  assert.deepEqual((await reply.json()).weak_password, { reasons: ["length"] });
  const old = await auth.fetch(new Request("http://auth.test/signup", { method: "POST", body }));
  const { code, error_code, weak_password } = await old.json();
  assert.deepEqual([code, error_code, weak_password], [422, "weak_password", {
    reasons: ["length"],
  }]);
});

testAuth("unknown paths and wrong methods are told apart", async ({ send }) => {
  assert.equal((await send("GET", "/nothing/here")).status, 404);
  assert.equal((await send("GET", "/%E0%A4%A")).status, 400);
  const wrong = await send("PATCH", "/user");
  assert.equal(wrong.status, 405);
  assert.equal(wrong.headers.get("Allow"), "GET, PUT, OPTIONS");
  assert.equal((await send("GET", "/health/")).status, 200);
});

testAuth("browsers of any origin may call", async ({ send }) => {
  const reply = await send("OPTIONS", "/token", undefined, {
    Origin: "https://elsewhere.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "apikey,authorization,content-type,x-client-info,x-mine",
  });
  assert.equal(reply.status, 204);
  assert.equal(reply.headers.get("Access-Control-Allow-Origin"), "*");
  assert.equal(reply.headers.get("Access-Control-Allow-Credentials"), null);
  const allowed = reply.headers.get("Access-Control-Allow-Headers")?.toLowerCase().split(", ") ??
    [];
  for (
    const name of [
      "apikey",
      "authorization",
      "content-type",
      "x-client-info",
      "x-supabase-api-version",
      "x-mine",
    ]
  ) {
    assert.ok(allowed.includes(name), name);
  }
  const get = await send("GET", "/settings");
  assert.match(get.headers.get("Access-Control-Expose-Headers") ?? "", /X-Total-Count/);
});

testAuth("health, settings and keys are open", async ({ auth, send }) => {
  assert.equal((await (await send("GET", "/health")).json()).name, "GoTrue");
  const settings = await (await send("GET", "/settings")).json();
  const { external: { email, google }, mailer_autoconfirm: autoconfirm } = settings;
  assert.deepEqual([email, google, autoconfirm], [true, false, true]);
  const reply = await send("GET", "/.well-known/jwks.json");
  assert.equal(reply.headers.get("Cache-Control"), "public, max-age=600");
  const { keys } = await reply.json();
  assert.deepEqual(Object.keys(keys[0]).sort(), [
    "alg",
    "crv",
    "key_ops",
    "kid",
    "kty",
    "use",
    "x",
    "y",
  ]);
  assert.deepEqual({ keys }, auth.jwks());
});

testAuth("what is switched off says so exactly", async ({ client, send }) => {
  const supabase = client();
  const { data } = await supabase.auth.signUp({ email: newEmail(), password: PASSWORD });
  const Authorization = `Bearer ${data.session?.access_token}`;
  const answers: [string, string, unknown, number, string][] = [
    ["POST", "/sso", { domain: "x" }, 404, "saml_provider_disabled"],
    ["GET", "/sso/saml/metadata", undefined, 404, "saml_provider_disabled"],
    [
      "GET",
      "/user/identities/authorize?provider=google",
      undefined,
      404,
      "manual_linking_disabled",
    ],
    ["DELETE", "/user/identities/17", undefined, 404, "manual_linking_disabled"],
    ["POST", "/token?grant_type=web3", { chain: "solana" }, 422, "web3_provider_disabled"],
    [
      "POST",
      "/token?grant_type=password",
      { phone: "1", password: "x" },
      422,
      "phone_provider_disabled",
    ],
    ["POST", "/token?grant_type=magic", {}, 400, "invalid_credentials"],
    ["POST", "/passkeys/registration/options", {}, 404, "passkey_disabled"],
    ["GET", "/oauth/authorize", undefined, 404, "feature_disabled"],
    ["GET", "/authorize?provider=google", undefined, 400, "validation_failed"],
  ];
  for (const [method, path, body, status, code] of answers) {
    const reply = await send(method, path, body, { Authorization });
    assert.deepEqual([reply.status, reply.headers.get("x-sb-error-code")], [status, code], path);
  }
  assert.equal((await send("DELETE", "/user/identities/17")).status, 401);
});

testAuth("forged and foreign tokens are refused", async (world) => {
  const { data } = await world.client().auth.signUp({ email: newEmail(), password: PASSWORD });
  const token = data.session?.access_token ?? "";
  const [head = "", body = "", mark = ""] = token.split(".");
  const json = (value: unknown) => btoa(JSON.stringify(value)).replaceAll("=", "");
  const claims = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
  const forged = [
    "",
    "x",
    "..",
    `${head}.${body}.`,
    `${head}.${json({ ...claims, role: "service_role" })}.${mark}`,
    `${json({ alg: "none", typ: "JWT" })}.${body}.`,
    `${json({ alg: "HS256", kid: "x", typ: "JWT" })}.${body}.${mark}`,
    `${json({ alg: "ES256", typ: "JWT" })}.${body}.${mark}`,
    `${json(null)}.${json([1])}.${mark}`,
    `${head}.${body}.${"A".repeat(5000)}`,
    `${token}.${token}`,
    "\u00ff".repeat(20),
  ];
  for (const one of forged) {
    const reply = await world.send("GET", "/user", undefined, { Authorization: `Bearer ${one}` });
    assert.ok(
      reply.status === 403 || reply.status === 401,
      `${reply.status} for ${one.slice(0, 40)}`,
    );
  }
  world.pass(3601);
  const late = await world.send("GET", "/user", undefined, { Authorization: `Bearer ${token}` });
  assert.deepEqual([late.status, late.headers.get("x-sb-error-code")], [403, "bad_jwt"]);
  const key = { Authorization: `Bearer ${world.secretKey}` };
  assert.equal((await world.send("GET", "/user", undefined, key)).status, 403);
});

const HUGE = "x".repeat(1024 * 1024);
const BAD_BODIES = [
  "",
  "{",
  "null",
  "[]",
  "17",
  '"text"',
  '{"email":5,"password":"correct horse"}',
  '{"email":"a@b.c","password":["x"]}',
  '{"email":"a\\u0000@b.c","password":"correct horse"}',
  '{"email":"a@b.c","password":"correct\\u0000horse"}',
  '{"email":"\\ud800@b.c","password":"correct horse"}',
  '{"email":"a@b.c","password":"correct horse","data":{"x":"\\u0000"}}',
  '{"email":"a@b.c","password":"correct horse","data":{"\\udfff":1}}',
  '{"email":"a@b.c","password":"correct horse","data":[]}',
  `{"email":"a@b.c","password":"correct horse","data":{"x":${"[".repeat(2000)}${
    "]".repeat(2000)
  }}}`,
  `{"email":"a@b.c","password":"correct horse","data":{"x":"${HUGE}"}}`,
  `${"[".repeat(100_000)}`,
  `{"email":"${"a".repeat(300)}@example.org","password":"correct horse"}`,
];

testAuth("bad bodies are the caller's fault, everywhere", async (world) => {
  const { data } = await world.client().auth.signUp({ email: newEmail(), password: PASSWORD });
  const user = { Authorization: `Bearer ${data.session?.access_token}` };
  const admin = { Authorization: `Bearer ${world.secretKey}` };
  const targets: [string, string, Record<string, string>][] = [
    ["POST", "/signup", {}],
    ["POST", "/token?grant_type=password", {}],
    ["POST", "/token?grant_type=refresh_token", {}],
    ["PUT", "/user", user],
    ["POST", "/admin/users", admin],
    ["PUT", `/admin/users/${data.user?.id}`, admin],
  ];
  for (const [method, path, headers] of targets) {
    for (const body of BAD_BODIES) {
      const reply = await world.send(method, path, body, headers);
      await reply.body?.cancel();
      // Unknown fields are ignored, as in the original.
      const fine = reply.status === 200 && path.includes("user");
      assert.ok(
        fine || (reply.status >= 400 && reply.status < 500),
        `${reply.status}: ${method} ${path} ${body.slice(0, 80)}`,
      );
    }
  }
  const huge = await world.send("POST", "/signup", HUGE + HUGE);
  assert.equal(huge.status, 413);
  const bytes = new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]);
  const reply = await world.auth.fetch(
    new Request("http://auth.test/auth/v1/signup", { method: "POST", body: bytes }),
  );
  assert.equal(reply.headers.get("x-sb-error-code"), "bad_json");
});

testAuth("a failure of ours is a 500 that tells nothing", async ({ send }) => {
  const reply = await send("POST", "/token?grant_type=password", {
    email: newEmail(),
    password: "x",
  });
  assert.equal(reply.status, 500);
  const text = await reply.text();
  assert.ok(!text.includes("secret detail"), text);
}, {
  transaction: () => Promise.reject(new Error("secret detail")),
  report: () => {},
});

testAuth("a busy database is a 503 that the client may try again", async ({ client, send }) => {
  const reply = await send("POST", "/token?grant_type=password", {
    email: newEmail(),
    password: "x",
  });
  assert.deepEqual([reply.status, reply.headers.get("Retry-After")], [503, "5"]);
  const { error } = await client().auth.signInWithPassword({ email: newEmail(), password: "x" });
  assert.equal(error?.name, "AuthRetryableFetchError");
}, {
  transaction: () => Promise.reject(Object.assign(new Error("busy"), { status: 503 })),
  report: () => {},
});
