/**
 * What is kept of a model's words: what a reader will see, with nothing behind it. A model may say
 * whatever somebody planted in a record, so a text is read here as if an enemy wrote it. Pure.
 */
import { knownOnly } from "./citations.ts";
import { type Checked, checkFigures } from "./figures.ts";
import { decodedOf, plainText } from "./prose.ts";
import { shownOf } from "./prose_words.ts";

type Facts = Parameters<typeof checkFigures>[1] & readonly { id: string }[];

/** Other brackets and letters of a citation: ［F999］, 【F１】, \[F999\]. */
const LIKE = /\\?[[［【〔]\s*[FＦ]\s*[\p{Nd}][^\]］】〕\n]{0,80}[\]］】〕]/gu;
const OPEN = /^\\?[[［【〔]\s*[FＦ]\s*/u;
const CLOSE = /\\?\s*[\]］】〕]$/u;

/** Joiners where no script needs them, and marks that choose a glyph: bits could be hidden in them. */
const UNSEEN =
  /(?<![\p{L}\p{M}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}])|(?<=\p{Script=Latin})[\u200c\u200d]+|[\u034f\u115f\u1160\u180b-\u180f\u3164\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/** A model's words without characters that nobody sees, entities, and citations in disguise. */
export const plainly = (text: string): string =>
  plainText(decodedOf(text)).replace(UNSEEN, "").replace(
    LIKE,
    (found) => `[F${found.replace(OPEN, "").replace(CLOSE, "").normalize("NFKC")}]`,
  ).trim();

/** Figures of a text as it is written and as it is shown: neither may hide one. */
function figuresOf(text: string, facts: Facts): Checked {
  const written = checkFigures(text, facts);
  // What looks like the address of a link, and is shown, is no address.
  const shown = checkFigures(shownOf(text).replaceAll("](", "] ("), facts);
  return {
    found: written.found,
    unverified: [...new Set([...written.unverified, ...shown.unverified])],
  };
}

/**
 * The text with citations of given facts only, and its figures looked up in them; what rests on a fact
 * that there is not, rests on nothing. Null: nothing is left, or it is longer than `most`.
 */
export function keptOf(
  said: string,
  facts: Facts,
  most = 40_000,
): { text: string; figures: Checked } | null {
  const { text: known, unknown } = knownOnly(plainly(said), facts);
  const text = known.trim();
  if (text === "" || text.length > most) return null;
  const { found, unverified } = figuresOf(text, facts);
  return { text, figures: { found, unverified: [...unverified, ...unknown] } };
}
