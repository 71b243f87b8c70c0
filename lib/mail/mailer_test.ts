import assert from "node:assert/strict";
import { join } from "node:path";
import { FROM, note, withMail } from "./mail_testing.ts";
import { createMailer } from "./mod.ts";
import { readKept, waiting } from "./outbox.ts";

Deno.test("without a mail server a letter stays, readable, for its owner only", async () => {
  const dataDir = await Deno.makeTempDir();
  const folder = join(dataDir, "outbox");
  const mailer = createMailer({ folder, from: FROM, deliver: null });
  await mailer.send(note("ada@example.org"));
  const [kept] = await waiting(folder);
  assert.ok(kept);
  const path = join(folder, kept.name);
  assert.equal(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  assert.equal(((await Deno.stat(folder)).mode ?? 0) & 0o777, 0o700);
  const text = await Deno.readTextFile(path);
  assert.match(text, /^To: ada@example.org$/m);
  assert.match(text, /http:\/\/app.test\/confirm#token_hash=abc&type=signup/);
  assert.match(text, /this code: 123456/);
  const read = await readKept(folder, kept.name);
  assert.equal(read?.text, note("ada@example.org").text);
  assert.equal(read?.html, note("ada@example.org").html);
  assert.equal(read?.from, FROM);
  await mailer.close();
  await Deno.remove(dataDir, { recursive: true });
});

Deno.test("a letter is delivered whole and leaves the folder", async () => {
  await withMail({}, async ({ server, start, left }) => {
    await start().send(note("ada@example.org"));
    await server.until(1);
    await left(0);
    const [got] = server.received;
    assert.deepEqual([got?.from, got?.to], ["clinops@example.org", "ada@example.org"]);
    assert.match(got?.message ?? "", /^Subject: Confirm your address\r$/m);
    assert.match(got?.message ?? "", /^Message-ID: <[0-9a-f-]{36}@example.org>\r$/mi);
    assert.match(got?.message ?? "", /multipart\/alternative/);
  });
});

Deno.test("headers cannot be added by any field, and one letter has one receiver", async () => {
  await withMail({}, async ({ server, start, folder }) => {
    const mailer = start();
    const evil = "Hello\r\nBcc: spy@example.org\r\n\r\nnew body\u2028Bcc: x";
    await mailer.send({ ...note("ada@example.org", evil), kind: "a\r\nBcc: spy@example.org" });
    const bad = [
      "ada@example.org\r\nBcc: spy@example.org",
      "ada@example.org, spy@example.org",
      "Ada <ada@example.org>",
      "ada@example.org\0",
      "ada",
      "",
      "a@b@c.de",
      '"a"@b.de',
    ];
    for (const to of bad) await assert.rejects(mailer.send(note(to)), /must be one address/);
    await server.until(1);
    const { message = "", to } = server.received[0] ?? {};
    assert.equal(to, "ada@example.org");
    assert.doesNotMatch(message.split("\r\n\r\n")[0] ?? "", /^bcc:/mi);
    assert.equal((await waiting(folder)).filter(({ name }) => name.includes("tmp")).length, 0);
    assert.equal(server.commands.filter((command) => command === "RCPT").length, 1);
  });
});
