// Texts of a model and of strangers, read: what comes out has no place for anything but words.
import assert from "node:assert/strict";
import { blocksMarkdown } from "./markdown.ts";
import { linkOf, parseMarkdown } from "./prose.ts";
import type { Block, Inline } from "./prose_model.ts";
import { citedIds, markFigures } from "./sources.ts";

function* inlinesOf(all: Block[]): Generator<Inline> {
  function* words(some: Inline[]): Generator<Inline> {
    for (const one of some) {
      yield one;
      if ("of" in one) yield* words(one.of);
    }
  }
  for (const one of all) {
    if (one.kind === "paragraph" || one.kind === "heading") yield* words(one.of);
    else if (one.kind === "quote") yield* inlinesOf(one.of);
    else if (one.kind === "list") { for (const item of one.items) yield* inlinesOf(item); }
    else if (one.kind === "table") {
      for (const cell of [one.head, ...one.rows].flat()) yield* words(cell);
    }
  }
}
const saidBy = (all: Block[]) =>
  [...inlinesOf(all)].map((one) => "text" in one ? one.text : "").join("");
const linksIn = (text: string) =>
  [...inlinesOf(parseMarkdown(text))].flatMap((one) => one.kind === "link" ? [one.href] : []);

Deno.test("what a text may be: paragraphs, lists, emphasis, code, tables, quotes, headings", () => {
  const kinds = parseMarkdown(
    "# A\n\nB **c** *d* `e`  \nf\n\n- g\n- h\n\n3. i\n4. j\n\n> k\n\n| l | m |\n|---|--:|\n| 1 | 2 |\n\n```\nn\n```\n\n---\n\n##### o",
  );
  assert.deepEqual(kinds.map(({ kind }) => kind), [
    ...["heading", "paragraph", "list", "list", "quote", "table", "code", "rule", "heading"],
  ]);
  assert.deepEqual(kinds[0], { kind: "heading", level: 0, of: [{ kind: "text", text: "A" }] });
  assert.equal(kinds[3]?.kind === "list" && kinds[3].start, 3);
  assert.deepEqual(kinds[5]?.kind === "table" && kinds[5].align, [null, "right"]);
  assert.equal(kinds[8]?.kind === "heading" && kinds[8].level, 2);
});

Deno.test("citations are citations, at the word, and each fact once", () => {
  const [one] = parseMarkdown("Six sites [F12], of them two late [F1, F2][F2; F3] [G4].");
  assert.deepEqual(one?.kind === "paragraph" && one.of, [
    { kind: "text", text: "Six sites" },
    { kind: "cite", ids: ["F12"] },
    { kind: "text", text: ", of them two late" },
    { kind: "cite", ids: ["F1", "F2", "F3"] },
    { kind: "text", text: " [G4]." },
  ]);
  assert.deepEqual(citedIds(parseMarkdown("- a [F2]\n- **b [F1]**\n\n|c [F3]|\n|-|\n|[F2]|")), [
    ...["F2", "F1", "F3"],
  ]);
});

Deno.test("a definition elsewhere in the text makes no link of a citation", () => {
  const blocks = parseMarkdown("Late [F12].\n\n[F12]: https://evil.example/x");
  assert.deepEqual(citedIds(blocks), ["F12"]);
  assert.deepEqual(linksIn("Late [F12].\n\n[F12]: https://clinicaltrials.gov/x"), []);
});

Deno.test("links lead to pages of studies and to hosts of the list, and nowhere else", () => {
  for (
    const good of [
      "/projects/4b/plan?x=1#y",
      "https://clinicaltrials.gov/study/NCT01720524",
      "https://www.ema.europa.eu/en",
      "https://database.ich.org/a.pdf",
    ]
  ) assert.equal(linkOf(good), good);
  for (
    const bad of [
      ...[
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\u0001javascript:x",
      ],
      ...["data:text/html,<script>", "vbscript:x", "file:///etc/passwd", "mailto:a@b.example"],
      ...["//evil.example", "/\\evil.example", "\\\\evil.example", "/projects", "/logout", "x", ""],
      ...[
        "https://evil.example",
        "http://fda.gov",
        "https://fda.gov.evil.example",
        "https://xfda.gov",
      ],
      ...["https://fda.gov@evil.example", "https://a:b@fda.gov/", "https://fda.gov:8443/"],
      ...["/projects/../logout", "/projects//evil.example/..%2f", "https://own.invalid/projects/x"],
      ...["javascript&colon;alert(1)", "/theme?next=//evil.example"],
    ]
  ) {
    const link = linkOf(bad);
    assert.ok(link === null || /^\/projects\/[^/]/.test(link), `${bad} leads to ${link}`);
  }
  const refused = "[press](javascript:alert\\(1\\)) <javascript:alert(1)> [b](&#106;avascript:x)";
  assert.deepEqual(linksIn(refused), []);
  assert.match(saidBy(parseMarkdown(refused)), /press/);
  assert.deepEqual(linksIn("[a **b** [F1]](/projects/x/plan)"), ["/projects/x/plan"]);
});

