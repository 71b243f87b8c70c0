import assert from "node:assert/strict";
import { hashRecoveryCode, makeRecoveryCodes, readRecoveryCode } from "./recovery_codes.ts";
import { deviceWords, eventWords } from "./words.ts";

Deno.test("a browser and a system are named by what they say of themselves", () => {
  const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
  for (
    const [userAgent, words] of [
      [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, "Chrome on Windows"],
      [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/143.0`, "Edge on Windows"],
      [`Mozilla/5.0 (Linux; Android 15; SM-S921B) ${chrome}`, "Chrome on Android"],
      [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
        "Safari on iPhone",
      ],
      [
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Firefox on macOS",
      ],
      ["curl/8.5.0", "Curl"],
      ["Deno/2.9.6", "A program"],
      ["<script>alert(1)</script>", "Unknown device"],
      ["", "Unknown device"],
    ] as const
  ) assert.equal(deviceWords(userAgent), words);
  assert.equal(deviceWords(null), "Unknown device");
  assert.equal(eventWords("password_changed"), "Password changed");
  assert.equal(eventWords("something_new"), "something new");
});

Deno.test("recovery codes differ, are read however they are typed, and hash by person", () => {
  const codes = makeRecoveryCodes();
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) {
    assert.match(code, /^[2-9bcdfghjkmnpqrstvwxz]{4}(-[2-9bcdfghjkmnpqrstvwxz]{4}){2}$/);
    const plain = code.replaceAll("-", "");
    assert.equal(readRecoveryCode(` ${code.toUpperCase().replaceAll("-", " ")} `), plain);
    assert.equal(hashRecoveryCode("a", code), hashRecoveryCode("a", plain));
    assert.notEqual(hashRecoveryCode("a", code), hashRecoveryCode("b", code));
  }
  for (const wrong of ["", "123456", "k7tq-2mzd-9wf", "k7tq-2mzd-9wfa", "é".repeat(12)]) {
    assert.equal(readRecoveryCode(wrong), null);
  }
});
