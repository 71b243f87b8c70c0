/** What the texts of a document cite, numbered as a reader meets it. Pure. */
import type { TabFact, WrittenSection } from "./model.ts";
import { linkOf, parseMarkdown } from "./prose.ts";
import type { Block, Inline, Source } from "./prose_model.ts";

/** A text, read; and the numbers of the facts that it cites, by their ids. */
export interface ReadText {
  blocks: Block[];
  numbers: Record<string, number>;
}

export interface ReadTexts {
  /** By key of the section; those with a text only. */
  texts: Map<string, ReadText>;
  sources: Source[];
}

/** Of a text whose author is not given, nobody is known to stand up for its links. */
type Said =
  & Pick<WrittenSection, "key" | "text" | "facts">
  & Partial<Pick<WrittenSection, "author">>;

const sourceOf = (no: number, { label, value, unit, asOf, href }: TabFact): Source => ({
  ...{ no, label, asOf: asOf ?? null, href: href ? linkOf(href) : null },
  value: value === null ? null : [value, unit].filter((part) => part !== undefined).join(" "),
});

/** One number for a fact however many texts cite it. @param order keys of sections, as shown */
export function readTexts(sections: readonly Said[], order: readonly string[]): ReadTexts {
  const place = ({ key }: Said) => order.indexOf(key);
  const texts = new Map<string, ReadText>();
  const sources: Source[] = [];
  const numberOf = new Map<string, number>();
  for (const { key, text, facts, author } of sections.toSorted((a, b) => place(a) - place(b))) {
    if (text.trim() === "" || !order.includes(key)) continue;
    const blocks = parseMarkdown(text, author?.kind === "person");
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    const numbers: Record<string, number> = {};
    for (const id of citedIds(blocks)) {
      const fact = byId.get(id);
      if (!fact) continue;
      const same = JSON.stringify([fact.label, fact.value, fact.asOf, fact.href]);
      const no = numberOf.get(same) ?? sources.length + 1;
      if (no > sources.length) sources.push(sourceOf(no, fact));
      numberOf.set(same, no);
      numbers[id] = no;
    }
    texts.set(key, { blocks, numbers });
  }
  return { texts, sources };
}

/** The same tree with these figures marked where they stand; a figure is no part of a longer one. */
export function markFigures(found: Block[], figures: readonly string[]): Block[] {
  const wanted = figures.filter((one) => one.trim() !== "");
  if (wanted.length === 0) return found;
  const any = wanted.toSorted((a, b) => b.length - a.length).map((one) => RegExp.escape(one));
  const pattern = new RegExp(`(?<![\\d.,])(${any.join("|")})(?!\\d|[.,]\\d)`, "g");
  const words = (all: Inline[]): Inline[] =>
    all.flatMap((one): Inline[] => {
      if ("of" in one) return [{ ...one, of: words(one.of) }];
      if (one.kind !== "text") return [one];
      return one.text.split(pattern).flatMap((text, i): Inline[] =>
        text === "" ? [] : [{ kind: i % 2 === 1 ? "unverified" : "text", text }]
      );
    });
  return withWords(found, words);
}

/** The same tree without links: what was linked stays as words. */
export function withoutLinks(found: Block[]): Block[] {
  const words = (all: Inline[]): Inline[] =>
    all.flatMap((one): Inline[] => {
      if (one.kind === "link") return words(one.of);
      return "of" in one ? [{ ...one, of: words(one.of) }] : [one];
    });
  return withWords(found, words);
}

/** The same tree with each run of words made anew. */
function withWords(found: Block[], words: (all: Inline[]) => Inline[]): Block[] {
  return found.map((one): Block => {
    switch (one.kind) {
      case "paragraph":
      case "heading":
        return { ...one, of: words(one.of) };
      case "quote":
        return { ...one, of: withWords(one.of, words) };
      case "list":
        return { ...one, items: one.items.map((item) => withWords(item, words)) };
      case "table":
        return { ...one, head: one.head.map(words), rows: one.rows.map((row) => row.map(words)) };
      default:
        return one;
    }
  });
}

/** Ids of facts in the order in which the text cites them, each once. */
export function citedIds(found: Block[]): string[] {
  const ids: string[] = [];
  const words = (all: Inline[]): void =>
    all.forEach((one) => {
      if (one.kind === "cite") ids.push(...one.ids);
      else if ("of" in one) words(one.of);
    });
  const walk = (all: Block[]): void =>
    all.forEach((one) => {
      if (one.kind === "paragraph" || one.kind === "heading") words(one.of);
      else if (one.kind === "quote") walk(one.of);
      else if (one.kind === "list") one.items.forEach(walk);
      else if (one.kind === "table") [one.head, ...one.rows].forEach((row) => row.forEach(words));
    });
  walk(found);
  return [...new Set(ids)];
}
