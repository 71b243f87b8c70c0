import { page } from "fresh";
import {
  dateVersion,
  editDocument,
  removeDocument,
  withdrawVersion,
} from "@/components/documents/acts.ts";
import {
  type DocumentItem,
  DocumentPage,
  type DocumentView,
} from "@/components/documents/document.tsx";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import { formatBytes } from "@/components/format.ts";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import CsvUpload from "@/islands/CsvUpload.tsx";
import { readDocument } from "@/lib/documents/service.ts";
import { documentSpec, versionSpec } from "@/lib/documents/specs.ts";
import { ACCEPT } from "@/lib/documents/upload/sniff.ts";
import { addVersion } from "@/lib/documents/versions.ts";
import { type Ctx, define, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { attempt, errorsOf } from "../../../(_frames)/account.ts";
import { caller, isUuid, projectId, query, saidIn } from "../../../(_frames)/call.ts";
import { opened, perform, type Target } from "../../../(_frames)/document_acts.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

const SAID: Record<string, string> = {
  added: "Document added",
  saved: "Saved",
  recorded: "Recorded",
  version: "Version added",
};

function documentId(ctx: Ctx): string {
  const id = ctx.params.documentId ?? "";
  if (!isUuid(id)) throw notFound();
  return id;
}

const read = async (ctx: Ctx) =>
  unwrap(
    await readDocument(
      caller(ctx),
      projectId(ctx),
      documentId(ctx),
      query(ctx.url, "do").do === "edit",
    ),
  );

type Data = Awaited<ReturnType<typeof read>>;

function targetOf(ctx: Ctx, { data, may, people }: Data): Target | null {
  const asked = query(ctx.url, "do", "which");
  const { document, versions } = data;
  if (asked.do === "edit") {
    return { act: editDocument(document, people), spec: documentSpec, allowed: may.edit };
  }
  if (asked.do === "remove") {
    return { act: removeDocument(document), spec: documentSpec, allowed: may.remove };
  }
  const version = versions.find((one) => one.id === asked.which);
  if (!version || asked.do !== "dates" && asked.do !== "withdraw") return null;
  const act = asked.do === "dates" ? dateVersion(version) : withdrawVersion(version);
  return { act, spec: versionSpec, allowed: may.approve };
}

interface Shown {
  open?: OpenAct | null;
  typed?: Record<string, string>;
  errors?: FieldError[];
  status?: number;
}

function show(ctx: Ctx, found: Data, { open = null, typed = {}, errors = [], status }: Shown) {
  const { project, organization, may, data } = found;
  const { said, upload } = query(ctx.url, "said", "upload");
  const limit = ctx.state.config.limits.documentBytes;
  const key = upload === "done" ? "version" : said;
  const view: DocumentView = {
    ...{ may, versions: data.versions, names: data.names, projectId: project.id },
    document: data.document as unknown as DocumentItem,
    form: { typed, errors },
    limit: formatBytes(limit),
    accept: ACCEPT,
    said: saidIn(ctx.url, SAID, key),
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open, limit }, { status: status ?? 200 });
}

/** The form that adds a version comes with a file; all others are small. */
async function upload(ctx: Ctx) {
  const typed = new Map<string, string>();
  const input = {
    ...{ projectId: projectId(ctx), documentId: documentId(ctx), typed },
    ...{ req: ctx.req, config: ctx.state.config },
  };
  const added = await attempt(() => addVersion(caller(ctx), input));
  if (added.ok) return seeOther(`${ctx.url.pathname}?upload=done`);
  const { status } = added.problem;
  if (status === 403 || status === 404) throw added.problem;
  const errors = plainErrors(errorsOf(added.problem), { label: "Must be given, such as 2.0" });
  return show(ctx, await read(ctx), { typed: Object.fromEntries(typed), errors, status });
}

export const handler = define.handlers({
  async GET(ctx) {
    const found = await read(ctx);
    return show(ctx, found, { open: opened(targetOf(ctx, found)) });
  },

  async POST(ctx) {
    const type = ctx.req.headers.get("content-type") ?? "";
    if (type.startsWith("multipart/form-data")) return await upload(ctx);
    const found = await read(ctx);
    const target = targetOf(ctx, found);
    const done = await perform(
      ctx,
      target,
      () =>
        target?.act.key === "remove"
          ? `/projects/${projectId(ctx)}/documents?said=removed`
          : `${ctx.url.pathname}?said=${target?.act.key === "edit" ? "saved" : "recorded"}`,
    );
    return done instanceof Response ? done : show(ctx, found, done);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="documents"
    label={data.view.document.title}
    study={data.project}
    above={{ href: `/projects/${data.project.id}/documents`, label: "Documents" }}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close="?" />}
  >
    <DocumentPage
      {...data.view}
      progress={
        <CsvUpload
          limit={data.limit}
          tooLarge={`This file is larger than ${formatBytes(data.limit)}`}
        />
      }
    />
  </Frame>
));
