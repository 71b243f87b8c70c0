import { page } from "fresh";
import { z } from "zod";
import { plainErrors } from "@/components/form.tsx";
import { Settings, settingsDialog, type SettingsView } from "@/components/settings/view.tsx";
import {
  conflictRows,
  formOf,
  inputOf,
  rebased,
  STUDY_HINTS,
  type StudyForm,
  typedForm,
} from "@/components/settings/study_form.ts";
import {
  type Ctx,
  define,
  fieldErrors,
  Problem,
  readForm,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import { updateInput } from "@/lib/projects/inputs.ts";
import type { ProjectPage } from "@/lib/projects/model.ts";
import { deleteProject, readProjectPage, updateProject } from "@/lib/projects/service.ts";
import { caller, projectId } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

const version = z.coerce.number().int().min(1);
const studyForm: z.ZodType<StudyForm> = z.object({
  name: z.string(),
  description: z.string(),
  status: z.string(),
  phase: z.string(),
  indication: z.string(),
  sponsor: z.string(),
  targetEnrollment: z.string(),
  timeZone: z.string(),
});

function viewOf(study: ProjectPage, changes: Partial<SettingsView> = {}): SettingsView {
  const form = formOf(study.project);
  return {
    name: study.project.name,
    form,
    was: form,
    version: study.project.version,
    archived: study.project.archivedAt !== null,
    may: study.may,
    errors: [],
    conflict: null,
    saved: false,
    deleting: false,
    ...changes,
  };
}

/** The page again, with what was typed and why it was not saved. */
async function again(
  ctx: Ctx,
  status: number,
  changes: (now: ProjectPage) => Partial<SettingsView>,
) {
  const study = unwrap(await readProjectPage(caller(ctx), { id: projectId(ctx) }));
  return page({ study, view: viewOf(study, changes(study)) }, { status });
}

/** The fields as they were when the form was opened; a form without them saves all of its fields. */
function openedWith(body: FormData): StudyForm | undefined {
  try {
    return studyForm.parse(JSON.parse(String(body.get("was"))));
  } catch {
    return undefined;
  }
}

async function save(ctx: Ctx, body: FormData) {
  const id = projectId(ctx);
  const form = typedForm(body);
  const was = openedWith(body);
  const input = inputOf(form, was);
  if (Object.keys(input).length === 0) return seeOther(`/projects/${id}/settings`);
  const changes = updateInput.safeParse(input);
  if (!changes.success) {
    const errors = plainErrors(fieldErrors(changes.error.issues), STUDY_HINTS);
    return await again(ctx, 422, () => ({ form, was: was ?? form, errors }));
  }
  const opened = version.safeParse(body.get("version"));
  if (!opened.success) {
    throw new Problem(400, "Cannot read the version that the form was opened with");
  }
  const result = await updateProject(caller(ctx), {
    id,
    version: opened.data,
    changes: changes.data,
  });
  if (result.ok) return seeOther(`/projects/${id}/settings?saved=1`);
  if (result.problem.status !== 412) throw result.problem;
  return await again(ctx, 412, ({ project }) => {
    const theirs = formOf(project);
    const mine = rebased(form, theirs, was);
    const rows = conflictRows(project, theirs, mine, was);
    return { form: mine, was: theirs, conflict: { version: project.version, theirs, rows } };
  });
}

async function archive(ctx: Ctx, archived: boolean) {
  const id = projectId(ctx);
  unwrap(await updateProject(caller(ctx), { id, version: null, changes: { archived } }));
  return seeOther(archived ? "/projects?archived=1" : `/projects/${id}`);
}

async function remove(ctx: Ctx, body: FormData) {
  const id = projectId(ctx);
  const reason = String(body.get("reason") ?? "").trim();
  if (reason === "") {
    const errors = [{ path: "/reason", message: "Say why: the trail keeps it" }];
    return await again(ctx, 422, () => ({ deleting: true, errors }));
  }
  unwrap(await deleteProject(caller(ctx, reason.slice(0, 2000)), { id }));
  return seeOther("/projects");
}

export const handler = define.handlers({
  async GET(ctx) {
    const study = unwrap(await readProjectPage(caller(ctx), { id: projectId(ctx) }));
    const { searchParams } = ctx.url;
    return page({
      study,
      view: viewOf(study, {
        saved: searchParams.has("saved"),
        deleting: searchParams.has("delete") && study.may.remove,
      }),
    });
  },

  async POST(ctx) {
    const body = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    switch (body.get("intent")) {
      case "save":
        return await save(ctx, body);
      case "archive":
        return await archive(ctx, true);
      case "restore":
        return await archive(ctx, false);
      case "delete":
        return await remove(ctx, body);
    }
    throw new Problem(400, `Cannot tell what to do: intent is none of save, archive, delete`);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="settings"
    label="Settings"
    study={data.study.project}
    organization={data.study.organization}
    modal={settingsDialog(data.view)}
  >
    <Settings {...data.view} />
  </Frame>
));
