import { page } from "fresh";
import { usageHref, UsagePage } from "@/components/assistant/usage.tsx";
import { CallDrawer } from "@/components/assistant/usage_calls.tsx";
import { define } from "@/lib/http/mod.ts";
import { projectId } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";
import { showUsage } from "../../../(_frames)/usage.ts";

export const handler = define.handlers({
  GET: async (ctx) => page(await showUsage(ctx, { projectId: projectId(ctx) })),
});

export default define.page<typeof handler>(({ data: { view, head }, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="assistant"
    label="Use of AI"
    study={head!.project}
    above={{ href: `/projects/${head!.project.id}/assistant`, label: "Assistant" }}
    organization={head!.organization}
  >
    <UsagePage {...view} />
    {view.open && (
      <CallDrawer {...view.open} titles={view.titles} close={usageHref(view.typed, {})} />
    )}
  </Frame>
));
