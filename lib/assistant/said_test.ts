// What is kept of a model's words, when somebody had it say what should not be seen.
import assert from "node:assert/strict";
import { escaped } from "./markdown.ts";
import { parseMarkdown } from "./prose.ts";
import { shownOf } from "./prose_words.ts";
import { keptOf } from "./said.ts";

const facts = [{ id: "F1", label: "Enrolled", value: 12 }, { id: "F2", label: "Sites", value: 9 }];

Deno.test("a figure that no fact has is found, however it is hidden", () => {
  for (
    const text of [
      "987654",
      "98**76**54",
      "&#57;&#x38;&#55;654",
      "&amp;#57;&#38;#56;7",
      "&frac34;",
      "9&zwj;1",
      "9\u200b1",
      "1&ZeroWidthSpace;2&NoBreak;9",
      "\\](987654)",
      "](/987654)",
      "`987654`",
      "    987654",
      "٩٨٧٦٥٤",
      "| a |\n|---|\n| 987654 |",
    ]
  ) {
    const kept = keptOf(`Known: ${text}`, facts);
    assert.ok(kept && kept.figures.unverified.length > 0, `${text}: ${JSON.stringify(kept)}`);
  }
  for (const text of ["12 [F1] at 9 sites [F2]", "**12** &amp; 9", "1. Of 12\n2. At 9"]) {
    assert.deepEqual(keptOf(text, facts)?.figures.unverified, [], text);
  }
});

Deno.test("a citation of what was not given goes, and those in other letters are read", () => {
  for (
    const text of [
      ...["[F999]", "\\[F999\\]", "&#91;F999&#93;", "[F&#57;99]", "[F\u200b999]", "［F999］"],
      ...["【Ｆ９９９】", "[ F 999 ]", "[F998, F999]"],
    ]
  ) {
    const kept = keptOf(`So it is ${text}.`, facts);
    assert.ok(
      kept && !/F\s*9/u.test(shownOf(kept.text).normalize("NFKC")),
      `${text}: ${kept?.text}`,
    );
    assert.ok(kept.figures.unverified.some((id) => id.startsWith("F99")), text);
  }
  assert.equal(keptOf("So ［F1］ and \\[F2\\].", facts)?.text, "So [F1] and [F2].");
});

Deno.test("nothing unseen is kept, and nothing of only that", () => {
  const kept = keptOf("All\u0000 is\u200b\u200c \u202ewell\u202c\u{e0041}\ufeff.", facts);
  assert.equal(kept?.text, "All is well.");
  assert.equal(keptOf("می\u200cخواهم", facts)?.text, "می\u200cخواهم");
  assert.equal(keptOf("a\u200cb\ufe01\u{e0105} \u200d.", facts)?.text, "ab .");
  assert.equal(keptOf("\u200b\u200c&#8203;", facts), null);
  assert.equal(keptOf("[F999]", facts), null);
});

Deno.test("an agent's text links to pages of studies alone, a person's also to hosts of the list", () => {
  const text = "[a](https://clinicaltrials.gov/search?q=all) [b](/projects/x/plan)";
  const links = (outside: boolean) =>
    [...JSON.stringify(parseMarkdown(text, outside)).matchAll(/"href":"([^"]*)"/g)]
      .map(([, href]) => href);
  assert.deepEqual(links(false), ["/projects/x/plan"]);
  assert.equal(links(true).length, 2);
});

Deno.test("a bare address in a file leads nowhere", () => {
  const said = escaped("See https://evil.example/?q=1, www.evil.example, a@evil.example");
  assert.equal(said, "See https\\://evil.example/?q=1, www\\.evil.example, a\\@evil.example");
});