Deno.test("no HTML, no image: the words of both stay words", () => {
  for (
    const text of [
      "<script>alert(1)</script>",
      "<img src=x onerror=alert(1)>",
      "<a href='javascript:x'>y</a>",
      "&lt;script&gt;alert(1)&lt;/script&gt;",
      "<!-- hidden -->",
    ]
  ) {
    const blocks = parseMarkdown(text);
    assert.deepEqual([...new Set([...inlinesOf(blocks)].map(({ kind }) => kind))], ["text"]);
  }
  const image = parseMarkdown(
    "![pixel](https://evil.example/p.png) ![p](https://fda.gov/p.png)",
    true,
  );
  assert.ok(!JSON.stringify(image).includes("evil"));
  assert.deepEqual([...inlinesOf(image)].map(({ kind }) => kind), ["text", "link", "text"]);
});

Deno.test("controls that turn or hide words go; letters that need joiners keep them", () => {
  const said = saidBy(parseMarkdown("a\u202eb\u2066c\u200bd\u0000e\u{e0041}f\ufeffg \ud800h"));
  assert.match(said, /^abcdefg .h$/);
  assert.ok(said.isWellFormed());
  assert.equal(saidBy(parseMarkdown("می\u200cخواهم")), "می\u200cخواهم");
});

Deno.test("figures that the facts do not hold are marked where they stand, and only whole ones", () => {
  const marked = markFigures(parseMarkdown("**12** of 120, 1.12, 12 % and 12."), ["12"]);
  const found = [...inlinesOf(marked)].filter(({ kind }) => kind === "unverified");
  assert.equal(found.length, 3);
  assert.equal(saidBy(marked), "12 of 120, 1.12, 12 % and 12.");
});

Deno.test("hostile and huge texts are read in time that grows with their length, without a fault", () => {
  const bits = [
    ...[
      ">",
      "> ",
      "- ",
      "* ",
      "1. ",
      "[",
      "![",
      "](",
      "**",
      "*",
      "_",
      "`",
      "``",
      "```\n",
      "<",
      "&",
    ],
    ...["|", "|-", "| a |\n|-|\n", "#", "\n", "\\", "[F1", "[F1, ", "((", "&#x202e;", "~~", "    "],
    ...["*a **b ", "[a](", "<a ", "- \n  ", "a\n===\n", "]", "[F1]"],
  ];
  const start = performance.now();
  for (const bit of bits) {
    const text = bit.repeat(Math.ceil(100_000 / bit.length));
    const blocks = parseMarkdown(text);
    assert.ok(JSON.stringify(blocks).length < 30 * text.length);
    parseMarkdown(blocksMarkdown(blocks, {}).slice(0, 100_000));
  }
  // Two hundred reads of 100 kB: what grows with the square takes minutes.
  assert.ok(performance.now() - start < 60_000, "no text takes for ever");
});

Deno.test("what is written as Markdown is read as the same", () => {
  const bits = [
    ...["word", " ", "\n", "\n\n", "**", "*", "`", "[F1]", "[", "]", "(", ")", "- ", "1. ", "> "],
    ...[
      "# ",
      "|",
      "\n|-|-|\n",
      "<b>",
      "&amp;",
      "\\",
      "_",
      "~",
      "!",
      "/projects/x",
      "12 %",
      "+",
      "=",
    ],
  ];
  let seed = 7;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let i = 0; i < 400; i++) {
    const text = Array.from({ length: 1 + next() % 25 }, () => bits[next() % bits.length]).join("");
    const blocks = parseMarkdown(text);
    const again = parseMarkdown(blocksMarkdown(blocks, {}));
    // Emphasis inside a word has no way to be written that all read alike.
    const plain = (all: Block[]) => saidBy(all).replace(/[[\]F\d,\s*]/g, "");
    assert.equal(plain(again), plain(blocks), JSON.stringify(text));
    assert.ok(linksIn(blocksMarkdown(blocks, {})).every((href) => href.startsWith("/projects/")));
  }
});
