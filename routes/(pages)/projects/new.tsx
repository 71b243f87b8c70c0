import { page } from "fresh";
import { ConfirmImport } from "@/components/import/confirm.tsx";
import { NewStudy } from "@/components/import/new_study.tsx";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import type { AnswerDraft } from "@/components/intake/question.tsx";
import { BeginIntake } from "@/components/intake/view.tsx";
import type { SourceForm } from "@/components/import/source.tsx";
import { formatBytes } from "@/components/format.ts";
import { EMPTY_STUDY, inputOf, STUDY_HINTS, typedForm } from "@/components/settings/study_form.ts";
import RecordDrop from "@/islands/RecordDrop.tsx";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  readForm,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import { previewImport } from "@/lib/imports/preview.ts";
import { ANSWER_LENGTH } from "@/lib/intake/model.ts";
import { beginProject } from "@/lib/intake/service.ts";
import { importStudy } from "@/lib/imports/service.ts";
import { createInput } from "@/lib/projects/inputs.ts";
import type { ImportPreview } from "@/lib/imports/model.ts";
import { createProject, readPortfolio } from "@/lib/projects/service.ts";
import { caller } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";
import { compact, NO_SOURCE, recordText, refused, sourceIn } from "../(_frames)/record.ts";

interface Again {
  source?: SourceForm;
  manual?: { form: typeof EMPTY_STUDY; errors: FieldError[] };
}

async function organizationsToBeginIn(ctx: Ctx) {
  const { organizations } = unwrap(await readPortfolio(caller(ctx), { limit: 1 }));
  const allowed = organizations.filter((one) => one.mayCreate);
  if (allowed.length === 0) throw new Problem(403, "You may not begin a study in an organisation");
  return allowed;
}

/** The first step, with what was typed and why it was refused. */
async function start(ctx: Ctx, status = 200, again: Again = {}) {
  const allowed = await organizationsToBeginIn(ctx);
  return page({
    step: "source" as const,
    organizations: allowed,
    limitBytes: ctx.state.config.limits.importBodyBytes,
    source: again.source ?? { errors: [] },
    manual: again.manual ?? { form: EMPTY_STUDY, errors: [] },
  }, { status });
}

function organizationIn(body: FormData): string | undefined {
  return String(body.get("organizationId") ?? "") || undefined;
}

async function preview(ctx: Ctx, body: FormData) {
  const source = await sourceIn(body);
  if (!source) return await start(ctx, 422, { source: NO_SOURCE });
  const organizationId = organizationIn(body);
  const record = await recordText(ctx, source);
  if (!record.ok) {
    return await start(ctx, record.problem.status, { source: refused(source, record.problem) });
  }
  const text = compact(record.value);
  const result = await previewImport(caller(ctx), { text, organizationId });
  if (!result.ok) {
    return await start(ctx, result.problem.status, { source: refused(source, result.problem) });
  }
  return page({ step: "preview" as const, preview: result.value, text, organizationId });
}

async function save(ctx: Ctx, body: FormData) {
  const source = await sourceIn(body);
  if (!source) return await start(ctx, 422, { source: NO_SOURCE });
  const result = await importStudy(caller(ctx), {
    ...source,
    organizationId: organizationIn(body),
  });
  if (!result.ok) {
    return await start(ctx, result.problem.status, { source: refused(source, result.problem) });
  }
  const { created, project, changes } = result.value;
  if (created) return seeOther(`/projects/${project.id}`);
  return seeOther(`/projects/${project.id}/import${changes.length ? "" : "?same=1"}`);
}

async function create(ctx: Ctx, body: FormData) {
  const form = typedForm(body);
  const organizationId = organizationIn(body);
  const given = { ...inputOf(form), ...(organizationId ? { organizationId } : {}) };
  const input = createInput.safeParse(given);
  if (!input.success) {
    const errors = plainErrors(fieldErrors(input.error.issues), STUDY_HINTS);
    return await start(ctx, 422, { manual: { form, errors } });
  }
  const project = unwrap(await createProject(caller(ctx), input.data));
  return seeOther(`/projects/${project.id}`);
}

/** The first of the ten questions, whose answer makes the study. */
async function ask(ctx: Ctx, status = 200, draft: AnswerDraft | null = null) {
  const organizations = await organizationsToBeginIn(ctx);
  return page({ step: "intake" as const, organizations, draft }, { status });
}

async function begin(ctx: Ctx, body: FormData) {
  const raw = String(body.get("raw") ?? "").replaceAll("\r\n", "\n");
  const again = (message: string) =>
    ask(ctx, 422, { raw, errors: [{ path: "/raw", message }], theirs: null });
  if (raw.length > ANSWER_LENGTH) return await again(`Must be at most ${ANSWER_LENGTH} characters`);
  const made = await beginProject(caller(ctx), { raw, organizationId: organizationIn(body) });
  if (made.ok) return seeOther(`/projects/${made.value.id}/intake?q=trialName&said=saved#items`);
  if (made.problem.status !== 422) throw made.problem;
  return await again(made.problem.detail);
}

export const handler = define.handlers({
  GET: (ctx) => ctx.url.searchParams.get("way") === "intake" ? ask(ctx) : start(ctx),

  async POST(ctx) {
    caller(ctx);
    let body: FormData;
    try {
      body = await readForm(ctx.req, ctx.state.config.limits.importBodyBytes);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return await start(ctx, error.status, { source: refused(null, error) });
    }
    switch (body.get("intent")) {
      case "preview":
        return await preview(ctx, body);
      case "save":
        return await save(ctx, body);
      case "create":
        return await create(ctx, body);
      case "intake":
        return await begin(ctx, body);
    }
    throw new Problem(
      400,
      "Cannot tell what to do: intent is none of preview, save, create, intake",
    );
  },
});

interface AgainFieldsProps {
  text: string;
  organizationId: string | undefined;
}

function AgainFields({ text, organizationId }: AgainFieldsProps) {
  return (
    <>
      <input type="hidden" name="intent" value="save" />
      {organizationId && <input type="hidden" name="organizationId" value={organizationId} />}
      <input type="hidden" name="text" value={text} />
    </>
  );
}

function Preview({ preview, ...again }: AgainFieldsProps & { preview: ImportPreview }) {
  return <ConfirmImport preview={preview} again={<AgainFields {...again} />} />;
}

export default define.page<typeof handler>(({ data, state, url }) => {
  const label = data.step === "preview" ? "Preview" : "New study";
  return (
    <Frame
      state={state}
      url={new URL("/projects/new", url)}
      section="new"
      label={label}
      organization={data.step === "preview" ? null : data.organizations[0]?.name}
    >
      {data.step === "intake"
        ? <BeginIntake organizations={data.organizations} draft={data.draft} />
        : data.step === "preview"
        ? (
          <Preview
            preview={data.preview}
            text={data.text}
            organizationId={data.organizationId}
          />
        )
        : (
          <NewStudy
            source={data.source}
            manual={data.manual}
            organizations={data.organizations}
            limit={formatBytes(data.limitBytes)}
            drop={
              <RecordDrop
                limit={data.limitBytes}
                tooLarge={`The file is larger than ${formatBytes(data.limitBytes)}`}
              />
            }
          />
        )}
    </Frame>
  );
});
