/**
 * Markdown of a model or a person, read safely: markdown-it makes tokens of it (never HTML), and of
 * those only what prose_model.ts has a place for goes on. Pure.
 */
import MarkdownIt from "markdown-it";
import type { Align, Block, Inline } from "./prose_model.ts";

/** Deeper than this, lists and quotes are text: nobody reads them, and the time stays linear. */
const DEEPEST = 12;

/** Hosts that a text may link to, with what is below them. */
export const HOSTS = [
  ...["clinicaltrials.gov", "ema.europa.eu", "euclinicaltrials.eu", "fda.gov", "ich.org"],
  ...[
    "who.int",
    "cdisc.org",
    "hl7.org",
    "gov.uk",
    "hhs.gov",
    "ecfr.gov",
    "transceleratebiopharmainc.com",
  ],
];

// No `html`, `image`, `reference` (a definition could turn a citation into a link), `linkify`.
const reader = new MarkdownIt("zero", { html: false, linkify: false, maxNesting: DEEPEST * 3 })
  .enable([
    ...["blockquote", "code", "fence", "heading", "hr", "lheading", "list", "table"],
    ...["autolink", "backticks", "emphasis", "entity", "escape", "link", "newline"],
    ...["balance_pairs", "fragments_join"],
  ]);
// All addresses come here as they are: linkOf() decides, so that the words of a refused one stay.
reader.validateLink = () => true;
type Token = ReturnType<typeof reader.parse>[number];

