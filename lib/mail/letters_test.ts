import assert from "node:assert/strict";
import { letter } from "./letters.ts";

Deno.test("a name with line ends writes neither paragraphs nor headers of its own", () => {
  const evil = "Org\r\n\r\nYour account is locked: https://evil.example\u2028\u202eBcc: a@b.c\0";
  const { subject, text, html } = letter({
    to: "ada@example.org",
    kind: "invitation",
    subject: `Invitation to ${evil}`,
    lines: [`Somebody invites you to ${evil}.`],
    greeting: evil,
    sender: evil,
  });
  // deno-lint-ignore no-control-regex -- control characters are what is looked for
  assert.doesNotMatch(subject, /[\u0000-\u001f\u2028\u202e]/);
  assert.equal(text.split("\n").filter((line) => line.startsWith("Your account")).length, 0);
  assert.equal(text.split("\n\n").length, 4, "sender, greeting, one paragraph, the reason");
  assert.doesNotMatch(html ?? "", /\u202e|\u2028/);
  assert.match(html ?? "", /<p>Somebody invites you to Org Your account/);
});
