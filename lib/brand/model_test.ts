import assert from "node:assert/strict";
import { accentsOf, brandCss, contrast, LEAST, verdictOf } from "./model.ts";

/** Grounds that text stands on, of tokens.css. */
const LIGHT = ["#ffffff", "#fafbfa", "#eff1ef", "#f5f7f5"];
const DARK = ["#171a17", "#101210", "#0a0c0a", "#1e211e"];

/** Colours all over the cube, with its corners. */
function* colours() {
  for (let r = 0; r < 256; r += 51) {
    for (let g = 0; g < 256; g += 51) {
      for (let b = 0; b < 256; b += 51) {
        yield `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
      }
    }
  }
}

Deno.test("every colour gives accents that can be read, in light and dark", () => {
  for (const colour of colours()) {
    const { light, dark } = accentsOf(colour)!;
    for (const [theme, grounds] of [[light, LIGHT], [dark, DARK]] as const) {
      for (const ground of [...grounds, theme.soft]) {
        for (const text of [theme.accent, theme.strong]) {
          const ratio = contrast(text, ground);
          assert.ok(ratio >= LEAST, `${colour}: ${text} on ${ground} is ${ratio}`);
        }
      }
      for (const button of [theme.accent, theme.strong]) {
        const ratio = contrast(theme.on, button);
        assert.ok(ratio >= LEAST, `${colour}: ${theme.on} on ${button} is ${ratio}`);
      }
    }
  }
});

Deno.test("a colour that can be read stays as it is", () => {
  assert.equal(accentsOf("#0b6e4f")!.light.accent, "#0b6e4f");
  assert.match(verdictOf("#0b6e4f"), /^Contrast 6\.\d:1: .*easy/);
  assert.match(verdictOf("#ffee00"), /too little/);
});

Deno.test("contrast is that of WCAG", () => {
  assert.equal(contrast("#000000", "#ffffff").toFixed(2), "21.00");
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});

Deno.test("what is no colour becomes no style", () => {
  for (const text of ["", "red", "#12345", "#12345g", "#123456}*{display:none"]) {
    assert.equal(brandCss(text), "", text);
    assert.equal(accentsOf(text), null);
  }
  assert.match(brandCss("#0b6e4f"), /^:root\{--color-accent:light-dark\(#0b6e4f, #[0-9a-f]{6}\);/);
});