// Turns words around, or hides some: controls, bidirectional overrides and isolates, zero width,
// tags. Joiners stay: Persian and Hindi need them.
const HIDDEN =
  /(?![\t\n])\p{Cc}|[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

export const plainText = (text: string): string =>
  text.replace(/\r\n?|\u2028|\u2029/g, "\n").replace(HIDDEN, "").toWellFormed();

const ENTITY = /&(?:#[xX][\da-fA-F]{1,6}|#\d{1,7}|[a-zA-Z]\w{1,31});/g;

/** The text with the characters that entities stand for, also those that stand for parts of entities. */
export function decodedOf(text: string): string {
  let decoded = text.replace(/&(?:amp;)+(?=#?\w+;)/gi, "&");
  for (let round = 0; round < 4 && decoded.includes("&"); round++) {
    decoded = decoded.replace(ENTITY, (found) => reader.utils.unescapeAll(found));
  }
  return decoded;
}

/**
 * The address as it may be followed: a page of a study, or, of a person's text (`outside`), https at an
 * allowed host; else null.
 */
export function linkOf(href: string, outside = true): string | null {
  const url = URL.parse(href, "https://own.invalid");
  if (!url || url.username || url.password || url.port) return null;
  if (url.host === "own.invalid") {
    const own = /^\/projects\/[^/]/.test(url.pathname) && href.startsWith("/");
    return own ? url.pathname + url.search + url.hash : null;
  }
  if (!outside) return null;
  const known = HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return url.protocol === "https:" && known ? url.href : null;
}

/** [F12], or [F1, F2; F3]. */
const CITE = /\[(F\d{1,5}(?:\s*[,;]\s*F\d{1,5}){0,30})\]/g;

/** Text with its citations. A space before one goes: it stands at the word. */
function cited(text: string): Inline[] {
  const found: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(CITE)) {
    const before = text.slice(at, match.index).replace(/ +$/, "");
    if (before) found.push({ kind: "text", text: before });
    const ids = [...new Set(match[1]!.split(/\s*[,;]\s*/))];
    const last = found.at(-1);
    if (last?.kind === "cite") last.ids = [...new Set([...last.ids, ...ids])];
    else found.push({ kind: "cite", ids });
    at = match.index + match[0].length;
  }
  const rest = text.slice(at);
  if (rest) found.push({ kind: "text", text: rest });
  return found;
}

/** Tokens up to the one that closes, which is taken too. */
class Tokens {
  #at = 0;
  readonly #all: Token[];
  /** Links may lead to hosts of the list. */
  readonly outside: boolean;
  constructor(all: Token[], outside: boolean) {
    [this.#all, this.outside] = [all, outside];
  }
  next(): Token | undefined {
    return this.#all[this.#at++];
  }
}

function inlines(tokens: Tokens, end?: string): Inline[] {
  const found: Inline[] = [];
  for (let token = tokens.next(); token && token.type !== end; token = tokens.next()) {
    switch (token.type) {
      case "strong_open":
        found.push({ kind: "strong", of: inlines(tokens, "strong_close") });
        break;
      case "em_open":
        found.push({ kind: "em", of: inlines(tokens, "em_close") });
        break;
      case "link_open": {
        const href = linkOf(String(token.attrGet("href") ?? ""), tokens.outside);
        const of = inlines(tokens, "link_close");
        if (href === null) found.push(...of);
        else found.push({ kind: "link", href, of });
        break;
      }
      case "code_inline":
        found.push({ kind: "code", text: token.content });
        break;
      case "hardbreak":
        found.push({ kind: "break" });
        break;
      case "softbreak":
        found.push({ kind: "text", text: " " });
        break;
      default:
        if (token.content) found.push({ kind: "text", text: token.content });
    }
  }
  return tidy(found);
}

/** Texts that follow each other are one, and citations are taken out of them. */
function tidy(found: Inline[]): Inline[] {
  const joined: Inline[] = [];
  for (const one of found) {
    const last = joined.at(-1);
    if (one.kind === "text" && last?.kind === "text") last.text += one.text;
    else joined.push(one);
  }
  return joined.flatMap((one) => one.kind === "text" ? cited(one.text) : [one]);
}

/** The next token's words. */
const inlineOf = (token: Token | undefined, { outside }: Tokens) =>
  inlines(new Tokens(token?.children ?? [], outside));

function tableOf(tokens: Tokens): Block {
  const align: Align[] = [];
  const rows: Inline[][][] = [];
  for (let token = tokens.next(); token && token.type !== "table_close"; token = tokens.next()) {
    if (token.type === "tr_open") rows.push([]);
    if (token.type !== "th_open" && token.type !== "td_open") continue;
    const side = /text-align:(\w+)/.exec(String(token.attrGet("style") ?? ""))?.[1];
    if (token.type === "th_open") align.push(side as Align ?? null);
    rows.at(-1)?.push(inlineOf(tokens.next(), tokens));
  }
  const [head = [], ...rest] = rows;
  return { kind: "table", align, head, rows: rest };
}

function listOf(tokens: Tokens, open: Token): Block {
  const items: Block[][] = [];
  const end = open.type.replace("open", "close");
  for (let token = tokens.next(); token && token.type !== end; token = tokens.next()) {
    if (token.type === "list_item_open") items.push(blocks(tokens, "list_item_close"));
  }
  const ordered = open.type === "ordered_list_open";
  return { kind: "list", start: ordered ? Number(open.attrGet("start") ?? 1) : null, items };
}

/** "#" of a text is below its section's title; three levels are told apart. */
function headingOf(tokens: Tokens, open: Token): Block {
  const level = Math.min(Math.max(Number(open.tag.slice(1)) - 1, 0), 2) as 0 | 1 | 2;
  const of = inlineOf(tokens.next(), tokens);
  tokens.next();
  return { kind: "heading", level, of };
}

function blocks(tokens: Tokens, end?: string): Block[] {
  const found: Block[] = [];
  for (let token = tokens.next(); token && token.type !== end; token = tokens.next()) {
    switch (token.type) {
      case "inline":
        found.push({ kind: "paragraph", of: inlineOf(token, tokens) });
        break;
      case "heading_open":
        found.push(headingOf(tokens, token));
        break;
      case "bullet_list_open":
      case "ordered_list_open":
        found.push(listOf(tokens, token));
        break;
      case "blockquote_open":
        found.push({ kind: "quote", of: blocks(tokens, "blockquote_close") });
        break;
      case "table_open":
        found.push(tableOf(tokens));
        break;
      case "fence":
      case "code_block":
        found.push({ kind: "code", text: token.content.replace(/\n$/, "") });
        break;
      case "hr":
        found.push({ kind: "rule" });
    }
  }
  return found.filter((one) => one.kind !== "paragraph" || one.of.length > 0);
}

/**
 * The text as a tree; in the worst case a paragraph of plain words. Never throws.
 * @param outside a person wrote it, so it may link to hosts of the list; an agent's text leads nowhere
 *   but to pages of studies, whatever somebody planted in a record had it say
 */
export function parseMarkdown(text: string, outside = false): Block[] {
  return blocks(new Tokens(reader.parse(plainText(text), {}), outside));
}
