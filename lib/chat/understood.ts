/** What a message asks: one question or several, an order, or something about another study. Pure. */
import type { SiteRow, StudyRow } from "./queries.ts";
import { type Plan, planOf, sitesOf, type Unknown } from "./question.ts";

/** Where a message goes on to another question. */
const NEXT = /(?<=[?!;.])\s+|\s+and\s+(?=(?:how|what|when|who|why|which|is|are)\b)/i;
/** Tools that one answer takes, at most. */
const MOST_USES = 6;

const ORDER =
  /^\s*(please\s+)?(delete|remove|approve|reject|sign|close|create|add|change|move|set|assign|archive|cancel|rename)\b/i;

const bare = (text: string) =>
  ` ${text.toLowerCase().replaceAll(/[^\p{L}\p{N}-]+/gu, " ").trim()} `;
const names = (message: string, name: string) => bare(message).includes(bare(name));

/** Other studies that a message names; a name without a figure may be any word, and counts for none. */
const othersOf = (message: string, studies: readonly StudyRow[]) =>
  studies.filter(({ name, nctId }) =>
    (/\d/.test(name) && names(message, name)) || (nctId !== null && names(message, nctId))
  );

/** Several questions are each looked up; where a site is named they are about that site, as one. */
function several(message: string, sites: readonly SiteRow[]): Plan | null {
  const { found, lost } = sitesOf(message, sites);
  if (found.length + lost.length > 0) return null;
  const plans = message.split(NEXT).map((part) => planOf(part, sites))
    .filter((plan) => plan.topic !== null);
  if (new Set(plans.map(({ topic }) => topic)).size < 2) return null;
  const uses = plans.flatMap((plan) => plan.uses);
  const once = new Map(uses.map((use) => [JSON.stringify(use), use]));
  return { topic: "several", uses: [...once.values()].slice(0, MOST_USES) };
}

/** What a message takes; or why it cannot be looked up. @param studies the others that its asker sees */
export function understood(
  message: string,
  sites: readonly SiteRow[],
  studies: readonly StudyRow[],
): Plan | Unknown {
  const others = othersOf(message, studies).map(({ name }) => name);
  if (others.length > 0) {
    return {
      ...{ topic: null, elsewhere: true },
      why: `Only this study is read here. Open ${others.join(", ")} and ask there.`,
    };
  }
  const plan = several(message, sites) ?? planOf(message, sites);
  if (!ORDER.test(message)) return plan;
  return plan.topic === null ? { topic: null, why: NOTHING_CHANGED } : { ...plan, order: true };
}

/** What is said to who tells the rules to do something. */
export const NOTHING_CHANGED = "Nothing was changed: rules answer questions only. " +
  "What is proposed is decided under Proposals; all else is changed on its own page.";
