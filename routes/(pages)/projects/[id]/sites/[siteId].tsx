import { page } from "fresh";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { type Act, actOf, rightFor } from "@/components/sites/acts.ts";
import { type DossierView, SiteDossier } from "@/components/sites/dossier.tsx";
import { siteTitle } from "@/components/sites/words.ts";
import { type Ctx, define, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { type DossierPage, readDossier } from "@/lib/sites/service.ts";
import { formOf } from "../../../(_frames)/account.ts";
import {
  bodyFor,
  notYourRole,
  refusals,
  typedIn,
  unknownIntent,
  writeRow,
} from "../../../(_frames)/acts.ts";
import { caller, isUuid, projectId, query, saidIn } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";
import { tableOf } from "../../../(_frames)/site_acts.ts";

const SAID: Record<string, string> = {
  added: "Site added",
  recorded: "Recorded",
  saved: "Saved",
};

function siteId(ctx: Ctx): string {
  const id = ctx.params.siteId ?? "";
  if (!isUuid(id)) throw notFound();
  return id;
}

const read = async (ctx: Ctx) =>
  unwrap(await readDossier(caller(ctx), projectId(ctx), siteId(ctx)));

const mayDo = (data: DossierPage, act: Act) => {
  const right = rightFor(act.key);
  return right !== null && data.may[right];
};

/** The dialog that the address asks for, with what the site holds now. */
function opened(ctx: Ctx, data: DossierPage): OpenAct | null {
  const act = actOf(data, (name) => ctx.url.searchParams.get(name) ?? "");
  if (!act || !mayDo(data, act)) return null;
  return { act, values: act.values, errors: [], version: data.site.version };
}

function show(ctx: Ctx, data: DossierPage, open: OpenAct | null, status = 200) {
  const { project, organization, may, ...dossier } = data;
  const { proof } = query(ctx.url, "proof");
  const view: DossierView = {
    ...{ dossier, may, proof },
    projectId: project.id,
    said: saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open }, { status });
}

export const handler = define.handlers({
  async GET(ctx) {
    const data = await read(ctx);
    return show(ctx, data, opened(ctx, data));
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    const data = await read(ctx);
    const row = text("row");
    const asked: Record<string, string> = {
      do: text("intent"),
      who: row,
      which: row,
      role: text("role"),
      topic: text("topic"),
    };
    const act = actOf(data, (name) => asked[name] ?? "");
    if (!act || rightFor(act.key) === null) throw unknownIntent();
    if (!mayDo(data, act)) throw notYourRole();
    const values = typedIn(act, text);
    const fixed: Record<string, unknown> = act.key === "person"
      ? { siteId: data.site.id }
      : act.key === "resume"
      ? { onHoldOn: null, holdReason: null }
      : {};
    const { spec, makes } = tableOf(act);
    const { body, errors } = bodyFor({ spec, makes }, act, values, fixed);
    const open = { act, values, errors, version: data.site.version };
    if (errors.length > 0) return show(ctx, data, open, 422);
    const here = `/projects/${projectId(ctx)}/sites`;
    if (Object.keys(body).length === 0 && act.key !== "remove") {
      return seeOther(`${here}/${data.site.id}`);
    }
    const verb = makes ? "insert" : act.key === "remove" ? "delete" : "update";
    const done = await writeRow(ctx, { spec, verb, id: act.row?.id ?? data.site.id, body, text });
    if (done.ok) {
      if (act.key === "remove") return seeOther(`${here}?said=removed`);
      const said = act.key === "edit" || act.key === "member" ? "saved" : "recorded";
      return seeOther(`${here}/${data.site.id}?said=${said}`);
    }
    const now = done.problem.status === 412 ? await read(ctx) : data;
    const again = { ...open, version: now.site.version, errors: refusals(done.problem) };
    const fresh = actOf(now, (name) => asked[name] ?? "") ?? act;
    return show(ctx, now, { ...again, act: fresh }, done.problem.status);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="sites"
    label={data.view.dossier.site.number ?? siteTitle(data.view.dossier.site)}
    study={data.project}
    above={{ href: `/projects/${data.project.id}/sites`, label: "Sites" }}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close="?" />}
  >
    <SiteDossier {...data.view} />
  </Frame>
));
