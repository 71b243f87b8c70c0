import { page } from "fresh";
import { type Line, Policies, type PoliciesView } from "@/components/agents/policies.tsx";
import { usageHref, UsagePage } from "@/components/assistant/usage.tsx";
import { CallDrawer } from "@/components/assistant/usage_calls.tsx";
import { PageHead } from "@/components/shell.tsx";
import { readAiPage } from "@/lib/agents/pages.ts";
import { type Ctx, define, seeOther, unwrap } from "@/lib/http/mod.ts";
import { formOf } from "../../(_frames)/account.ts";
import { changeLine, lineIn, SAID_OF_AGENTS } from "../../(_frames)/agents.ts";
import { caller, projectId as idOf, saidIn } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import { usageAsk, usageView } from "../../(_frames)/usage.ts";

type Refused = Pick<PoliciesView, "typed" | "errors"> & { status: number; line: Line };

/** The page, with what was typed where something was refused. */
async function show(ctx: Ctx, refused?: Refused) {
  const ask = usageAsk(ctx);
  const { use, organization, agents } = unwrap(
    await readAiPage(caller(ctx), idOf(ctx), ask.input),
  );
  const policies: PoliciesView = {
    ...agents,
    line: refused?.line ?? lineIn(ctx, agents.policies),
    typed: refused?.typed ?? {},
    errors: refused?.errors ?? [],
    said: saidIn(ctx.url, SAID_OF_AGENTS),
  };
  const { usage } = use;
  const view = usage && usageView(ask, { ...use, usage });
  return page({ view, policies, organization }, { status: refused?.status ?? 200 });
}

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const text = await formOf(ctx);
    const done = await changeLine(ctx, idOf(ctx), text);
    if ("refused" in done) return await show(ctx, done.refused);
    return seeOther(`/organizations/${idOf(ctx)}/ai?said=${done.said}#agents`);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { view, policies, organization } = data;
  return (
    <Frame
      state={state}
      url={url}
      section="organization"
      label={view ? "Use of AI" : "What agents may do"}
      organization={{ id: organization.id, name: organization.name }}
    >
      {view ? <UsagePage {...view} agents={<Policies {...policies} />} /> : (
        <>
          <PageHead title="Agents" sub="What they may do in the organisation's studies" />
          <div class="grid-12">
            <Policies {...policies} />
          </div>
        </>
      )}
      {view?.open && (
        <CallDrawer {...view.open} titles={view.titles} close={usageHref(view.typed, {})} />
      )}
    </Frame>
  );
});
