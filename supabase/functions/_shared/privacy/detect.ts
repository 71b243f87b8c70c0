/** All detectors over one text: which places of it say who somebody is. */
import { contact } from "./detectors/contact.ts";
import { european } from "./detectors/european.ts";
import { finance } from "./detectors/finance.ts";
import { health } from "./detectors/health.ts";
import { licence } from "./detectors/licence.ts";
import { network } from "./detectors/network.ts";
import { person } from "./detectors/person.ts";
import { place } from "./detectors/place.ts";
import { social } from "./detectors/social.ts";
import { time } from "./detectors/time.ts";
import { type Dictionary, find } from "./dictionary.ts";
import { GateError } from "./error.ts";
import type { Span } from "./kinds.ts";
import type { Detector } from "./rules.ts";
import { barrier, viewOf } from "./view.ts";

const detectors: readonly Detector[] = [
  contact,
  network,
  finance,
  social,
  european,
  health,
  licence,
  time,
  place,
  person,
];

/**
 * Ranges of the text itself, in order, none over another, none over a token.
 * @param key what the text is called, as context ("" when it has no name)
 * @throws GateError when the deadline (performance.now) has passed
 */
export function spansOf(
  text: string,
  key: string,
  tokens: readonly [number, number][],
  { dictionary, deadline }: { dictionary: Dictionary; deadline: number },
): Span[] {
  if (text === "") return [];
  const view = viewOf(text, key, tokens);
  const found: Span[] = find(view, dictionary);
  for (const detect of detectors) {
    if (performance.now() > deadline) throw new GateError("out of time");
    found.push(...detect(view));
  }
  return disjoint(found, view.text).map((span) => {
    const [start, end] = view.origin(span.start, span.end);
    return { ...span, start, end };
  });
}

/** The longest span first; of one that lies partly over it, what sticks out remains. */
function disjoint(spans: Span[], text: string): Span[] {
  const order = spans.toSorted((a, b) =>
    (b.end - b.start) - (a.end - a.start) || b.rank - a.rank || a.start - b.start
  );
  if (order.length === 0) return [];
  const owner = new Int32Array(text.length);
  order.forEach((span, i) => {
    for (let at = span.start; at < span.end; at++) owner[at] ||= i + 1;
  });
  const cut: Span[] = [];
  for (let at = 0; at < text.length; at++) {
    const own = owner[at]!;
    if (own === 0 || text[at] === barrier) continue;
    const last = cut.at(-1);
    if (last !== undefined && last.end === at && owner[at - 1] === own) last.end = at + 1;
    else cut.push({ ...order[own - 1]!, start: at, end: at + 1 });
  }
  return cut.filter((span) => /[\p{L}\p{N}]/u.test(text.slice(span.start, span.end)));
}
