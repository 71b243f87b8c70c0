import assert from "node:assert/strict";
import { HttpError } from "fresh";
import { clientAddress, isLoopback } from "./address.ts";
import { readCookies, setCookie } from "./cookies.ts";
import { TokenBuckets } from "./limiter.ts";
import { pointer, Problem, toProblem } from "./problem.ts";
import { safeNext, seeOther } from "./redirects.ts";

Deno.test("next= leads to paths of this site only", () => {
  const good = ["/projects", "/projects/1?tab=a#b", "/a%20b", "/a?next=//x", "/%C3%A4", "/a/./b"];
  for (const path of good) {
    assert.ok(safeNext(path, "/no").startsWith("/") && safeNext(path, "/no") !== "/no", path);
  }
  const bad = [
    null,
    "",
    "projects",
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "/\\/evil.example",
    "\\\\evil.example",
    "/%2Fevil.example",
    "/%2f%2fevil.example",
    "/%5Cevil.example",
    "/%255Cevil.example",
    "/%252f%252fevil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/a/..//evil.example",
    "/%2e//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%0d%0aSet-Cookie:x",
    "/a\u0000",
    "/%",
    "/%E0%A4%A",
    "javascript:alert(1)",
    " /projects",
    "/login?next=/login",
    "/logout",
    `/${"a".repeat(3000)}`,
  ];
  for (const path of bad) assert.equal(safeNext(path, "/no"), "/no", String(path));
});

Deno.test("whatever next= was, a browser stays on this site", () => {
  const parts = [
    "/",
    "\\",
    "%2f",
    "%5c",
    ".",
    "..",
    "evil.example",
    "@",
    ":",
    "?",
    "#",
    "%00",
    "\t",
    "a",
  ];
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < 5000; i++) {
    const length = 1 + Math.floor(random() * 6);
    const next = "/" +
      Array.from({ length }, () => parts[Math.floor(random() * parts.length)]).join("");
    const target = new URL(safeNext(next), "https://app.example/login");
    assert.equal(target.origin, "https://app.example", next);
  }
});

Deno.test("a redirect carries each cookie", () => {
  const response = seeOther("/projects", ["a=1", "b=2"]);
  assert.equal(response.status, 303);
  assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
});

Deno.test("cookies are read by exact name, the first of equals counts", () => {
  const headers = new Headers({ cookie: "a=1; b=x=y; a=2; =z; c" });
  assert.deepEqual([...readCookies(headers)], [["a", "1"], ["b", "x=y"]]);
  const line = setCookie("s", "v", { maxAge: 5, secure: true });
  assert.equal(line, "s=v; Path=/; Max-Age=5; HttpOnly; SameSite=Lax; Secure");
});

const tcp = (hostname: string): Deno.NetAddr => ({ transport: "tcp", hostname, port: 1 });

Deno.test("the caller's address: the proxy's word only when it is trusted, IPv6 by its /64", () => {
  const forwarded = new Headers({ "x-forwarded-for": "6.6.6.6, 198.51.100.7" });
  assert.equal(clientAddress(forwarded, tcp("10.0.0.1"), true), "198.51.100.7");
  assert.equal(clientAddress(forwarded, tcp("10.0.0.1"), false), "10.0.0.1");
  const of = (address: string) => clientAddress(new Headers(), tcp(address), false);
  assert.equal(of("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  assert.equal(of("2001:db8::5"), of("2001:db8::ffff:9"));
  assert.notEqual(of("2001:db8:0:1::5"), of("2001:db8:0:2::5"));
  assert.equal(
    clientAddress(new Headers({ "x-forwarded-for": "rubbish" }), undefined, true),
    "unknown",
  );
  assert.equal(clientAddress(new Headers(), undefined, false), "unknown");
});

Deno.test("loopback means this machine and nobody spoken for", () => {
  for (const host of ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
    assert.ok(isLoopback(new Headers(), tcp(host)), host);
    for (
      const header of [
        ...["x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "forwarded", "via"],
        ...["x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"],
      ]
    ) {
      assert.ok(!isLoopback(new Headers({ [header]: "127.0.0.1" }), tcp(host)), header);
    }
  }
  assert.ok(!isLoopback(new Headers(), tcp("192.0.2.1")));
  assert.ok(!isLoopback(new Headers(), undefined));
});

Deno.test("token buckets: burst, refill, and a map that does not grow with strangers", () => {
  let now = 0;
  const buckets = new TokenBuckets(60, 100, () => now);
  for (let i = 0; i < 60; i++) assert.equal(buckets.take("a"), 0);
  assert.equal(buckets.take("a"), 1);
  now += 999;
  assert.equal(buckets.take("a"), 1);
  now += 2;
  assert.equal(buckets.take("a"), 0);
  for (let i = 0; i < 100_000; i++) buckets.take(`stranger ${i}`);
  assert.equal(buckets.size, 100);
});

Deno.test("pointers escape, unknown errors say nothing, broken addresses are 400", () => {
  assert.equal(pointer(["a/b", "~", 0]), "/a~1b/~0/0");
  const problem = toProblem(new Error("secret"));
  assert.equal(problem.status, 500);
  assert.doesNotMatch(problem.detail, /secret/);
  assert.equal(toProblem(new URIError("x")).status, 400);
  assert.match(toProblem(new HttpError(400)).detail, /address/);
  assert.deepEqual(new Problem(422, "Wrong").errors, [{ path: "", message: "Wrong" }]);
});
