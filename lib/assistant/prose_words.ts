/** The words of a text as its reader sees them. Pure. */
import { parseMarkdown } from "./prose.ts";
import type { Block, Inline } from "./prose_model.ts";

const saidBy = (all: Inline[]): string =>
  all.map((one): string => {
    if ("of" in one) return saidBy(one.of);
    return one.kind === "cite" || one.kind === "break" ? " " : one.text;
  }).join("");

function shownBy(all: Block[]): string {
  return all.map((one): string => {
    switch (one.kind) {
      case "paragraph":
      case "heading":
        return saidBy(one.of);
      case "quote":
        return shownBy(one.of);
      case "list":
        return one.items.map(shownBy).join("\n");
      case "table":
        return [one.head, ...one.rows].map((row) => row.map(saidBy).join(" | ")).join("\n");
      case "code":
        return one.text;
      case "rule":
        return "";
    }
  }).join("\n");
}

/** A text of a model without its markup and citations. */
export const shownOf = (text: string): string => shownBy(parseMarkdown(text));
