/** How the documents, the quality and the budget of a study stand, in words. Pure. */
import { AT_RISK_OVER, CRITICAL_OVER, standingOf } from "@/lib/budget/words.ts";
import type { BudgetStanding, RecordStanding, Standing } from "@/lib/projects/portfolio_model.ts";
import { formatPercent, plural, type Stand, type State } from "./standing_model.ts";

/** Rules in the order in which they are told: their words for one and for several. */
type Words = readonly (readonly [rule: string, one: string, more?: string])[];

const DOCUMENTS: Words = [
  ["document_expired", "expired"],
  ["consent_superseded_in_use", "older consent form in use", "older consent forms in use"],
  ["document_missing_for_gate", "gap before activation", "gaps before activation"],
  ["continuing_review_due", "ethics review due", "ethics reviews due"],
  ["approval_pending", "waiting for approval"],
  ["document_expiring", "ending within 90 days"],
];
const QUALITY: Words = [
  ["qtl_breach", "limit reached", "limits reached"],
  ["kri_red_two_periods", "red indicator", "red indicators"],
  ["deviation_overdue", "overdue finding", "overdue findings"],
  ["capa_overdue", "overdue action", "overdue actions"],
  ["capa_ineffective", "action without effect", "actions without effect"],
  ["qtl_warning", "limit near", "limits near"],
  ["risk_high_unreviewed", "high risk not reviewed", "high risks not reviewed"],
];
/** More than that is on the study's own page. */
const TOLD = 3;

const WORST = { crit: "Critical", risk: "At risk" } as const;

function reasonsOf({ counts }: RecordStanding, words: Words): string[] {
  const all = words.flatMap(([rule, one, more = one]) => {
    const count = counts[rule] ?? 0;
    return count > 0 ? [plural(count, one, more)] : [];
  });
  const rest = all.length - TOLD;
  return rest > 0 ? [...all.slice(0, TOLD), `${rest} more`] : all;
}

function stand(it: RecordStanding, words: Words, gap: string | null, fine: string): Stand {
  const reasons = reasonsOf(it, words);
  const say = (state: State, word: string, reason: string) => ({ state, word, reason });
  if (it.worst) return say(it.worst, WORST[it.worst], reasons.join("; "));
  if (gap) return say("unk", "Unknown", [gap, ...reasons].join("; "));
  return say("ok", "On track", reasons.join("; ") || fine);
}

export const documentsOf = ({ documents }: Standing): Stand =>
  stand(
    documents,
    DOCUMENTS,
    documents.expected ? null : "no document is expected yet",
    "none expired or missing",
  );

export const qualityOf = ({ quality }: Standing): Stand =>
  stand(
    quality,
    QUALITY,
    quality.measured ? null : "nothing is counted for an indicator",
    "no limit reached, nothing overdue",
  );

const STATES = {
  "critical": ["crit", "Critical"],
  "at-risk": ["risk", "At risk"],
  "unknown": ["unk", "Unknown"],
  "on-track": ["ok", "On track"],
} as const;
const RANK = ["critical", "at-risk", "unknown", "on-track"];

/** A line beyond its limit stands for its currency: sums hide it. */
function currencyOf(it: BudgetStanding) {
  const sum = standingOf(it, it.unknown);
  const over = it.worstRatio ?? 0;
  if (over <= AT_RISK_OVER || sum.state === "critical") return sum;
  const share = formatPercent(Math.ceil(over * 1000 - 1e-6) / 1000, 1);
  const limit = over > CRITICAL_OVER ? CRITICAL_OVER : AT_RISK_OVER;
  return {
    state: over > CRITICAL_OVER ? "critical" as const : "at-risk" as const,
    reason: `a line ${share} over plan, limit ${formatPercent(limit)}`,
  };
}

/** The currency that stands worst; null for who may not read the budget. */
export function budgetOf({ budget }: Standing): Stand | null {
  if (budget === null) return null;
  if (budget.length === 0) return { state: "unk", word: "Unknown", reason: "no budget line" };
  const [worst] = budget.map((one) => ({ one, ...currencyOf(one) }))
    .toSorted((a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state));
  const [state, word] = STATES[worst!.state];
  return { state, word, reason: `${worst!.one.currency} ${worst!.reason}` };
}
