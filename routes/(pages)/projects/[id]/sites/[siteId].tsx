import { page } from "fresh";
import { z } from "zod";
import { ActDialog, type OpenAct } from "@/components/sites/act_dialog.tsx";
import { type Act, actOf, rightFor } from "@/components/sites/acts.ts";
import { type DossierView, SiteDossier } from "@/components/sites/dossier.tsx";
import { siteTitle } from "@/components/sites/words.ts";
import {
  type Ctx,
  define,
  forbidden,
  notFound,
  Problem,
  type Result,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import { createRow, deleteRow, updateRow } from "@/lib/rows/service.ts";
import { type DossierPage, readDossier } from "@/lib/sites/service.ts";
import { attempt, formOf } from "../../../(_frames)/account.ts";
import { caller, projectId, query } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";
import { bodyOf, refusals, tableOf, typedIn } from "../../../(_frames)/site_acts.ts";

const SAID: Record<string, string> = {
  added: "Site added",
  recorded: "Recorded",
  saved: "Saved",
};

const uuid = z.uuid();

function siteId(ctx: Ctx): string {
  const id = uuid.safeParse(ctx.params.siteId);
  if (!id.success) throw notFound();
  return id.data;
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
  const { proof, said } = query(ctx.url, "proof", "said");
  const view: DossierView = {
    ...{ dossier, may, proof },
    projectId: project.id,
    said: Object.hasOwn(SAID, said) ? SAID[said]! : null,
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open }, { status });
}

const version = z.coerce.number().int().min(1);

/** Writes what the act says. */
function write(
  ctx: Ctx,
  act: Act,
  body: Record<string, unknown>,
  given: { reason: string | null; version: number | null },
): Promise<Result<unknown>> {
  const me = caller(ctx, given.reason);
  const where = { projectId: projectId(ctx), version: given.version };
  const { spec, makes } = tableOf(act);
  if (makes) return createRow(me, spec, where.projectId, body);
  const row = { ...where, id: act.row?.id ?? siteId(ctx) };
  return act.key === "remove" ? deleteRow(me, spec, row) : updateRow(me, spec, row, body);
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
    if (!act || rightFor(act.key) === null) {
      throw new Problem(400, "Cannot tell what to do: the form names no known intent");
    }
    if (!mayDo(data, act)) throw forbidden("Your role in this study does not include this");
    const values = typedIn(act, text);
    const fixed: Record<string, unknown> = act.key === "person"
      ? { siteId: data.site.id }
      : act.key === "resume"
      ? { onHoldOn: null, holdReason: null }
      : {};
    const { body, errors } = bodyOf(act, values, fixed);
    const open = { act, values, errors, version: data.site.version };
    if (errors.length > 0) return show(ctx, data, open, 422);
    const here = `/projects/${projectId(ctx)}/sites`;
    if (Object.keys(body).length === 0 && act.key !== "remove") {
      return seeOther(`${here}/${data.site.id}`);
    }
    const shown = version.safeParse(text("version"));
    const done = await attempt(() =>
      write(ctx, act, body, {
        reason: values.reason?.slice(0, 2000) || null,
        version: shown.success ? shown.data : null,
      })
    );
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
