import { Activity } from "@/components/activity/view.tsx";
import { define } from "@/lib/http/mod.ts";
import { showActivity, verifyChainOf } from "../../(_frames)/activity.ts";
import { projectId } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

export const handler = define.handlers({
  GET: (ctx) => showActivity(ctx, { projectId: projectId(ctx) }),
  POST: (ctx) => verifyChainOf(ctx, { projectId: projectId(ctx) }),
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="activity"
    label="Activity"
    study={data.activity.project}
    organization={data.activity.organization}
  >
    <Activity {...data} />
  </Frame>
));
