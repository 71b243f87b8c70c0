import { page } from "fresh";
import { asset, Head } from "fresh/runtime";
import { StepUp } from "@/components/account/door.tsx";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { Gatehouse, SignIn } from "@/components/gatehouse.tsx";
import { type ActKey, actOf, ACTS } from "@/components/proposals/acts.ts";
import { type InboxView, listHref, Proposals } from "@/components/proposals/view.tsx";
import { type Ctx, define, readForm, seeOther } from "@/lib/http/mod.ts";
import { MOST_AT_ONCE } from "@/lib/proposals/model.ts";
import type { InboxPage } from "@/lib/proposals/pages.ts";
import { suggest } from "@/lib/proposals/rules.ts";
import { attempt } from "../../(_frames)/account.ts";
import { unknownIntent } from "../../(_frames)/acts.ts";
import { caller, projectId, query, saidIn } from "../../(_frames)/call.ts";
import { factorFirst } from "../../(_frames)/factor_first.ts";
import { Frame } from "../../(_frames)/frame.tsx";
import {
  askOf,
  decideOne,
  decideSome,
  heldBack,
  openAct,
  type Outcome,
  readPage,
} from "../../(_frames)/proposals.ts";

const SAID: Record<string, string> = {
  approve: "Approved, and done",
  "approve-many": "Approved, and done",
  reject: "Rejected",
  "reject-many": "Rejected",
  withdraw: "Withdrawn",
  undo: "Undone",
  suggested: "The rules have proposed what follows from the facts",
  nothing: "The rules have nothing new to propose",
};

function show(ctx: Ctx, data: InboxPage, more: Partial<Outcome> = {}, open: OpenAct | null = null) {
  const { project, organization, ...inbox } = data;
  const { faults = new Map(), typed = {}, status = 200 } = more;
  const selected = more.selected ?? (query(ctx.url, "select").select === "all" ? first(data) : []);
  const view: InboxView = {
    ...{ ...inbox, faults, typed, selected },
    projectId: project.id,
    asOf: new Date().toISOString(),
    said: more.said ?? saidIn(ctx.url, SAID),
  };
  // Back to the card that the dialog is about, which takes the focus.
  const close = `${listHref(askOf(ctx))}${open?.act.row ? `#p-${open.act.row.id}` : ""}`;
  return page({ view, project, organization, open, close, door: null }, { status });
}

/** As many as may be decided at once. */
const first = ({ listed }: InboxPage) =>
  listed.flatMap(({ proposal, may }) => may.decide ? [proposal.id] : []).slice(0, MOST_AT_ONCE);

const back = (ctx: Ctx, said: string) => {
  const list = listHref(askOf(ctx));
  const path = `/projects/${projectId(ctx)}/proposals`;
  return seeOther(`${path}${list}${list === "?" ? "" : "&"}said=${said}`);
};

/** The page as it stands, with what went wrong where it did. */
async function showAgain(ctx: Ctx, outcome: Outcome) {
  const data = await readPage(ctx, outcome.edit);
  const { open } = outcome;
  const key = ACTS.find((one) => one === open?.key);
  const listed = data.listed.find(({ proposal }) => proposal.id === open?.id);
  const act = key && listed && actOf(key as ActKey, listed);
  // Decided in the meantime, it is not in this list any more: said above it.
  const of = open && !act ? "" : null;
  if (open && of !== null) outcome.faults.set(of, open.errors);
  for (const [id, errors] of [...outcome.faults]) {
    if (id !== "" && !data.listed.some(({ proposal }) => proposal.id === id)) {
      outcome.faults.set("", [...outcome.faults.get("") ?? [], ...errors]);
    }
  }
  const form = act ? { act, values: outcome.typed, errors: open!.errors } : null;
  return show(ctx, data, outcome, form);
}

async function haveSuggested(ctx: Ctx) {
  const made = await attempt(() => suggest(caller(ctx), projectId(ctx)));
  if (!made.ok) throw made.problem;
  return back(ctx, made.value.length > 0 ? "suggested" : "nothing");
}

export const handler = define.handlers({
  async GET(ctx) {
    const data = await readPage(ctx);
    return show(ctx, data, {}, openAct(ctx, data));
  },

  async POST(ctx) {
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    const door = await factorFirst(ctx, form);
    if ("status" in door) return page({ door, view: null }, { status: door.status });
    const key = text("intent");
    if (door.anew) return await showAgain(ctx, await heldBack(ctx, key, form, text));
    if (key === "suggest") return await haveSuggested(ctx);
    const many = key === "approve-many" || key === "reject-many";
    if (!many && !ACTS.some((one) => one === key)) throw unknownIntent();
    const outcome = many ? await decideSome(ctx, key, form, text) : await decideOne(ctx, key, text);
    return outcome.status === 303 ? back(ctx, outcome.said!) : await showAgain(ctx, outcome);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => {
  if (data.view === null) {
    return (
      <>
        <Head>
          <title>Sign in · ClinOps</title>
        </Head>
        <Gatehouse here={url.pathname + url.search}>
          {data.door.code && <StepUp {...data.door.code} />}
          {data.door.signIn && <SignIn {...data.door.signIn} />}
        </Gatehouse>
      </>
    );
  }
  const { view, project, organization, open, close } = data;
  return (
    <Frame
      state={state}
      url={url}
      section="proposals"
      label="Proposals"
      study={project}
      organization={organization}
      modal={open && <ActDialog open={open} close={close} />}
    >
      <Head>
        <link rel="stylesheet" href={asset("/proposals.css")} />
      </Head>
      <Proposals {...view} />
    </Frame>
  );
});
