/** How use and cost of the assistant are said. */
import type { AiCall, Period, Sum } from "@/lib/assistant/usage_model.ts";
import { formatNumber, plural } from "../format.ts";

export const PERIOD_WORDS: Record<Period, string> = {
  today: "Today",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
};

const OUTCOMES: Record<string, string> = {
  ok: "answered",
  cached: "answered before: given again, no model asked",
  "model-unavailable": "the model could not be reached",
  "model-overloaded": "the model was overloaded",
  "model-rate-limited": "the model's provider asked for a pause",
  "model-blocked": "refused by the provider's rules",
  "model-invalid": "the answer could not be used",
  "model-timeout": "no answer in time",
  "gate-failed": "the privacy gate could not vouch: nothing was sent",
  "budget-exceeded": "over the limit of tokens",
  "too-long": "too long to ask",
  "ai-off": "no AI here",
  busy: "too many at a time",
  cancelled: "taken back",
};

export const outcomeWords = (outcome: string): string =>
  Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome]! : outcome.replaceAll("-", " ");

const OPERATIONS: Record<string, string> = {
  chat: "Conversation",
  analyze: "Analysis",
  embed: "Search index",
};

/** What a call was for: a document by its title, or the kind of call. */
export function purposeOf(
  { operation, tab }: { operation: string; tab: string | null },
  titles: Record<string, string>,
): string {
  if (tab !== null) return titles[tab] ?? tab;
  return OPERATIONS[operation] ?? operation;
}

/** `1234567` millionths -> "US$ 1.23"; small amounts keep what they have. */
export function dollars(micros: number): string {
  const whole = micros / 1_000_000;
  const shown = whole === 0 || whole >= 0.01 ? whole.toFixed(2) : whole.toFixed(4);
  const [units, rest] = shown.split(".");
  return `US$\u00a0${formatNumber(Number(units))}.${rest}`;
}

/** What is known of the cost; a cost that nobody knows is never 0. */
export function costWords({ cost, unpriced }: Pick<Sum, "cost" | "unpriced">): string {
  if (unpriced === 0) return dollars(cost ?? 0);
  if (cost === null || cost === 0) return "not known";
  return `${dollars(cost)}, and ${plural(unpriced, "call")} not known`;
}

export function callCost({ costMicros, inputTokens, outputTokens }: AiCall): string {
  if (costMicros !== null) return dollars(costMicros);
  return inputTokens + outputTokens > 0 ? "not known" : dollars(0);
}

/** Milliseconds as "1.2 s", below a second as "42 ms"; null: no model was asked. */
export function seconds(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  return `${formatNumber(Number((ms / 1000).toFixed(1)))}\u00a0s`;
}

/** "2 of 31 not in the facts". */
export const figureWords = ({ figures, unverified }: Pick<Sum, "figures" | "unverified">) =>
  figures === 0 ? "none" : `${formatNumber(unverified)} of ${formatNumber(figures)}`;

const PAGES: Record<string, (id: string) => string> = {
  project: () => "",
  site: (id) => `/sites/${id}`,
  task: () => "/plan",
  milestone: () => "/plan",
  plan_item: () => "/plan",
  baseline_item: () => "/plan",
  enrollment_snapshot: () => "/enrollment",
  document: (id) => `/documents/${id}`,
  document_version: () => "/documents",
  risk: (id) => `/quality?risk=${id}`,
  deviation: () => "/quality?view=deviations",
  capa: (id) => `/quality/capas/${id}`,
  qtl: () => "/quality?view=indicators",
  kri_value: () => "/quality?view=indicators",
  budget_line: () => "/budget",
};

/** The page that shows a row; null where none does. */
export function rowHref(projectId: string, kind: string, id: string): string | null {
  return Object.hasOwn(PAGES, kind) ? `/projects/${projectId}${PAGES[kind]!(id)}` : null;
}
