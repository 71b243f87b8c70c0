/** The ledger as lines of RFC 4180. */
import { cell } from "@/lib/activity/csv.ts";
import type { AiCall } from "./usage_model.ts";

type Cell = string | number | null;

const COLUMNS: Record<string, (call: AiCall) => Cell> = {
  at: ({ at }) => at,
  person: ({ by }) => by.id,
  personName: ({ by }) => by.name,
  project: ({ project }) => project.id,
  projectName: ({ project }) => project.name,
  operation: ({ operation }) => operation,
  persona: ({ persona }) => persona,
  document: ({ tabType }) => tabType,
  section: ({ sectionKey }) => sectionKey,
  site: ({ siteId }) => siteId,
  model: ({ model }) => model,
  promptVersion: ({ promptVersion }) => promptVersion,
  promptSha256: ({ promptSha256 }) => promptSha256,
  responseSha256: ({ responseSha256 }) => responseSha256,
  facts: ({ facts }) => facts,
  tools: ({ tools }) => tools.join("; "),
  gate: ({ gateCounts }) =>
    Object.entries(gateCounts).map(([name, n]) => `${name} ${n}`).join("; "),
  figures: ({ figures }) => figures,
  unverified: ({ unverified }) => unverified,
  inputTokens: ({ inputTokens }) => inputTokens,
  outputTokens: ({ outputTokens }) => outputTokens,
  costMicroUsd: ({ costMicros }) => costMicros,
  latencyMs: ({ latencyMs }) => latencyMs,
  outcome: ({ outcome }) => outcome,
  id: ({ id }) => id,
};

const line = (cells: Cell[]) => `${cells.map(cell).join(",")}\r\n`;

export const csvHead = (): string => line(Object.keys(COLUMNS));

export const callsCsv = (calls: readonly AiCall[]): string =>
  calls.map((call) => line(Object.values(COLUMNS).map((of) => of(call)))).join("");

/** Names what is in it and as of when. */
export const csvName = (now: Date): string =>
  `ai-calls-${now.toISOString().replace(/[-:]|\.\d+/g, "")}.csv`;
