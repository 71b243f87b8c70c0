/** What is told of something that a question is asked beside. */
import type { About, Found } from "./model.ts";

export interface Told {
  about: About;
  facts: Found[];
  /** Rows behind the facts, for the ledger. */
  refs: { kind: string; id: string }[];
  /** Keys of the catalogue that were read. */
  keys: string[];
  /** Further rights that the facts took: who loses one no longer reads what was told by it. */
  resources: string[];
}
