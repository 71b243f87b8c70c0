/** The app as a process of its own: real connections, a client that does not read, SIGTERM. */
import assert from "node:assert/strict";
import { startApp } from "@/tests/process.ts";
import { Client } from "./testing.ts";

Deno.test("SIGTERM ends streams at once, also of a client that does not read", async () => {
  const app = await startApp({}, { task: true });
  const post = (path: string, body: unknown, headers = {}) =>
    fetch(`${app.origin}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: app.origin, ...headers },
      body: JSON.stringify(body),
    });
  try {
    const sign = { email: "ada@example.org", password: "correct horse battery 9" };
    const made = await post("/api/auth/signup", { ...sign, name: "Ada Rennick" });
    assert.equal(made.status, 201, await made.text());
    const { accessToken } = await (await post("/api/auth/login", sign)).json();
    const authorization = `Bearer ${accessToken}`;
    const study = await (await post("/api/projects", { name: "Trial" }, { authorization })).json();
    const path = `/api/projects/${study.project.id}/events`;
    const response = await fetch(app.origin + path, { headers: { authorization } });
    const client = new Client(response.body!);
    // Asks, and never reads an answer.
    const mute = await Deno.connect({
      hostname: "127.0.0.1",
      port: Number(new URL(app.origin).port),
    });
    await mute.write(new TextEncoder().encode(
      `GET ${path} HTTP/1.1\r\nHost: ${
        new URL(app.origin).host
      }\r\nAuthorization: ${authorization}\r\n\r\n`,
    ));
    await client.until(({ received }) => received.some(({ event }) => event === "presence"));
    await post(`/api/projects/${study.project.id}/sites`, {}, { authorization }).then((r) =>
      r.body?.cancel()
    );
    const started = performance.now();
    assert.equal(await app.stop(), 0);
    assert.equal(await client.ended(), "shutdown");
    assert.ok(performance.now() - started < 8000, "the streams did not use up the grace");
    mute.close();
  } finally {
    await app.stop();
  }
});
