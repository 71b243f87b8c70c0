import { page } from "fresh";
import { usageHref, UsagePage } from "@/components/assistant/usage.tsx";
import { CallDrawer } from "@/components/assistant/usage_calls.tsx";
import { define } from "@/lib/http/mod.ts";
import { projectId as idOf } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import { showUsage } from "../../(_frames)/usage.ts";

export const handler = define.handlers({
  GET: async (ctx) => page(await showUsage(ctx, { organizationId: idOf(ctx) })),
});

export default define.page<typeof handler>(({ data: { view, organization }, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="organization"
    label="Use of AI"
    organization={{ id: organization!.id, name: organization!.name }}
  >
    <UsagePage {...view} />
    {view.open && (
      <CallDrawer {...view.open} titles={view.titles} close={usageHref(view.typed, {})} />
    )}
  </Frame>
));
