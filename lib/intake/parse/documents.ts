/** Which documents: one an entry, and whether each country or site has its own. */
import type { Reading, Values } from "../model.ts";
import { dates } from "./dates.ts";
import { NAME_LENGTH, read, TOO_LONG, unread } from "./reading.ts";
import { entries, labelled, type Piece, within } from "./text.ts";

type Scope = Values["document"]["scope"];

const SCOPES: [RegExp, Scope][] = [
  [
    /\s*[,(–—-]*\s*\b(?:(?:one\s+)?(?:per|for each|for every|at each|by|each|every|je|pro)\s+(?:\p{L}+\s+)?(?:sites?|cent(?:er|re)s?|Zentrum)|site[- ]specific|site[- ]level)\b\s*\)?/iu,
    "SITE",
  ],
  [
    /\s*[,(–—-]*\s*\b(?:(?:one\s+)?(?:per|for each|for every|in each|by|each|every|je|pro)\s+(?:countr(?:y|ies)|Land)|country[- ]specific|country[- ]level)\b\s*\)?/iu,
    "COUNTRY",
  ],
  [/\s*[,(–—-]*\s*\b(?:study[- ]level|(?:one|once) (?:for|per) (?:the )?study)\b\s*\)?/iu, "STUDY"],
];

function entry(piece: Piece, heading: Scope): Reading {
  if (piece.text.length > NAME_LENGTH || piece.text.split(/\s+/).length > 25) {
    return unread("document", piece, TOO_LONG);
  }
  if (dates(piece.text).some(({ start, end }) => end - start === piece.text.length)) {
    return unread("document", piece, "This is a date, and no document.");
  }
  const scoped = SCOPES.map(([form, scope]) => ({ found: form.exec(piece.text), scope }))
    .find(({ found }) => found !== null);
  const found = scoped?.found;
  // The words about where are at an end of the entry, or they are part of the title.
  const title = found && found.index > 0 && found.index + found[0].length >= piece.text.length
    ? within(piece, 0, found.index)!.text
    : piece.text;
  return read("document", piece, { title, scope: scoped?.scope ?? heading });
}

export function parseDocuments(raw: string): Reading[] {
  const found: Reading[] = [];
  let heading: Scope = null;
  for (const piece of entries(raw, { commas: true })) {
    const label = labelled(piece);
    const scope = label && SCOPES.find(([form]) => form.test(label.label))?.[1];
    if (
      label &&
      (scope || /^(?:documents?|expected|needed|required|essential documents)$/iu.test(label.label))
    ) {
      heading = scope ?? heading;
      if (label.rest) found.push(entry(label.rest, heading));
    } else if (!/[:：]$/u.test(piece.text)) found.push(entry(piece, heading));
  }
  return found;
}
