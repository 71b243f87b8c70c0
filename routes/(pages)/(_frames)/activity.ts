/** The two pages of the trail, of a study and of an organisation: the same reading and checking. */
import { page } from "fresh";
import { type ActivityFilter, FILTERS } from "@/components/activity/filters.tsx";
import { type ActivityQuery, activityQuery } from "@/lib/activity/model.ts";
import { checkActivity, readActivityPage, type Scope } from "@/lib/activity/service.ts";
import { type Ctx, fieldErrors, Problem, readForm, seeOther } from "@/lib/http/mod.ts";
import { caller, query } from "./call.ts";

/** The filter in the address; parts that cannot be used are named, and left out of the query. */
function filterIn(url: URL) {
  const filter: ActivityFilter = query(url, ...FILTERS, "cursor");
  const given = Object.entries(filter).filter(([, value]) => value !== "");
  const wanted = activityQuery.safeParse(Object.fromEntries(given));
  if (wanted.success) return { filter, wanted: wanted.data, errors: [] };
  const errors = fieldErrors(wanted.error.issues);
  const wrong = new Set(errors.map(({ path }) => path.split("/")[1]));
  const rest = Object.fromEntries(given.filter(([name]) => !wrong.has(name)));
  return { filter, wanted: activityQuery.parse(rest) satisfies ActivityQuery, errors };
}

export async function showActivity(ctx: Ctx, scope: Scope) {
  const { filter, wanted, errors } = filterIn(ctx.url);
  const activity = await readActivityPage(caller(ctx), scope, wanted);
  const data = { activity, filter, errors, asOf: new Date().toISOString() };
  return page(data, { status: errors.length > 0 ? 422 : 200 });
}

/** "verify" begins a check of the chain, "continue" goes on with one; both come back to the page. */
export async function verifyChainOf(ctx: Ctx, scope: Scope) {
  const body = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
  const intent = body.get("intent");
  if (intent !== "verify" && intent !== "continue") {
    throw new Problem(400, "Cannot tell what to do: intent is none of verify, continue");
  }
  const { dataDir } = ctx.state.config;
  await checkActivity({ ...caller(ctx), dataDir }, scope, intent === "verify");
  return seeOther(`${ctx.url.pathname}${ctx.url.search}#chain`);
}
