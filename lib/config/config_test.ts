import assert from "node:assert/strict";
import { ConfigError, parseConfig } from "./mod.ts";
import { variables } from "./variables.ts";

function problemsOf(env: Record<string, string>): ConfigError {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("Expected a ConfigError");
}

Deno.test("no variable at all is the embedded mode with the demo", () => {
  const config = parseConfig({});
  assert.equal(config.mode, "embedded");
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.port, 8000);
  assert.equal(config.dataDir, ".data");
  assert.equal(config.demo, true);
  assert.equal(config.limits.importBodyBytes, 10 * 1024 * 1024);
});

Deno.test("an empty variable counts as unset", () => {
  assert.deepEqual(
    parseConfig(Object.fromEntries(Object.keys(variables).map((name) => [name, ""]))),
    parseConfig({}),
  );
});

Deno.test("DATABASE_URL selects the server mode, without the demo", () => {
  const config = parseConfig({ DATABASE_URL: "postgres://app@db/clinops", DATABASE_POOL: "4" });
  assert.equal(config.mode, "server");
  assert.equal(config.demo, false);
  assert.equal(config.databasePool, 4);
});

Deno.test("every bad variable is named, with its value and the rule", () => {
  const error = problemsOf({ PORT: "80a", DEMO: "maybe", SIGNUP: "free", PUBLIC_ORIGIN: "x" });
  assert.deepEqual(error.problems.map((problem) => problem.variable).sort(), [
    "DEMO",
    "PORT",
    "PUBLIC_ORIGIN",
    "SIGNUP",
  ]);
  assert.match(error.message, /Cannot use PORT="80a": must be a whole number 0-65535/);
  assert.match(error.message, /Cannot use SIGNUP="free": must be one of open, invitation, closed/);
});

Deno.test("numbers out of range, negative or not whole are refused", () => {
  for (const PORT of ["65536", "-1", "1.5", "1e3", " 80", "99999999999999"]) {
    assert.deepEqual(problemsOf({ PORT }).problems.map((problem) => problem.variable), ["PORT"]);
  }
});

Deno.test("the value of a secret is never repeated", () => {
  const error = problemsOf({ DATABASE_URL: "mysql://root:hunter2@db", METRICS_TOKEN: "hunter2" });
  assert.doesNotMatch(error.message, /hunter2/);
  assert.match(error.message, /Cannot use DATABASE_URL: must be a URL like postgres:/);
});

Deno.test("PUBLIC_ORIGIN is an origin; a trailing slash is forgiven, a path is not", () => {
  assert.equal(
    parseConfig({ PUBLIC_ORIGIN: "https://a.example/" }).publicOrigin,
    "https://a.example",
  );
  assert.equal(problemsOf({ PUBLIC_ORIGIN: "https://a.example/x" }).problems.length, 1);
});

Deno.test("SUPABASE_URL needs its key and its database", () => {
  const error = problemsOf({ SUPABASE_URL: "https://p.supabase.co" });
  assert.deepEqual(error.problems.map((problem) => problem.variable), [
    "SUPABASE_PUBLISHABLE_KEY",
    "DATABASE_URL",
  ]);
});

Deno.test("SMTP_URL needs an address that letters may come from", () => {
  const SMTP_URL = "smtps://u:hunter2@mail.example.org";
  for (const MAIL_FROM of ["", "clinops@localhost", "ClinOps <a@localhost>"]) {
    const error = problemsOf({ SMTP_URL, MAIL_FROM });
    assert.deepEqual(error.problems.map((problem) => problem.variable), ["MAIL_FROM"]);
    assert.doesNotMatch(error.message, /hunter2/);
  }
  const { mail } = parseConfig({ SMTP_URL, MAIL_FROM: "ClinOps <a@example.org>" });
  assert.equal(mail.from, "ClinOps <a@example.org>");
  assert.equal(parseConfig({ MAIL_FROM: "" }).mail.from, "ClinOps <clinops@localhost>");
});

Deno.test(".env.example names exactly the variables that are read, with their defaults", async () => {
  const text = await Deno.readTextFile(new URL("../../.env.example", import.meta.url));
  const example = Object.fromEntries(
    [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map((match) => [match[1]!, match[2]!]),
  );
  assert.deepEqual(Object.keys(example).sort(), Object.keys(variables).sort());
  assert.deepEqual(parseConfig(example), parseConfig({}));
});
