import { DOCUMENT_STATES, STATE_WORDS, WHEN_WORDS } from "@/lib/documents/model.ts";
import { formatNumber, plural } from "../format.ts";
import type { DerivedProof } from "../derived.tsx";
import type { Counts } from "./list.tsx";

export const RULE = "the newest approved version that is in effect; the most urgent first";

/** How the states of documents come about. */
export function statesProof({ all, states, in30, in60, in90 }: Counts, asOf: string): DerivedProof {
  return {
    title: "State of the documents",
    value: plural(all, "document"),
    formula:
      "A requirement that is confirmed expects one document of the study, of each country with sites, " +
      "or of each site. Of its versions the newest that is approved, in effect and not withdrawn " +
      "counts. It holds to the day that it says, else so many months as the requirement says, else " +
      "for good; expiring is 90 days or less. A waiver in force stands in for what is not current.",
    source: "ICH E6(R3), Appendix C: essential records, C.2.5 and C.3",
    query: "private.expected_documents(project_days)",
    rows: [
      ...DOCUMENT_STATES.filter((state) => states[state]).map((state) => ({
        label: STATE_WORDS[state]!,
        value: `${formatNumber(states[state]!)}: ${WHEN_WORDS[state]}`,
        href: `?state=${state}`,
      })),
      { label: "Within 30, 60, 90 days", value: `${in30}, ${in60}, ${in90}`, href: "?due=90" },
    ],
    asOf,
  };
}
