import { page } from "fresh";
import type { AssignForm } from "@/components/csv/assign.tsx";
import { CsvPage as CsvBody, type CsvView } from "@/components/csv/view.tsx";
import { formatBytes } from "@/components/format.ts";
import type { Section } from "@/components/shell_entries.ts";
import CsvProgress from "@/islands/CsvProgress.tsx";
import CsvUpload from "@/islands/CsvUpload.tsx";
import { kindNamed } from "@/lib/csv/kinds/mod.ts";
import type { Mapping } from "@/lib/csv/mapping.ts";
import { CSV_KINDS, LEFT_OUT, MAX_BYTES, type Report } from "@/lib/csv/model.ts";
import { watched } from "@/lib/csv/progress.ts";
import { ImportRefused, ImportStopped } from "@/lib/csv/refusal.ts";
import {
  badRows,
  type CsvPage,
  importUpload,
  keepUpload,
  readCsvPage,
  type UploadInput,
} from "@/lib/csv/uploads.ts";
import { type Ctx, define, Problem, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

/** The kind in the address; sites without one. */
function asked(ctx: Ctx) {
  const { kind: name, upload } = query(ctx.url, "kind", "upload");
  const known = CSV_KINDS.find((one) => one.kind === name) ?? CSV_KINDS[0];
  return {
    known,
    kind: kindNamed(known.kind)!,
    upload: isUuid(upload) ? upload : null,
    id: projectId(ctx),
  };
}

const limitOf = (ctx: Ctx) => Math.min(ctx.state.config.limits.importBodyBytes, MAX_BYTES);

const emptyForm = ({ upload, may }: CsvPage): AssignForm | null =>
  upload && {
    chosen: upload.columns.map((column) => column.field ?? ""),
    ...{ dateFormat: "", clear: false, remember: may.remember, reason: "", errors: [] },
  };

type Changes = Partial<Pick<CsvView, "form" | "report" | "start" | "stopped">>;

async function view(ctx: Ctx, status = 200, changes: (now: CsvPage) => Changes = () => ({})) {
  const { kind, known, upload, id } = asked(ctx);
  const data = unwrap(await readCsvPage(caller(ctx), kind, { projectId: id, upload }));
  const gone = upload !== null && data.upload === null
    ? [{ path: "/file", message: "The file is no longer here: choose it again" }]
    : [];
  const done = /^(\d{1,6})-(\d{1,6})-(\d{1,6})$/.exec(query(ctx.url, "done").done);
  const shown: CsvView = {
    projectId: id,
    kind: known.kind,
    mayImport: data.may.import,
    mayRemember: data.may.remember,
    seesBudget: data.project.seesBudget === true,
    ...{ fields: data.fields, upload: data.upload, form: emptyForm(data), report: null },
    ...{ start: { pasted: "", errors: gone }, stopped: false },
    done: done && {
      created: Number(done[1]),
      updated: Number(done[2]),
      unchanged: Number(done[3]),
    },
    limit: formatBytes(limitOf(ctx)),
    ...changes(data),
  };
  const section: Section = known.page;
  return page({ data, view: shown, section, limit: limitOf(ctx) }, { status });
}

/** A chosen file, else what was pasted; null for neither. */
async function fileIn(body: FormData): Promise<{ name: string; bytes: Uint8Array } | null> {
  const file = body.get("file");
  if (file instanceof File && file.size > 0) {
    return { name: file.name.slice(0, 200), bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  const text = String(body.get("text") ?? "");
  return text.trim() === ""
    ? null
    : { name: "Pasted table", bytes: new TextEncoder().encode(text) };
}

async function upload(ctx: Ctx, body: FormData) {
  const { kind, known, id } = asked(ctx);
  const start = (message: string, path: string) =>
    view(ctx, 422, () => ({
      start: { pasted: String(body.get("text") ?? ""), errors: [{ path, message }] },
    }));
  const file = await fileIn(body);
  if (!file) return await start("Choose a file, or paste a table", "/file");
  const kept = await keepUpload(caller(ctx), kind, { projectId: id, ...file });
  if (kept.ok) return seeOther(`/projects/${id}/csv?kind=${known.kind}&upload=${kept.value}`);
  if (kept.problem.status !== 422) throw kept.problem;
  return await start(kept.problem.detail, file.name === "Pasted table" ? "/text" : "/file");
}

/** The form as it was filled in, and what it says; errors are of columns that nobody decided on. */
function typed(body: FormData, { upload, may }: CsvPage) {
  const columns = upload?.columns ?? [];
  const chosen = columns.map((_, at) => String(body.get(`c${at}`) ?? ""));
  const mapping: Mapping = {};
  const errors = columns.flatMap(({ header }, at) => {
    const path = `c${at}`;
    const field = chosen[at]!;
    if (field === "") {
      return [{ path, message: "Choose what this column fills, or leave it out" }];
    }
    if (field === LEFT_OUT) return [];
    if (Object.hasOwn(mapping, field)) {
      return [{ path, message: `“${mapping[field]}” fills this field already` }];
    }
    mapping[field] = header;
    return [];
  });
  const date = String(body.get("dateFormat") ?? "");
  const form: AssignForm = {
    ...{ chosen, errors, dateFormat: date },
    clear: body.has("clear"),
    remember: body.has("remember") && may.remember,
    reason: String(body.get("reason") ?? "").trim().slice(0, 2000),
  };
  return { form, mapping };
}

async function check(ctx: Ctx, body: FormData, intent: "check" | "import" | "bad") {
  const { kind, known, upload, id } = asked(ctx);
  const data = unwrap(await readCsvPage(caller(ctx), kind, { projectId: id, upload }));
  if (!data.upload || upload === null) return await view(ctx, 422);
  const { form, mapping } = typed(body, data);
  if (form.errors.length > 0) return await view(ctx, 422, () => ({ form }));
  const { dateFormat, clear, remember } = form;
  const input: UploadInput = {
    ...{ projectId: id, upload, mapping, clear, remember, ignoreUnknown: true },
    dateFormat: dateFormat === "dmy" || dateFormat === "mdy" ? dateFormat : undefined,
    dryRun: intent !== "import",
  };
  const me = caller(ctx, form.reason || null);
  if (intent === "bad") return file(known.kind, unwrap(await badRows(me, kind, input)));
  const result = await watched(
    me.claims.sub,
    String(body.get("job") ?? ""),
    (watch) => importUpload(me, kind, { ...input, watch }),
  );
  if (result.ok && intent === "import") {
    const { created, updated, unchanged } = result.value;
    return seeOther(
      `/projects/${id}/csv?kind=${known.kind}&done=${created}-${updated}-${unchanged}`,
    );
  }
  if (result.ok) return await view(ctx, 200, () => ({ form, report: withReason(result.value) }));
  const { problem } = result;
  if (problem instanceof ImportRefused) {
    const { report } = problem;
    return await view(ctx, 422, () => ({ form, report: withReason(report) }));
  }
  if (problem instanceof ImportStopped) {
    return await view(ctx, 200, () => ({ form, stopped: true }));
  }
  if (problem.status === 410) return await view(ctx, 422);
  if (problem.status !== 422) throw problem;
  return await view(ctx, 422, () => ({ form: { ...form, errors: problem.errors ?? [] } }));
}

/** On the page the reason has a field of its own. */
const withReason = (report: Report): Report => ({
  ...report,
  errors: report.errors.map((error) =>
    error.path === "/reason"
      ? { ...error, message: `${error.message}: write it below, under Reason` }
      : error
  ),
});

const file = (kind: string, text: string) =>
  new Response(text, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${kind}-problems.csv"`,
    },
  });

export const handler = define.handlers({
  GET: (ctx) => view(ctx),

  async POST(ctx) {
    caller(ctx);
    let body: FormData;
    try {
      // What surrounds the file in the form is small.
      body = await readForm(ctx.req, limitOf(ctx) + 64 * 1024);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const errors = [{ path: "/file", message: error.detail }];
      return await view(ctx, error.status, () => ({ start: { pasted: "", errors } }));
    }
    const intent = body.get("intent");
    if (intent === "upload") return await upload(ctx, body);
    if (intent === "check" || intent === "import" || intent === "bad") {
      return await check(ctx, body, intent);
    }
    throw new Problem(400, "Cannot tell what to do: intent is none of upload, check, import, bad");
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section={data.section}
    label="Import"
    study={data.data.project}
    organization={data.data.organization}
  >
    <CsvBody
      {...data.view}
      progress={data.view.upload
        ? <CsvProgress job={crypto.randomUUID()} path={`${url.pathname}/progress`} />
        : (
          <CsvUpload
            limit={data.limit}
            tooLarge={`This file is larger than ${formatBytes(data.limit)}: split it`}
          />
        )}
    />
  </Frame>
));
