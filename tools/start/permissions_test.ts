import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import { permissionFlags } from "./permissions.ts";

function peersOf(env: Record<string, string>): string[] {
  const flags = permissionFlags(parseConfig(env));
  return flags.find((flag) => flag.startsWith("--allow-net="))!.slice(12).split(",");
}

Deno.test("embedded: its own address, its own socket, the registry", () => {
  assert.deepEqual(peersOf({ DATA_DIR: "/data", PORT: "8123" }), [
    "127.0.0.1:8123",
    "clinicaltrials.gov:443",
    "unix:/data/.s.PGSQL.5432",
  ]);
});

Deno.test("every service that the configuration names, and no more", () => {
  assert.deepEqual(
    peersOf({
      HOST: "::1",
      DATABASE_URL: "postgres://app:x@db.example:6543/clinops",
      DATABASE_JOBS_URL: "postgres://jobs@%2Frun%2Fpostgresql/clinops",
      SUPABASE_URL: "https://p.supabase.co",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
      GOOGLE_GENERATIVE_AI_API_KEY: "key",
      SMTP_URL: "smtps://user:pass@mail.example",
      MAIL_FROM: "clinops@mail.example",
    }),
    [
      "[::1]:8000",
      "clinicaltrials.gov:443",
      "db.example:6543",
      "unix:/run/postgresql/.s.PGSQL.5432",
      "p.supabase.co:443",
      "generativelanguage.googleapis.com:443",
      "mail.example:465",
    ],
  );
});

Deno.test("no flag is wider than its list, and nothing may be run", () => {
  const flags = permissionFlags(parseConfig({ DATA_DIR: "/data" }));
  assert.ok(flags.includes("--allow-write=/data"));
  assert.ok(!flags.some((flag) => /^(-A|--allow-(all|run|ffi|net|read|write|sys)$)/.test(flag)));
});
