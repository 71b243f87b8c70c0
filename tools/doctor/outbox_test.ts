import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import { createMailer, letter, outboxFolder } from "@/lib/mail/mod.ts";
import { putAside, waiting } from "@/lib/mail/outbox.ts";
import { smtpServer } from "@/lib/mail/smtp_testing.ts";
import { outboxFindings, outboxLines } from "./outbox.ts";

Deno.test("doctor lists the letters that wait, newest first, and those that failed", async () => {
  const dataDir = await Deno.makeTempDir();
  const server = smtpServer();
  try {
    const settings = parseConfig({ DATA_DIR: dataDir });
    assert.deepEqual(await outboxLines(settings), []);
    const folder = outboxFolder(dataDir);
    const mailer = createMailer({ folder, from: settings.mail.from, deliver: null });
    for (const who of ["ada", "ben", "eve"]) {
      const to = `${who}@example.org`;
      await mailer.send(letter({ to, kind: "invitation", subject: `For ${who}`, lines: [] }));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const lines = (await outboxLines(settings)).filter((line) => line.includes("@"));
    assert.deepEqual(lines.map((line) => line.slice(21)), [
      "invitation       eve@example.org  For eve",
      "invitation       ben@example.org  For ben",
      "invitation       ada@example.org  For ada",
    ]);
    await putAside(folder, (await waiting(folder))[0]!.name);
    const plain = await outboxFindings(settings);
    assert.match(plain[0]!.text, /^no SMTP_URL: letters stay in .*\(2 there\)$/);
    assert.match(plain[1]!.text, /^1 letters could not be delivered/);

    const sending = parseConfig({
      DATA_DIR: dataDir,
      SMTP_URL: server.url,
      MAIL_FROM: "clinops@example.org",
    });
    assert.deepEqual((await outboxFindings(sending))[0]!.level, "good");
    const broken = parseConfig({
      DATA_DIR: dataDir,
      SMTP_URL: "smtp://127.0.0.1:1",
      MAIL_FROM: "clinops@example.org",
    });
    const [finding] = await outboxFindings(broken);
    assert.equal(finding!.level, "bad");
    assert.match(finding!.text, /does not take letters \(ECONNREFUSED\); 2 wait$/);
  } finally {
    await server.close();
    await Deno.remove(dataDir, { recursive: true });
  }
});
