import { page } from "fresh";
import type { PortfolioFilter } from "@/components/portfolio/filter.tsx";
import { Portfolio } from "@/components/portfolio/view.tsx";
import { define, unwrap } from "@/lib/http/mod.ts";
import type { PortfolioPage } from "@/lib/projects/model.ts";
import { readPortfolio } from "@/lib/projects/service.ts";
import { caller, query } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const { q, status, archived, cursor } = query(ctx.url, "q", "status", "archived", "cursor");
    const filter: PortfolioFilter = { q, status, archived: archived === "1", cursor };
    const portfolio = unwrap(
      await readPortfolio(caller(ctx), {
        q,
        status: status || undefined,
        archived: filter.archived,
        cursor: cursor || undefined,
      }),
    );
    const whole = ctx.url.searchParams.get("decisions") === "all";
    return page({ portfolio, filter, whole, asOf: new Date().toISOString() });
  },
});

/** The only organisation, with its looks; of several none is worn. */
function homeOf({ organizations, brand }: PortfolioPage) {
  const [only, another] = organizations;
  if (another) return "All your organisations";
  return only ? { id: only.id, name: only.name, brand } : null;
}

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="projects"
    label="Portfolio"
    organization={homeOf(data.portfolio)}
  >
    <Portfolio
      page={data.portfolio}
      filter={data.filter}
      whole={data.whole}
      asOf={data.asOf}
    />
  </Frame>
));
