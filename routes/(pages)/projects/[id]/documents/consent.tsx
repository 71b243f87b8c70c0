import { page } from "fresh";
import { changeUse, recordUse } from "@/components/documents/acts.ts";
import { ConsentForms } from "@/components/documents/consent.tsx";
import { type ConsentView, hrefOf } from "@/components/documents/consent_view.ts";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { readConsent, SITES_LIMIT } from "@/lib/documents/service.ts";
import { useSpec } from "@/lib/documents/specs.ts";
import { type Ctx, define, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId, query } from "../../../(_frames)/call.ts";
import { actHandlers, pageIn, type Target } from "../../../(_frames)/document_acts.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

async function read(ctx: Ctx) {
  const asked = query(ctx.url, "country", "form", "all", "page");
  const filter = {
    ...{ country: asked.country.slice(0, 200), form: isUuid(asked.form) ? asked.form : "" },
    ...{ all: asked.all === "1", page: pageIn(asked.page) },
  };
  return { filter, ...unwrap(await readConsent(caller(ctx), projectId(ctx), filter)) };
}
type Data = Awaited<ReturnType<typeof read>>;

/** The cell that the address names: a version at a site. */
function targetOf(ctx: Ctx, { data, may }: Data): Target | null {
  const asked = query(ctx.url, "do", "version", "site");
  const version = data.versions.find((one) => one.id === asked.version);
  const site = data.sites.find((one) => one.id === asked.site);
  if (asked.do !== "use" || !version || !site) return null;
  const use = data.uses.find((one) => one.versionId === version.id && one.siteId === site.id);
  if (use) return { act: changeUse(use, site.label), spec: useSpec, allowed: may.edit };
  return {
    act: recordUse(version.label, site.label),
    spec: useSpec,
    allowed: may.add,
    fixed: { versionId: version.id, siteId: site.id },
  };
}

function show(ctx: Ctx, found: Data, open: OpenAct | null, status = 200) {
  const { project, organization, may, data, filter } = found;
  const view: ConsentView = {
    ...{ ...data, may, filter, projectId: project.id },
    pages: Math.max(1, Math.ceil(data.siteCount / SITES_LIMIT)),
    said: query(ctx.url, "said").said === "recorded" ? "Recorded" : null,
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open }, { status });
}

export const handler = define.handlers(actHandlers({
  ...{ read, targetOf, show },
  next: (ctx, { filter }) => `${ctx.url.pathname}${hrefOf(filter, { said: "recorded" })}`,
}));

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="documents"
    label="Consent forms by site"
    study={data.project}
    above={{ href: `/projects/${data.project.id}/documents`, label: "Documents" }}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close={hrefOf(data.view.filter)} />}
  >
    <ConsentForms {...data.view} />
  </Frame>
));
