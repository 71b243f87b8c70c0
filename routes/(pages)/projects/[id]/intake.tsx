import { page } from "fresh";
import { asset, Head } from "fresh/runtime";
import { z } from "zod";
import { editsOf, typedIn } from "@/components/intake/fields.ts";
import { IntakePage, type IntakeView } from "@/components/intake/view.tsx";
import { plainErrors } from "@/components/form.tsx";
import {
  type Ctx,
  define,
  Problem,
  readForm,
  seeOther,
  toProblem,
  unwrap,
} from "@/lib/http/mod.ts";
import { ANSWER_LENGTH, QUESTION_KEYS, type QuestionKey } from "@/lib/intake/model.ts";
import { confirmAll, decide } from "@/lib/intake/decisions.ts";
import { type IntakePage as Data, putAnswer, readIntakePage } from "@/lib/intake/service.ts";
import { parsePhases } from "@/lib/projects/inputs.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

const questionKey = z.enum(QUESTION_KEYS);
const uuid = z.uuid();
const version = z.coerce.number().int().min(1);

const SAID: Record<string, string> = {
  saved: "Saved",
  confirm: "Confirmed",
  edit: "Confirmed as edited",
  reject: "Rejected; the text is kept",
};

function saidIn(code: string): string | null {
  const all = /^all-(\d{1,4})-(\d{1,4})$/.exec(code);
  if (!all) return SAID[code] ?? null;
  return `${all[1]} confirmed${all[2] === "0" ? "" : `, ${all[2]} left to look at`}`;
}

/** The question that the address names; null for none, so that the intake goes on where it stopped. */
function asked(ctx: Ctx): QuestionKey | null {
  return questionKey.safeParse(ctx.url.searchParams.get("q")).data ?? null;
}

type Changes = (now: Data) => Partial<Pick<IntakeView, "current" | "draft" | "itemDraft">>;

async function view(ctx: Ctx, status = 200, changes: Changes = () => ({})) {
  const data = unwrap(await readIntakePage(caller(ctx), { id: projectId(ctx) }));
  const { intake, mayAnswer: may, project } = data;
  const { said } = query(ctx.url, "said");
  const shown: IntakeView = {
    projectId: project.id,
    intake,
    current: asked(ctx) ?? intake.next ?? "trialName",
    may,
    said: status === 200 ? saidIn(said) : null,
    draft: null,
    itemDraft: null,
    ...changes(data),
  };
  return page({ data, view: shown }, { status });
}

const textOf = (body: FormData, name: string) => String(body.get(name) ?? "");

/** Browsers write line ends as CR LF; the answer has them as they were typed. */
const answerOf = (body: FormData) => textOf(body, "raw").replaceAll("\r\n", "\n");

async function save(ctx: Ctx, body: FormData, key: QuestionKey, next: boolean) {
  const id = projectId(ctx);
  const raw = answerOf(body);
  if (raw.length > ANSWER_LENGTH) {
    const message = `Must be at most ${ANSWER_LENGTH.toLocaleString("en")} characters; it has ${
      raw.length.toLocaleString("en")
    }`;
    const errors = [{ path: "/raw", message }];
    return await view(ctx, 422, () => ({ current: key, draft: { raw, errors, theirs: null } }));
  }
  const opened = version.safeParse(body.get("version"));
  const input = { id, question: key, raw, version: opened.success ? opened.data : null };
  const result = await putAnswer(caller(ctx), input);
  if (!result.ok) {
    if (![409, 412, 428].includes(result.problem.status)) throw result.problem;
    return await view(ctx, 412, ({ intake }) => {
      const theirs = intake.questions.find((one) => one.key === key)?.answer;
      const by = theirs?.by?.name ?? "Somebody";
      return {
        current: key,
        draft: {
          raw,
          errors: [],
          theirs: theirs ? { raw: theirs.raw, by, version: theirs.version } : null,
        },
      };
    });
  }
  const base = `/projects/${id}/intake`;
  if (!next) return seeOther(`${base}?q=${key}&said=saved#items`);
  const after = QUESTION_KEYS[QUESTION_KEYS.indexOf(key) + 1];
  return seeOther(after ? `${base}?q=${after}&said=saved` : `/projects/${id}`);
}

/** Fields as the service takes them; phases are typed as words. */
function readEdits(kind: Parameters<typeof editsOf>[0], typed: Record<string, string>) {
  const edits = editsOf(kind, typed);
  const phases = kind === "fact" && typed.field === "phases" && parsePhases(typed.value ?? "");
  return phases ? { ...edits, value: phases } : edits;
}

async function decideOn(ctx: Ctx, body: FormData, key: QuestionKey, intent: string) {
  const id = projectId(ctx);
  const item = uuid.safeParse(body.get("item"));
  if (!item.success) throw new Problem(400, "Cannot tell which entry is meant");
  const before = unwrap(await readIntakePage(caller(ctx), { id })).intake;
  const kind = before.questions.flatMap((one) => one.items).find((one) => one.id === item.data)
    ?.kind;
  const typed = intent === "edit" && kind ? typedIn(kind, body) : null;
  const reason = textOf(body, "reason").trim().slice(0, 2_000);
  const replaces = body.has("replaces") ? textOf(body, "replaces") : undefined;
  try {
    unwrap(
      await decide(caller(ctx, reason || null), {
        id,
        itemId: item.data,
        decision: intent === "reject" ? "reject" : "confirm",
        edits: kind && typed ? readEdits(kind, typed) : undefined,
        replaces,
      }),
    );
  } catch (error) {
    const problem = toProblem(error);
    if (![403, 409, 422].includes(problem.status)) throw error;
    const errors = problem.status === 422 ? plainErrors(problem.errors ?? []) : [];
    const stands = problem.type.endsWith("intake-stands")
      ? problem.errors?.[0]?.message
      : undefined;
    const detail = stands !== undefined
      ? `“${stands}” stands there now. Confirm once more to replace it.`
      : errors.some(({ path }) => path.startsWith("/edits/") || path === "/reason")
      ? null
      : problem.detail;
    return await view(ctx, problem.status, () => ({
      current: key,
      itemDraft: {
        id: item.data,
        typed,
        reason,
        errors,
        detail,
        replaces: stands ?? replaces ?? null,
      },
    }));
  }
  return seeOther(`/projects/${id}/intake?q=${key}&said=${intent}#item-${item.data}`);
}

export const handler = define.handlers({
  GET: (ctx) => view(ctx),

  async POST(ctx) {
    const body = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const key = asked(ctx) ?? questionKey.safeParse(body.get("q")).data;
    if (!key) throw new Problem(400, "Cannot tell which question is meant");
    const intent = textOf(body, "intent");
    switch (intent) {
      case "save":
      case "next":
        return await save(ctx, body, key, intent === "next");
      case "confirm":
      case "edit":
      case "reject":
        return await decideOn(ctx, body, key, intent);
      case "all": {
        const id = projectId(ctx);
        const { confirmed, left } = unwrap(await confirmAll(caller(ctx), { id, question: key }));
        return seeOther(
          `/projects/${id}/intake?q=${key}&said=all-${confirmed}-${left.length}#items`,
        );
      }
    }
    throw new Problem(
      400,
      "Cannot tell what to do: intent is none of save, next, confirm, edit, reject, all",
    );
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="intake"
    label="Intake"
    study={data.data.project}
    organization={data.data.organization}
  >
    <Head>
      <link rel="stylesheet" href={asset("/intake.css")} />
    </Head>
    <IntakePage {...data.view} />
  </Frame>
));
