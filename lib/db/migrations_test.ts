import assert from "node:assert/strict";
import { digestOf, type Migration, MigrationError, pendingMigrations } from "./migrations.ts";

function file(version: string, text = `select ${version}`): Migration {
  return { version, name: "step", text };
}

const first = file("20260101000000");
const second = file("20260102000000");
const third = file("20260103000000");

function applied(...files: Migration[]) {
  return files.map((one) => ({ version: one.version, digest: digestOf(one) }));
}

Deno.test("what is not applied is pending, oldest first", () => {
  assert.deepEqual(pendingMigrations([first, second, third], applied(first)), [second, third]);
  assert.deepEqual(pendingMigrations([first], applied(first)), []);
});

Deno.test("an applied file that was changed is refused by name", () => {
  const changed = file(first.version, "select 'other'");
  assert.throws(() => pendingMigrations([changed], applied(first)), (error) => {
    assert.ok(error instanceof MigrationError);
    assert.match(error.message, /"20260101000000_step.sql" was changed after it was applied/);
    return true;
  });
});

Deno.test("blanks and semicolons do not make a change", () => {
  const reflowed = file(first.version, `\n  select\t${first.version};\n`);
  assert.deepEqual(pendingMigrations([reflowed], applied(first)), []);
});

Deno.test("a pending file older than the newest applied is a gap", () => {
  assert.throws(
    () => pendingMigrations([first, second, third], applied(first, third)),
    /"20260102000000_step.sql" is older than applied version "20260103000000"/,
  );
});

Deno.test("an applied version without a file means that the code is older", () => {
  assert.throws(
    () => pendingMigrations([first], applied(first, second)),
    /version "20260102000000" is applied but has no file/,
  );
});

Deno.test("a row that the CLI recorded without statements is taken as it is", () => {
  assert.deepEqual(pendingMigrations([first], [{ version: first.version, digest: null }]), []);
});
