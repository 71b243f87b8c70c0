/** What the assistant's pages say the same way. */
import type { Author, Stale, VersionHead } from "@/lib/assistant/model.ts";
import type { DocText } from "@/lib/assistant/page_model.ts";
import { formatMoment, plural } from "../format.ts";
import type { Hand } from "../marks.tsx";

/** Who wrote a text: the mark, and the words beside it. */
export function handOf(author: Author): { hand: Hand; words: string } {
  switch (author.kind) {
    case "rules":
      return { hand: "rule", words: "From rules" };
    case "agent":
      return { hand: "agent", words: "Written by an agent" };
    case "person":
      return { hand: "human", words: author.name || "Name not known" };
  }
}

/** Who made a version, and for whom. */
export function makerOf({ provider, by }: VersionHead): { hand: Hand; words: string } {
  const name = by.name ?? "somebody whose name is not known";
  if (provider === "rules") return { hand: "rule", words: `Rules and data, asked by ${name}` };
  if (provider === "person") return { hand: "human", words: name };
  return { hand: "agent", words: `${provider}, asked by ${name}` };
}

type Figures = NonNullable<DocText["figures"]>;
/** A citation of a fact that the section does not have stands among what was not found. */
const isId = (one: string) => /^F\d+$/.test(one);

/** "5 of 7 figures found in the facts". */
export function figuresFound({ found, unverified }: Figures): string {
  const all = found + unverified.filter((one) => !isId(one)).length;
  if (all === 0) return "No figures in this text";
  return `${found} of ${plural(all, "figure")} found in the facts`;
}

/** What keeps a text from being accepted; null: nothing. @param of whose facts it may cite */
export function missingWords({ unverified }: Figures, of = "section"): string | null {
  const [ids, figures] = [unverified.filter(isId), unverified.filter((one) => !isId(one))];
  return [
    figures.length > 0 && `not found: ${figures.join(", ")}`,
    ids.length > 0 && `cites ${ids.join(", ")}, which is no fact of this ${of}`,
  ].filter(Boolean).join("; ") || null;
}

/** "2 of 31 source rows changed: FR approval, site 007." */
export function staleWords({ changed, of, sections }: Stale): string {
  const named = [...new Set(changed.map(({ label }) => label))].slice(0, 3).join(", ");
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : "";
  if (changed.length === 0) {
    return `The figures of ${
      plural(sections.length, "section")
    } are others now; no source row that is still there was changed.`;
  }
  return `${changed.length} of ${plural(of, "source row")} changed: ${named}${more}.`;
}

export const when = (iso: string) => formatMoment(iso);

/** Why a document has no texts of a model, said once. */
export const AI_WORDS = {
  on: null,
  off:
    "Your organisation has switched models off. Everything here is made by rules from the record; you can write texts yourself.",
  "not configured":
    "No model is set up on this server. Everything here is made by rules from the record; you can write texts yourself.",
} as const;
