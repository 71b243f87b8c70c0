import { page } from "fresh";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { addAct } from "@/components/sites/acts.ts";
import { queryOf } from "@/components/filter_bar.tsx";
import { SiteList, type SiteListView } from "@/components/sites/list.tsx";
import { type Ctx, define, seeOther, unwrap } from "@/lib/http/mod.ts";
import { SITE_STATES, type SiteState } from "@/lib/sites/model.ts";
import { createSite, readSitesPage } from "@/lib/sites/service.ts";
import { siteSpec } from "@/lib/sites/specs.ts";
import { attempt, formOf } from "../../../(_frames)/account.ts";
import { bodyFor, refusals, typedIn, unknownIntent } from "../../../(_frames)/acts.ts";
import { caller, projectId, query } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

/** A screenful or two; the rest is a page away. */
const LIMIT = 50;

const isState = (text: string): text is SiteState =>
  (SITE_STATES as readonly string[]).includes(text);

/** The page, with what was typed where something was refused. */
async function show(ctx: Ctx, status = 200, refused?: OpenAct) {
  const id = projectId(ctx);
  const filter = query(ctx.url, "q", "country", "status", "state", "cursor");
  if (filter.state && !isState(filter.state)) filter.state = "";
  const data = unwrap(
    await readSitesPage(caller(ctx), {
      id,
      limit: LIMIT,
      q: filter.q.slice(0, 200) || undefined,
      country: filter.country || undefined,
      status: filter.status || undefined,
      state: isState(filter.state) ? filter.state : undefined,
      cursor: filter.cursor || undefined,
    }),
  );
  const { project, organization, may, ...list } = data;
  const asked = query(ctx.url, "do", "proof", "said");
  const view: SiteListView = {
    ...list,
    projectId: id,
    siteCount: project.siteCount,
    filter,
    may,
    proof: asked.proof === "states",
    said: asked.said === "removed" ? "Site removed; the trail keeps it" : null,
    asOf: new Date().toISOString(),
  };
  const act = addAct();
  const opened = asked.do === "add" ? { act, values: act.values, errors: [] } : null;
  const open = may.add ? refused ?? opened : null;
  const close = `?${queryOf(filter)}`;
  return page({ view, project, organization, open, close }, { status });
}

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const text = await formOf(ctx);
    if (text("intent") !== "add") throw unknownIntent();
    const act = addAct();
    const values = typedIn(act, text);
    const { body, errors } = bodyFor({ spec: siteSpec, makes: true }, act, values);
    if (errors.length > 0) return await show(ctx, 422, { act, values, errors });
    const id = projectId(ctx);
    const made = await attempt(() => createSite(caller(ctx), id, body));
    if (made.ok) return seeOther(`/projects/${id}/sites/${made.value.id}?said=added`);
    return await show(ctx, made.problem.status, { act, values, errors: refusals(made.problem) });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="sites"
    label="Sites"
    study={data.project}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close={data.close} />}
  >
    <SiteList {...data.view} />
  </Frame>
));
