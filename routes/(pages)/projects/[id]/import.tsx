import { page } from "fresh";
import { Compare } from "@/components/import/compare.tsx";
import { type DiffShow, takenPaths } from "@/components/import/change.ts";
import type { SourceForm } from "@/components/import/source.tsx";
import { formatBytes } from "@/components/format.ts";
import RecordDrop from "@/islands/RecordDrop.tsx";
import { type Ctx, define, Problem, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import { acceptChanges } from "@/lib/imports/accept.ts";
import { readPending } from "@/lib/imports/preview.ts";
import { stageImport } from "@/lib/imports/service.ts";
import { CHANGE_GROUPS } from "@/lib/imports/model.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import { NO_SOURCE, refused, sourceIn } from "../../(_frames)/record.ts";

const SHOWS: readonly DiffShow[] = ["differing", "new", "removed", "conflicts"];

async function view(ctx: Ctx, status = 200, source: SourceForm = { errors: [] }) {
  const pending = unwrap(await readPending(caller(ctx), { id: projectId(ctx) }));
  const { show, part, taken, same } = query(ctx.url, "show", "part", "taken", "same");
  return page({
    pending,
    source,
    show: SHOWS.find((one) => one === show) ?? "differing",
    group: CHANGE_GROUPS.find((one) => one === part) ?? null,
    taken: /^\d{1,6}$/.test(taken) ? Number(taken) : null,
    same: same === "1",
    limitBytes: ctx.state.config.limits.importBodyBytes,
    asOf: new Date().toISOString(),
  }, { status });
}

/** Compares a record with this study; one of another study is refused, not imported. */
async function compare(ctx: Ctx, body: FormData) {
  const id = projectId(ctx);
  const source = await sourceIn(body);
  if (!source) return await view(ctx, 422, NO_SOURCE);
  const staged = await stageImport(caller(ctx), { ...source, id });
  if (!staged.ok) return await view(ctx, staged.problem.status, refused(source, staged.problem));
  return seeOther(`/projects/${id}/import${staged.value.changes.length ? "" : "?same=1"}`);
}

async function accept(ctx: Ctx, body: FormData) {
  const id = projectId(ctx);
  const paths = takenPaths(body);
  const close = body.get("close") === "1";
  if (paths.length === 0 && !close) return seeOther(`/projects/${id}/import`);
  const { accepted } = unwrap(await acceptChanges(caller(ctx), { id, paths, close }));
  return seeOther(`/projects/${id}/import?taken=${accepted}`);
}

export const handler = define.handlers({
  GET: (ctx) => view(ctx),

  async POST(ctx) {
    caller(ctx);
    let body: FormData;
    try {
      body = await readForm(ctx.req, ctx.state.config.limits.importBodyBytes);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return await view(ctx, error.status, refused(null, error));
    }
    return body.get("intent") === "accept" ? await accept(ctx, body) : await compare(ctx, body);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="import"
    label="Registry record"
    study={data.pending.project}
    organization={data.pending.organization}
  >
    <Compare
      project={data.pending.project}
      preview={data.pending.preview}
      importedAt={data.pending.importedAt}
      show={data.show}
      group={data.group}
      mayImport={data.pending.may.import}
      taken={data.taken}
      same={data.same}
      source={data.source}
      limit={formatBytes(data.limitBytes)}
      asOf={data.asOf}
      drop={
        <RecordDrop
          limit={data.limitBytes}
          tooLarge={`The file is larger than ${formatBytes(data.limitBytes)}`}
        />
      }
    />
  </Frame>
));
