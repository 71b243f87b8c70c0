/** What the documents of the regulatory advisor say is not known, and what would close it. */
import type { Widget } from "@/lib/dashboard/model.ts";
import type { SectionRecipe } from "../recipe.ts";

type Gap = { text: string; act?: { label: string; path: string } };
type Gaps = NonNullable<SectionRecipe["gaps"]>;

const CONFIRM = { label: "Read what is suggested", path: "documents/requirements" };
const DOCUMENT = { label: "Add a document", path: "documents" };

const NO_PROTOCOL = {
  text: "which version of the protocol is in force; none is recorded, and the registry record " +
    "holds no protocol document",
  act: DOCUMENT,
};

/** Entries that say nothing at all while nothing is recorded. */
export const EMPTY = {
  "documents.expected": {
    text: "which documents the study must hold; no requirement is confirmed",
    act: CONFIRM,
  },
  "documents.by_requirement": {
    text: "which documents the study must hold; no requirement is confirmed",
    act: CONFIRM,
  },
  "documents.by_zone": {
    text: "what belongs into which zone of the Trial Master File; no requirement is confirmed",
    act: CONFIRM,
  },
  "documents.in_force": {
    text: "which versions are in force; no version is recorded as approved and in effect",
    act: DOCUMENT,
  },
  "documents.consent_versions": {
    text: "which consent form is in force; none is recorded",
    act: DOCUMENT,
  },
  "documents.consent_matrix": {
    text: "which consent form each site works with; no use of one is recorded",
    act: { label: "Record what a site uses", path: "documents/consent" },
  },
  "documents.regulations": {
    text: "which regulations apply; the study named none in its intake",
    act: { label: "Answer the question on regulations", path: "intake" },
  },
  "changes.summary": NO_PROTOCOL,
  "changes.protocol": NO_PROTOCOL,
  "changes.reviews": {
    text: "when the ethics approvals end; none is recorded",
    act: DOCUMENT,
  },
  "quality.risks": {
    text: "what could harm participants or results; no risk is recorded",
    act: { label: "Add a risk", path: "quality?view=risks" },
  },
  "quality.factors": {
    text: "what is critical to quality; no factor is recorded (ICH E6(R3) 3.10.1)",
    act: { label: "Add a critical factor", path: "quality?view=factors" },
  },
  "quality.kri_grid": {
    text: "how the indicators stand; no period of any was counted",
    act: { label: "Set up an indicator", path: "quality?view=indicators" },
  },
  "quality.qtl": {
    text: "which limits bind the whole study; none is set",
    act: { label: "Set a limit", path: "quality?view=indicators" },
  },
} satisfies NonNullable<SectionRecipe["empty"]>;

/** Of diagrams that have no row to stand on. */
export function undrawn(acts: Record<string, Gap>): Gaps {
  return (widgets: Widget[]) =>
    widgets.flatMap(({ catalogKey, widgetType, data, sourceCount }) =>
      widgetType === "diagram" && data !== null && sourceCount === 0 && acts[catalogKey]
        ? [acts[catalogKey]]
        : []
    );
}

/** What no row of the study can say, whatever is recorded. */
export const always = (...gaps: Gap[]): Gaps => () => gaps;

/** Gaps of several kinds together. */
export const all = (...parts: Gaps[]): Gaps => (widgets) => parts.flatMap((part) => part(widgets));

/** What sentences say is not known. */
export const notKnown: Gaps = (widgets) =>
  widgets.flatMap(({ data }) => data?.type === "text" ? data.sentences : [])
    .flatMap((sentence) => {
      const [, text] = /^Not known: (.*)\.$/.exec(sentence) ?? [];
      return text ? [{ text }] : [];
    });
