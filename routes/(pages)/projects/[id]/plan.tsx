import { asset, Head } from "fresh/runtime";
import { ItemPage } from "@/components/plan/item.tsx";
import { planPanel } from "@/components/plan/panels.tsx";
import { PlanPage } from "@/components/plan/view.tsx";
import PlanLive from "@/islands/PlanLive.tsx";
import { define } from "@/lib/http/mod.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import { showPlan } from "../../(_frames)/plan.ts";
import * as acts from "../../(_frames)/plan_acts.ts";
import { bulk } from "../../(_frames)/plan_bulk.ts";
import { sentIn } from "../../(_frames)/plan_forms.ts";
import * as many from "../../(_frames)/plan_many.ts";

export const handler = define.handlers({
  GET: (ctx) => showPlan(ctx),

  async POST(ctx) {
    const sent = await sentIn(ctx);
    const intent = sent.text("intent");
    switch (intent) {
      case "apply":
        return await many.apply(ctx, sent);
      case "add-task":
        return await many.add(ctx, sent, "task");
      case "add-milestone":
        return await many.add(ctx, sent, "milestone");
      case "baseline":
        return await many.baseline(ctx, sent);
      case "days":
        return await many.days(ctx, sent);
      case "feed":
        return await many.feed(ctx);
      case "feed-revoke":
        return await many.feedRevoke(ctx, sent);
      case "skeleton":
        return await many.skeleton(ctx);
      case "confirm-all":
        return await many.confirm(ctx, undefined);
      case "confirm":
        return await many.confirm(ctx, sent.all("ids"));
      case "move":
        return await many.move(ctx, sent);
      case "save":
        return await acts.save(ctx, sent);
      case "delete":
        return await acts.remove(ctx, sent);
      case "link":
        return await acts.link(ctx, sent);
      case "unlink":
        return await acts.unlink(ctx, sent);
    }
    if (intent.startsWith("bulk-")) return await bulk(ctx, sent, intent);
    if (intent.startsWith("check-")) return await acts.check(ctx, sent, intent);
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { study, view, item, panel } = data;
  return (
    <Frame
      state={state}
      url={url}
      section="plan"
      label={item ? item.row.item.title : "Plan"}
      study={study.project}
      above={item ? { href: `/projects/${study.project.id}/plan`, label: "Plan" } : undefined}
      organization={study.organization}
      modal={view && planPanel(study.project.id, view.plan, view.query, panel)}
      islands={<PlanLive project={study.project.id} />}
    >
      <Head>
        <link rel="stylesheet" href={asset("/plan.css")} />
      </Head>
      {view ? <PlanPage {...view} /> : <ItemPage {...item!} />}
    </Frame>
  );
});
