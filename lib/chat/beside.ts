/** Questions that are asked beside something: "Why?" beside a site. Pure. */
import type { AboutRef } from "./model.ts";
import type { SiteRow } from "./queries.ts";
import { type Plan, planOf, sitesOf, type Topic, type Unknown } from "./question.ts";
import type { Use } from "./tools.ts";

/** Words for what stands beside a question. */
const IT = /\b(this|it|its)\b/;
const COMPARES = /\b(compare|versus|vs)\b/;
/** Topics that are about what stands beside them where nothing else is named. */
const OF_IT: readonly Topic[] = ["why", "next", "site", "study"];

/**
 * The plan of a question that is asked beside something: that first, then what else it asks for. Beside
 * a site "What is missing?" is a question about the site.
 */
export function besides(
  message: string,
  sites: readonly SiteRow[],
  of: AboutRef,
): Plan | Unknown {
  const record: Use = { tool: "get_record", of, detail: "Asked beside" };
  const text = message.toLowerCase();
  const { found, lost } = sitesOf(text, sites);
  const meant = found.length === 0 || IT.test(text) || COMPARES.test(text);
  const here = sites.find(({ id }) => meant && of.kind === "site" && id === of.id);
  const plan = planOf(message, sites, here);
  if (lost.length > 0) return plan;
  if (plan.topic === null) return { topic: "about", uses: [record] };
  const others = found.some(({ id }) => id !== of.id);
  const ofIt = IT.test(text) || OF_IT.includes(plan.topic);
  if (!others && ofIt) return { topic: "about", uses: [record] };
  return { topic: plan.topic, uses: [record, ...plan.uses] };
}
