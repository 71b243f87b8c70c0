import assert from "node:assert/strict";
import { createLogger, type Level } from "./logger.ts";
import { redact, TEXT_LIMIT } from "./redact.ts";

function world(level: Level = "debug") {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    level: () => level,
    write: (_level, line) => void lines.push(JSON.parse(line)),
    now: () => new Date(0),
  });
  return { log, lines };
}

Deno.test("only named fields pass, each in its shape", () => {
  const { log, lines } = world();
  const fields = {
    requestId: "abc-123",
    status: 200,
    durationMs: 1.23456,
    userId: "Ada <ada@example.org>",
    route: "/api/projects/:id",
    url: "https://user:pw@host.example/path?token=1",
    hash: "not a hash",
    count: Number.NaN,
    detail: "mail ada@example.org",
    email: "ada@example.org",
    password: "secret",
    body: { deep: "secret" },
  };
  log.info("http.request", fields);
  assert.deepEqual(lines, [{
    time: "1970-01-01T00:00:00.000Z",
    level: "info",
    event: "http.request",
    requestId: "abc-123",
    status: 200,
    durationMs: 1.235,
    userId: "[id]",
    route: "/api/projects/:id",
    url: "https://host.example",
    hash: "[hash]",
    detail: "mail [email]",
  }]);
});

Deno.test("of an error: name, code and frames; never its message", () => {
  const { log, lines } = world();
  const error = Object.assign(new TypeError("patient Ada, 12 May\n    at home"), { code: "23505" });
  log.error("http.error", { error });
  const line = JSON.stringify(lines[0]);
  assert.match(line, /"name":"TypeError","code":"23505"/);
  assert.doesNotMatch(line, /Ada|12 May/);
  assert.match(line, /logger_test\.ts/);
  log.error("http.error", { error: "a thrown text" });
  assert.doesNotMatch(JSON.stringify(lines[1]), /thrown/);
});

Deno.test("levels below the least are dropped", () => {
  const { log, lines } = world("warn");
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  assert.deepEqual(lines.map((line) => line.event), ["c", "d"]);
});

Deno.test("texts lose addresses, tokens, keys and numbers, and are cut", () => {
  const cases: [string, RegExp][] = [
    ["from a.b+c@example.co.uk now", /^from \[email\] now$/],
    ["Bearer abc.def-ghi", /^Bearer \[token\]$/],
    ["t=eyJhbGciOi.eyJzdWIi.c2ln", /^t=\[token\]$/],
    ["sb_secret_abc123 AIzaSyA1234567890123456789012", /^\[key\] \[key\]$/],
    ["postgres://app:pw@db/x", /^postgres:\/\/\[credentials\]@db\/x$/],
    ["call +49 (170) 123-4567 now", /^call \[number\] now$/],
  ];
  for (const [text, expected] of cases) assert.match(redact(text), expected);
  assert.equal(redact("x".repeat(5000)).length, TEXT_LIMIT + 1);
});
