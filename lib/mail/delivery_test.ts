// Mail servers that are down, hang, close, refuse or are busy: nobody waits, and nothing is lost.
import assert from "node:assert/strict";
import { FROM, note, settle, withMail } from "./mail_testing.ts";
import { createMailer } from "./mod.ts";
import { checkSmtp, smtp } from "./smtp.ts";
import type { Manners } from "./smtp_testing.ts";

for (const manners of [{ closeAt: "connect" }, { closeAt: "DATA" }] satisfies Manners[]) {
  Deno.test(`a server that closes at ${manners.closeAt} loses nothing; pauses grow`, async () => {
    await withMail(manners, async ({ server, start, left, names, time }) => {
      const mailer = start();
      await mailer.send(note("ada@example.org"));
      await mailer.send(note("ben@example.org"));
      for (const pause of [0, 5000, 15_000]) {
        await settle(server);
        assert.equal((await names()).length, 2);
        time.pass(pause);
      }
      await settle(server);
      delete server.manners.closeAt;
      time.pass(4 * 60_000);
      await server.until(2);
      await left(0);
    });
  });
}

Deno.test("whether a server takes us can be asked without a letter", async () => {
  await withMail({}, async ({ server }) => {
    assert.equal(await checkSmtp(server.url), null);
    assert.equal(await checkSmtp("smtp://127.0.0.1:1"), "ECONNREFUSED");
    assert.equal(server.received.length, 0);
  });
});

Deno.test("no server at all: sending works at once, and again after a restart", async () => {
  await withMail({}, async (world) => {
    const dead = createMailer({
      folder: world.folder,
      from: FROM,
      deliver: smtp("smtp://127.0.0.1:1"),
      clock: world.time.clock,
    });
    await dead.send(note("ada@example.org"));
    await dead.close();
    assert.equal((await world.names()).length, 1);
    world.start();
    await world.server.until(1);
    await world.left(0);
  });
});

Deno.test("a hanging server keeps nobody waiting, neither senders nor the end", async () => {
  await withMail({ silent: true }, async ({ start, names }) => {
    const mailer = start();
    await mailer.send(note("ada@example.org"));
    await mailer.send(note("ben@example.org"));
    await mailer.close();
    assert.equal((await names()).length, 2);
  });
});

Deno.test("a refused receiver is put aside; one that is busy is tried again later", async () => {
  const rcpt = (to: string) =>
    to.startsWith("gone") ? "550 no such user" : to.startsWith("busy") ? "451 later" : undefined;
  await withMail({ rcpt }, async ({ server, start, left, names, time }) => {
    const mailer = start();
    for (const who of ["gone", "busy", "ada"]) await mailer.send(note(`${who}@example.org`));
    await server.until(1);
    await left(1);
    assert.equal((await names("failed")).length, 1);
    // Somebody who is busy holds up nobody else.
    await mailer.send(note("ben@example.org"));
    await server.until(2);
    delete server.manners.rcpt;
    time.pass(60_000);
    await server.until(3);
    await left(0);
    assert.deepEqual(server.received.map(({ to }) => to), [
      "ada@example.org",
      "ben@example.org",
      "busy@example.org",
    ]);
  });
});

Deno.test("a letter that the server chokes on does not hold up the others", async () => {
  const data = (to: string) => to.startsWith("odd") ? "421 closing" : undefined;
  await withMail({ data }, async ({ server, start, left, time }) => {
    const mailer = start();
    await mailer.send(note("odd@example.org"));
    await mailer.send(note("ada@example.org"));
    await settle(server);
    time.pass(5000);
    await server.until(1);
    await left(1);
  });
});

Deno.test("after three days a letter is put aside, not lost", async () => {
  await withMail({ closeAt: "connect" }, async ({ server, start, left, names, time }) => {
    await start().send(note("ada@example.org"));
    await settle(server);
    time.pass(4 * 24 * 3600_000);
    await left(0);
    assert.equal((await names("failed")).length, 1);
  });
});

Deno.test("two processes on one folder send each letter once", async () => {
  await withMail({}, async ({ server, start, left, time }) => {
    const [one, two] = [start(), start()];
    await Promise.all(
      Array.from(
        { length: 12 },
        (_, index) => (index % 2 ? one : two).send(note(`p${index}@example.org`)),
      ),
    );
    for (let tries = 0; server.received.length < 12 && tries < 20; tries++) {
      await settle(server);
      time.pass(5000);
    }
    await left(0);
    assert.equal(new Set(server.received.map(({ to }) => to)).size, 12);
    assert.equal(server.received.length, 12);
  });
});
