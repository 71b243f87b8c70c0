/**
 * The colour of an organisation, made fit to read: from one colour the four accents of the design
 * tokens, in light and in dark, each text at 4.5:1 or more (WCAG 2.2) on every ground it stands on.
 */

type Rgb = readonly [number, number, number];

/** Values of --color-accent, -strong, -soft and --color-on-accent. */
export interface Accents {
  accent: string;
  strong: string;
  soft: string;
  on: string;
}

/** What text needs against its ground. */
export const LEAST = 4.5;

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** The grounds of tokens.css on which an accent is hardest to read. */
const SUNK: Rgb = [0xef, 0xf1, 0xef];
const HOVER_DARK: Rgb = [0x1e, 0x21, 0x1e];
const PANEL_DARK: Rgb = [0x17, 0x1a, 0x17];

/** "#6f2a5f" as its parts; null when it is none. */
function parts(colour: string): Rgb | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!found) return null;
  const [r, g, b] = found.slice(1).map((pair) => parseInt(pair, 16));
  return [r!, g!, b!];
}

const hex = (rgb: Rgb) =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

/** `share` of the second colour in the first; 0 is the first, 1 the second. */
const mix = (one: Rgb, other: Rgb, share: number): Rgb => {
  const part = (i: 0 | 1 | 2) => Math.round(one[i] + (other[i] - one[i]) * share);
  return [part(0), part(1), part(2)];
};

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function ratio(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/** Contrast of two colours, 1 to 21; NaN when one of them is none. */
export function contrast(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)];
  return a && b ? ratio(a, b) : NaN;
}

/** The colour as near to the given one as it can be read on all of the grounds. */
function readable(colour: Rgb, towards: Rgb, grounds: Rgb[]): Rgb {
  for (let step = 0; step < 50; step++) {
    const tried = mix(colour, towards, step / 50);
    if (grounds.every((ground) => ratio(tried, ground) >= LEAST)) return tried;
  }
  return towards;
}

/** The accents of a colour "#rrggbb"; null when it is none. */
export function accentsOf(colour: string): { light: Accents; dark: Accents } | null {
  const given = parts(colour);
  if (!given) return null;
  const softLight = mix(given, WHITE, 0.93);
  const light = readable(given, BLACK, [SUNK, softLight, WHITE]);
  const softDark = mix(PANEL_DARK, given, 0.18);
  const dark = readable(given, WHITE, [HOVER_DARK, softDark, PANEL_DARK]);
  return {
    light: {
      accent: hex(light),
      strong: hex(mix(light, BLACK, 0.3)),
      soft: hex(softLight),
      on: hex(WHITE),
    },
    dark: {
      accent: hex(dark),
      strong: hex(mix(dark, WHITE, 0.4)),
      soft: hex(softDark),
      on: hex(readable(mix(given, BLACK, 0.8), BLACK, [dark])),
    },
  };
}

/** How readable a colour is on white, and what is done about it, in words; "" for what is none. */
export function verdictOf(colour: string): string {
  const accents = accentsOf(colour);
  if (!accents) return "";
  const ratio = `Contrast ${contrast(colour, hex(WHITE)).toFixed(1)}:1`;
  return accents.light.accent === colour.toLowerCase()
    ? `${ratio}: text in this colour is easy to read`
    : `${ratio} is too little to read: text gets a darker tone of it`;
}

/** Names of the tokens that an organisation's colour sets, with their values. */
export function brandTokens(colour: string): [name: string, value: string][] {
  const accents = accentsOf(colour);
  if (!accents) return [];
  const { light, dark } = accents;
  const both = (name: keyof Accents) => `light-dark(${light[name]}, ${dark[name]})`;
  return [
    ["--color-accent", both("accent")],
    ["--color-accent-strong", both("strong")],
    ["--color-accent-soft", both("soft")],
    ["--color-on-accent", both("on")],
  ];
}

/** The tokens as a stylesheet; "" for what is no colour. */
export function brandCss(colour: string): string {
  const tokens = brandTokens(colour);
  if (tokens.length === 0) return "";
  return `:root{${tokens.map(([name, value]) => `${name}:${value}`).join(";")}}\n`;
}

/** How a page wears an organisation: `version` makes the addresses of stylesheet and logo new. */
export interface Brand {
  version: number;
  colour: boolean;
  logo: boolean;
}
