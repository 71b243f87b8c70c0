import { Activity } from "@/components/activity/view.tsx";
import { define } from "@/lib/http/mod.ts";
import { showActivity, verifyChainOf } from "../../(_frames)/activity.ts";
import { projectId as idIn } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

export const handler = define.handlers({
  GET: (ctx) => showActivity(ctx, { organizationId: idIn(ctx) }),
  POST: (ctx) => verifyChainOf(ctx, { organizationId: idIn(ctx) }),
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="organization"
    label="Activity"
    organization={data.activity.organization}
  >
    <Activity {...data} />
  </Frame>
));
