import { page } from "fresh";
import { asset, Head } from "fresh/runtime";
import { AskAll } from "@/components/assistant/ask_all.tsx";
import { Queue } from "@/components/assistant/queue.tsx";
import { type FieldError, Problems } from "@/components/form.tsx";
import { Said } from "@/components/people/dialog.tsx";
import { PageHead } from "@/components/shell.tsx";
import { cancelJob, queueJobs, readJobsPage } from "@/lib/assistant/jobs.ts";
import { jobInput } from "@/lib/assistant/jobs_model.ts";
import { type Ctx, define, fieldErrors, safeNext, seeOther, unwrap } from "@/lib/http/mod.ts";
import { attempt, errorsOf, formOf } from "../../../(_frames)/account.ts";
import { unknownIntent } from "../../../(_frames)/acts.ts";
import { caller, isUuid, projectId as idOf, saidIn } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

const SAID = { queued: "Asked for", cancelled: "Cancelled" };

async function show(ctx: Ctx, status = 200, errors: FieldError[] = []) {
  const data = unwrap(await readJobsPage(caller(ctx), idOf(ctx)));
  return page({ ...data, errors, said: saidIn(ctx.url, SAID) }, { status });
}

type Text = (name: string) => string;

const back = (ctx: Ctx, text: Text, said: keyof typeof SAID) => {
  const here = `/projects/${idOf(ctx)}/assistant/jobs?said=${said}`;
  return seeOther(safeNext(text("next") || null, here));
};

async function queue(ctx: Ctx, text: Text) {
  const given = (name: string) => text(name).trim() || undefined;
  const input = jobInput.safeParse({
    ...{ tabType: given("tabType"), persona: given("persona"), siteId: given("siteId") },
    instructions: given("instructions"),
  });
  if (!input.success) return await show(ctx, 422, fieldErrors(input.error.issues));
  const made = await attempt(() => queueJobs(caller(ctx), idOf(ctx), input.data));
  return made.ok
    ? back(ctx, text, "queued")
    : await show(ctx, made.problem.status, errorsOf(made.problem));
}

async function cancel(ctx: Ctx, text: Text) {
  const id = text("job");
  if (!isUuid(id)) throw unknownIntent();
  const done = await attempt(() => cancelJob(caller(ctx), idOf(ctx), id));
  return done.ok
    ? back(ctx, text, "cancelled")
    : await show(ctx, done.problem.status, errorsOf(done.problem));
}

export const handler = define.handlers({
  GET: (ctx) => show(ctx),

  async POST(ctx) {
    const text = await formOf(ctx);
    switch (text("intent")) {
      case "queue":
        return await queue(ctx, text);
      case "cancel":
        return await cancel(ctx, text);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  const { head, jobs, may, personas, asOf, errors, said } = data;
  const { id } = head.project;
  return (
    <Frame
      state={state}
      url={url}
      section="assistant"
      label="Being written"
      study={head.project}
      above={{ href: `/projects/${id}/assistant`, label: "Assistant" }}
      organization={head.organization}
    >
      <Head>
        <link rel="stylesheet" href={asset("/assistant.css")} />
      </Head>
      <PageHead
        title="Being written"
        sub="Documents are written one after the other, two of a study at a time"
        acts={
          <a class="btn" href={`/projects/${id}/assistant/usage`} aria-current="false">Use of AI</a>
        }
      />
      {errors.length > 0 && <Problems title="That did not work" errors={errors} />}
      <div class="grid-12">
        <Queue projectId={id} jobs={jobs} mayCancel={may.cancel} asOf={asOf} />
        {may.ask && <AskAll personas={personas} />}
      </div>
      <Said text={said} />
    </Frame>
  );
});
