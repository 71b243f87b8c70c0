import { page } from "fresh";
import type { FieldError } from "@/components/form.tsx";
import { TmfList, type TmfView } from "@/components/tmf/view.tsx";
import { type Ctx, define, readForm, unwrap } from "@/lib/http/mod.ts";
import type { TmfReport } from "@/lib/tmf/model.ts";
import { importList, readArtifacts, TmfRefused } from "@/lib/tmf/service.ts";
import { attempt, errorsOf } from "../../(_frames)/account.ts";
import { caller, projectId as idOf } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

interface Shown {
  status?: number;
  report?: TmfReport | null;
  errors?: FieldError[];
  listVersion?: string;
}

async function show(
  ctx: Ctx,
  { status, report = null, errors = [], listVersion = "" }: Shown = {},
) {
  const { organization, ...data } = unwrap(await readArtifacts(caller(ctx), idOf(ctx)));
  const asOf = new Date().toISOString();
  const view: TmfView = { ...data, report, errors, listVersion, asOf };
  return page({ view, organization }, { status: status ?? 200 });
}

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const me = caller(ctx);
    const form = await readForm(ctx.req, ctx.state.config.limits.importBodyBytes);
    const file = form.get("file");
    const listVersion = String(form.get("listVersion") ?? "").trim().slice(0, 60);
    if (!(file instanceof File) || file.size === 0) {
      const errors = [{ path: "/file", message: "Choose a file" }];
      return await show(ctx, { status: 422, errors, listVersion });
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const dryRun = form.get("intent") !== "import";
    const input = {
      ...{ organizationId: idOf(ctx), bytes, dryRun },
      listVersion: listVersion || null,
    };
    const done = await attempt(() => importList(me, input));
    if (done.ok) return await show(ctx, { report: done.value, listVersion });
    const { problem } = done;
    if (problem.status === 403 || problem.status === 404) throw problem;
    const errors = problem instanceof TmfRefused
      ? problem.report.errors.slice(0, 20).map(({ row, message }) => ({
        path: "",
        message: row === null ? message : `Row ${row}: ${message}`,
      }))
      : errorsOf(problem);
    return await show(ctx, { status: problem.status, errors, listVersion });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="organization"
    label="TMF artifacts"
    above={{ href: `/organizations/${data.organization.id}`, label: data.organization.name }}
    organization={data.organization}
  >
    <TmfList {...data.view} />
  </Frame>
));
