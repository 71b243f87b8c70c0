import { page } from "fresh";
import { actOf, kindOf, mayAct } from "@/components/quality/acts.ts";
import { beforeClosing, CapaView } from "@/components/quality/capa_page.tsx";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { type Ctx, define, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { type CapaPage, readCapaPage } from "@/lib/quality/pages.ts";
import { formOf } from "../../../../(_frames)/account.ts";
import { notYourRole, unknownIntent } from "../../../../(_frames)/acts.ts";
import { caller, projectId } from "../../../../(_frames)/call.ts";
import { Frame } from "../../../../(_frames)/frame.tsx";
import { doAct, idOf, openedAct } from "../../../../(_frames)/quality.ts";

async function read(ctx: Ctx) {
  const id = idOf(ctx.params.capaId ?? "");
  if (!id) throw notFound();
  return unwrap(await readCapaPage(caller(ctx), projectId(ctx), id));
}

function show(data: CapaPage, asked: OpenAct | null, status = 200) {
  const closes = asked?.act.key === "close-capa" && data.capa.closedOn === null;
  const open = closes ? { ...asked, first: beforeClosing(data.capa) } : asked;
  return page({ ...data, open, asOf: new Date().toISOString() }, { status });
}

/** Acts of an action alone have a place here. */
const isMine = (key: string) => {
  const kind = kindOf(key);
  return kind?.table === "capa" && kind.verb === "update";
};

export const handler = define.handlers({
  async GET(ctx) {
    const data = await read(ctx);
    const key = ctx.url.searchParams.get("do") ?? "";
    const open = isMine(key) ? openedAct(key, data.item, data.choices, data.may.can) : null;
    return show(data, open);
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    const key = text("intent");
    if (!isMine(key)) throw unknownIntent();
    const data = await read(ctx);
    if (!mayAct(data.may.can, key)) throw notYourRole();
    const act = actOf(key, data.item, data.choices, new Date().toISOString().slice(0, 10))!;
    const done = await doAct(ctx, act, text);
    return done.ok ? seeOther(ctx.url.pathname) : show(data, done.open, done.status);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="quality"
    label={data.capa.title}
    study={data.project}
    above={{ href: `/projects/${data.project.id}/quality?view=actions`, label: "Quality" }}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close="?" />}
  >
    <CapaView {...data} can={data.may.can} projectId={data.project.id} />
  </Frame>
));
