import { page } from "fresh";
import { asset, Head } from "fresh/runtime";
import { FindingsPage as Findings, type FindingsProps } from "@/components/findings/view.tsx";
import { admitAi } from "@/lib/assistant/limits.ts";
import {
  type FindingsPage,
  readFindingsPage,
  siteOfQuestion,
  wordFindings,
} from "@/lib/chat/findings_page.ts";
import { analyzeInput, SEVERITIES } from "@/lib/chat/findings_model.ts";
import { type Ctx, define, fieldErrors, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { errorsOf, formOf } from "../../(_frames)/account.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { caller, isUuid, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

function siteId(ctx: Ctx): string | null {
  const { site } = query(ctx.url, "site");
  if (site && !isUuid(site)) throw notFound();
  return site ? site.toLowerCase() : null;
}

const read = async (ctx: Ctx) =>
  unwrap(await readFindingsPage(caller(ctx), projectId(ctx), siteId(ctx)));

type Typed = Pick<FindingsProps, "question" | "errors">;

function show(ctx: Ctx, data: FindingsPage, typed: Typed | null = null, status = 200) {
  const { severity } = query(ctx.url, "severity");
  const { project, organization, view } = data;
  return page({
    ...{ project, organization, view },
    severity: SEVERITIES.find((one) => one === severity) ?? null,
    typed: typed ?? { question: "", errors: [] },
  }, { status });
}

/** To the findings of the site that the question names. */
async function ask(ctx: Ctx, question: string) {
  const wrong = async (errors: Typed["errors"]) =>
    show(ctx, await read(ctx), { question, errors }, 422);
  const input = analyzeInput.safeParse({ projectId: projectId(ctx), question });
  if (!input.success) return await wrong(fieldErrors(input.error.issues));
  const named = await siteOfQuestion(caller(ctx), projectId(ctx), question);
  if (named.ok) return seeOther(`/projects/${projectId(ctx)}/findings?site=${named.value}`);
  if (named.problem.status !== 422) throw named.problem;
  return await wrong(
    errorsOf(named.problem).map(({ path, message }) => ({
      path,
      message: `${named.problem.detail}. ${message}`,
    })),
  );
}

/** Nothing is kept of what a model says, so it is shown by the answer itself. */
async function word(ctx: Ctx) {
  const { claims, ...rest } = caller(ctx);
  const admitted = admitAi(claims.sub);
  if (!admitted.ok) {
    const data = await read(ctx);
    const view = { ...data.view, note: admitted.problem.detail };
    return show(ctx, { ...data, view }, null, admitted.problem.status);
  }
  const { signal } = ctx.req;
  const who = { ...rest, claims };
  return show(ctx, unwrap(await wordFindings(who, projectId(ctx), siteId(ctx), { signal })));
}

export const handler = define.handlers({
  async GET(ctx) {
    return show(ctx, await read(ctx));
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    switch (text("intent")) {
      case "ask":
        return await ask(ctx, text("question"));
      case "word":
        return await word(ctx);
    }
    throw unknownIntent();
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="findings"
    label="Findings"
    study={data.project}
    organization={data.organization}
  >
    <Head>
      <link rel="stylesheet" href={asset("/findings.css")} />
    </Head>
    <Findings view={data.view} severity={data.severity} {...data.typed} />
  </Frame>
));
