import { page } from "fresh";
import type { PortfolioFilter } from "@/components/portfolio/filter.tsx";
import { Portfolio } from "@/components/portfolio/view.tsx";
import { readPortfolioHome } from "@/lib/actions/service.ts";
import { define } from "@/lib/http/mod.ts";
import type { PortfolioPage } from "@/lib/projects/portfolio_model.ts";
import { caller, query } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";

/** Studies on a page: how each stands is computed for these alone. */
const PAGE = 25;
/** The reader's actions, at first and when all are asked for. */
const FEW = 5;
const MANY = 200;

export const handler = define.handlers({
  async GET(ctx) {
    const { q, status, archived, cursor } = query(ctx.url, "q", "status", "archived", "cursor");
    const filter: PortfolioFilter = { q, status, archived: archived === "1", cursor };
    const whole = ctx.url.searchParams.get("actions") === "all";
    const filtered = q !== "" || status !== "" || filter.archived || cursor !== "";
    const { portfolio, mine } = await readPortfolioHome(caller(ctx), {
      q,
      status: status || undefined,
      archived: filter.archived,
      cursor: cursor || undefined,
      limit: PAGE,
    }, filtered ? null : whole ? MANY : FEW);
    return page({ portfolio, filter, mine, whole, asOf: new Date().toISOString() });
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
      mine={data.mine}
      whole={data.whole}
      asOf={data.asOf}
    />
  </Frame>
));
