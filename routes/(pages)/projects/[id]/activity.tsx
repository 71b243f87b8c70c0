import { page } from "fresh";
import { Activity } from "@/components/activity/view.tsx";
import { activityQuery } from "@/lib/activity/model.ts";
import { readActivityPage } from "@/lib/activity/service.ts";
import { define, fieldErrors, Problem } from "@/lib/http/mod.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const id = projectId(ctx);
    const filter = query(ctx.url, "entity", "from", "to", "cursor");
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value));
    const wanted = activityQuery.safeParse(given);
    if (!wanted.success) {
      const errors = fieldErrors(wanted.error.issues);
      throw new Problem(400, errors[0]?.message ?? "Cannot read the filter", { errors });
    }
    const who = caller(ctx);
    const verifyIn = ctx.url.searchParams.has("verify") ? ctx.state.config.dataDir : null;
    const activity = await readActivityPage(who, id, wanted.data, verifyIn);
    return page({ activity, filter, asOf: new Date().toISOString() });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="activity"
    label="Activity"
    study={data.activity.project}
    organization={data.activity.organization.name}
  >
    <Activity
      projectId={data.activity.project.id}
      page={data.activity}
      filter={data.filter}
      verdict={data.activity.verdict}
      asOf={data.asOf}
    />
  </Frame>
));
