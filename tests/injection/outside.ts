// What leaves: every address that this process asks, and every address that a page would have a
// browser ask.
import assert from "node:assert/strict";

/** Notes each address that `work` fetches. Sockets that are no fetch: see the test's permissions. */
export async function fetched(work: () => Promise<void>): Promise<Set<string>> {
  const before = globalThis.fetch;
  const seen = new Set<string>();
  globalThis.fetch = (input, init) => {
    seen.add(new URL(input instanceof Request ? input.url : String(input)).origin);
    return before(input, init);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = before;
  }
  return seen;
}

const TAG = /<([a-z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/gi;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
/** Attributes that hold an address. */
const ADDRESSES = new Set(
  ("href src srcset action formaction poster data cite ping background xlink:href manifest " +
    "longdesc usemap icon classid codebase profile").split(" "),
);
const EMPTY =
  /^(?:script|iframe|object|embed|base|meta|link|form|img|image|svg|style|video|audio)$/;

export interface Address {
  tag: string;
  name: string;
  to: string;
}

const decoded = (text: string) =>
  text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">");

/** Every address of a page's markup. */
export function addressesIn(html: string): Address[] {
  return [...html.matchAll(TAG)].flatMap(([, tag = "", rest = ""]) =>
    [...rest.matchAll(ATTRIBUTE)].flatMap(([, name = "", ...values]): Address[] =>
      ADDRESSES.has(name.toLowerCase())
        ? [{
          tag: tag.toLowerCase(),
          name: name.toLowerCase(),
          to: decoded(values.find(Boolean) ?? ""),
        }]
        : []
    )
  );
}

/** Whether an address stays in the app. */
const stays = (to: string) => {
  const url = URL.parse(to, "https://own.invalid/a/b");
  return to === "" || url?.origin === "https://own.invalid" && !/^[\s\p{Cc}]*[a-z]+:/iu.test(to);
};

/** What a page's markup does that a text may not make it do. @param allowed addresses of the app's own pages */
export function leaksIn(html: string, allowed: ReadonlySet<string> = new Set()): string[] {
  const handlers = [...html.matchAll(TAG)].flatMap(([, tag = "", rest = ""]) =>
    [...rest.matchAll(ATTRIBUTE)].filter(([, name = ""]) => /^(?:on\w+|style|srcdoc)$/i.test(name))
      .map(([whole]) => `<${tag} ${whole}>`)
  );
  const away = addressesIn(html).filter(({ to }) => !stays(to) && !allowed.has(to))
    .map(({ tag, name, to }) => `<${tag} ${name}=${to}>`);
  return [...handlers, ...away];
}

/** Of a text's own markup there is none but words, lists, tables and links into the study. */
export function markupIn(html: string): string[] {
  return [...html.matchAll(TAG)].flatMap(([whole, tag = ""]) =>
    EMPTY.test(tag.toLowerCase()) ? [whole] : []
  );
}

/** Words of a text that a Markdown reader elsewhere would make an address of. */
export function linksInMarkdown(text: string): string[] {
  const bare = text.replace(/\]\(<\/projects\/[^>\n]*>\)/g, "]").replace(/(`+)[^]*?\1/g, "")
    .replace(/^ {4}.*$/gm, "").replace(/\\[^\w\s]/g, "");
  return [
    ...bare.matchAll(/!?\[[^\]]*\]\((?!<?\/projects\/)[^)]*\)/g),
    ...bare.matchAll(/<[a-z][a-z\d+.-]{1,31}:[^<>\s]*>/gi),
    ...bare.matchAll(/<\/?[a-z!?][^>]*>/gi),
    ...bare.matchAll(/\b(?:https?:\/\/|www\.)[^\s<]+/gi),
    ...bare.matchAll(/[\w.+-]+@[\w-]+\.[\w.-]+/g),
    ...bare.matchAll(/^ {0,3}\[[^\]]+\]:/gm),
  ].map(([found]) => found);
}

/** None of the words stands in the text, whatever its case. */
export function holdsNone(text: string, words: readonly string[], where: string): void {
  const said = text.toLowerCase().normalize("NFKC").replace(/\p{Cf}/gu, "");
  for (const word of words) assert.ok(!said.includes(word), `${word} in ${where}`);
}
