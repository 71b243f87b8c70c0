import { page } from "fresh";
import { SiteList } from "@/components/study/site_list.tsx";
import { define, unwrap } from "@/lib/http/mod.ts";
import { listSites } from "@/lib/projects/service.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

/** A screenful or two; the rest is a page away. */
const LIMIT = 100;

export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    const filter = query(ctx.url, "q", "country", "status", "cursor");
    const sites = unwrap(
      await listSites(caller(ctx), {
        id,
        limit: LIMIT,
        q: filter.q || undefined,
        country: filter.country || undefined,
        status: filter.status || undefined,
        cursor: filter.cursor || undefined,
      }),
    );
    return page({ sites, filter, asOf: new Date().toISOString() });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="sites"
    label="Sites"
    study={data.sites.project}
    organization={data.sites.organization}
  >
    <SiteList page={data.sites} filter={data.filter} asOf={data.asOf} />
  </Frame>
));
