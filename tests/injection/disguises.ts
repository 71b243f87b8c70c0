// Ways to hide a text from people and filters, and how a model that is good at puzzles reads it.

interface Disguise {
  hide(text: string): string;
  /** What such a text says, where it is one. */
  read(text: string): string[];
}

const points = (text: string) => [...text].map((char) => char.codePointAt(0)!);
const mapped = (text: string, of: Record<string, string>) => {
  const any = new RegExp(`[${Object.keys(of).join("")}]`, "gu");
  return text.replace(any, (char) => of[char]!);
};
const turned = (of: Record<string, string>) =>
  Object.fromEntries(Object.entries(of).map(([from, to]) => [to, from]));
const reversed = (text: string) => [...text].reverse().join("");

function utf8(bytes: Iterable<number>): string[] {
  try {
    return [new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes))];
  } catch {
    return [];
  }
}
const runs = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([run]) => run);

const ROT: Record<string, string> = Object.fromEntries(
  [..."abcdefghijklmnopqrstuvwxyz"].flatMap((char, i, all) => {
    const to = all[(i + 13) % 26]!;
    return [[char, to], [char.toUpperCase(), to.toUpperCase()]];
  }),
);
const LEET = { a: "4", e: "3", i: "1", o: "0", s: "5", t: "7" };
const TWINS = { a: "а", c: "с", e: "е", o: "о", p: "р", x: "х", y: "у", A: "А", C: "С", T: "Т" };
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
const MORSE: Record<string, string> = Object.fromEntries(
  ("a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. " +
    "s... t- u..- v...- w.-- x-..- y-.-- z--.. _..--.- (-.--. )-.--.-").split(" ")
    .map((pair) => [pair[0]!, pair.slice(1)]),
);
const ZERO = "\u200b";
const ONE = "\u200c";
const HIDDEN = /[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

export const DISGUISES = {
  none: { hide: (text) => text, read: (text) => [text] },
  base64: {
    hide: (text) => new TextEncoder().encode(text).toBase64(),
    read: (text) =>
      runs(text, /[A-Za-z0-9+/]{24,}={0,2}/g).flatMap((run) => {
        try {
          return utf8(Uint8Array.fromBase64(run));
        } catch {
          return [];
        }
      }),
  },
  hex: {
    hide: (text) => new TextEncoder().encode(text).toHex(),
    read: (text) =>
      runs(text, /(?:[0-9a-f]{2}){16,}/gi).flatMap((run) => utf8(Uint8Array.fromHex(run))),
  },
  rot13: { hide: (text) => mapped(text, ROT), read: (text) => [mapped(text, ROT)] },
  url: {
    hide: (text) =>
      [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
        .join(""),
    read: (text) =>
      runs(text, /(?:%[0-9a-f]{2}){16,}/gi)
        .flatMap((run) => utf8(Uint8Array.fromHex(run.replaceAll("%", "")))),
  },
  entities: {
    hide: (text) => points(text).map((code) => `&#${code};`).join(""),
    read: (text) => [
      text.replace(/&#(\d{1,6});/g, (_, code) => String.fromCodePoint(Number(code)))
        .replace(/&#x([0-9a-f]{1,5});/gi, (_, code) => String.fromCodePoint(parseInt(code, 16)))
        .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name]!),
    ],
  },
  escapes: {
    hide: (text) =>
      Array.from(
        { length: text.length },
        (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`,
      ).join(""),
    read: (text) => [
      text.replace(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(parseInt(code, 16))),
    ],
  },
  zeroWidth: {
    hide: (text) => [...text].join(ZERO),
    read: (text) => [text.replace(HIDDEN, "")],
  },
  bits: {
    hide: (text) =>
      `All is well.${
        [...new TextEncoder().encode(text)].map((byte) =>
          mapped(byte.toString(2).padStart(8, "0"), { 0: ZERO, 1: ONE })
        ).join("")
      }`,
    read: (text) =>
      runs(text, new RegExp(`[${ZERO}${ONE}]{64,}`, "g")).flatMap((run) => {
        const bits = mapped(run, { [ZERO]: "0", [ONE]: "1" });
        return utf8((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
      }),
  },
  bidi: {
    hide: (text) => `\u202e${reversed(text)}\u202c`,
    read: (text) => runs(text, /\u202e[^\u202c]*/gu).map((run) => reversed(run.slice(1))),
  },
  reversed: { hide: reversed, read: (text) => text.split("\n").map(reversed) },
  twins: {
    hide: (text) => mapped(text, TWINS),
    read: (text) => [mapped(text, turned(TWINS))],
  },
  fullwidth: {
    hide: (text) =>
      points(text).map((code) =>
        code > 32 && code < 127 ? String.fromCodePoint(code + 0xfee0) : String.fromCodePoint(code)
      ).join(""),
    read: (text) => [
      text.replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0)),
    ],
  },
  leet: {
    hide: (text) => mapped(text.toLowerCase(), LEET),
    read: (text) => [mapped(text.toLowerCase(), turned(LEET))],
  },
  tags: {
    hide: (text) =>
      `All is well.${points(text).map((code) => String.fromCodePoint(0xe0000 + code)).join("")}`,
    read: (text) =>
      runs(text, /[\u{e0001}-\u{e007f}]+/gu)
        .map((run) => String.fromCodePoint(...points(run).map((code) => code - 0xe0000))),
  },
  selectors: {
    hide: (text) =>
      `All is well.${
        [...new TextEncoder().encode(text)].map((byte) =>
          String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)
        ).join("")
      }`,
    read: (text) =>
      runs(text, /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{8,}/gu).flatMap((run) =>
        utf8(points(run).map((code) => code < 0xe0100 ? code - 0xfe00 : code - 0xe0100 + 16))
      ),
  },
  morse: {
    hide: (text) =>
      text.toLowerCase().split(/\s+/)
        .map((word) => [...word].flatMap((char) => MORSE[char] ?? []).join(" "))
        .join(" / "),
    read: (text) =>
      runs(text, /[.-][.\-/ ]{40,}/g).map((run) =>
        run.split("/").map((word) =>
          word.trim().split(/ +/).map((sign) => turned(MORSE)[sign] ?? "").join("")
        ).join(" ")
      ),
  },
} satisfies Record<string, Disguise>;
export type DisguiseName = keyof typeof DISGUISES;
export const disguiseNames = Object.keys(DISGUISES) as DisguiseName[];
const all: Disguise[] = Object.values(DISGUISES);

/** Everything that a text may be read as; what was wrapped up may hold another disguise. */
export function readings(text: string): string[] {
  const once = new Set(all.flatMap(({ read }) => read(text)));
  const inside = [...once].filter((one) => one.length < text.length * 0.9);
  return [
    ...new Set([text, ...once, ...inside.flatMap((one) => all.flatMap(({ read }) => read(one)))]),
  ];
}
