import { page } from "fresh";
import { keyOf } from "@/components/actions/list.tsx";
import { PutOff, type PutOffForm } from "@/components/actions/put_off.tsx";
import { PickWidget, type Places, WidgetForm } from "@/components/dashboard/dialogs.tsx";
import { type FieldError, plainErrors } from "@/components/form.tsx";
import { StudyHome } from "@/components/study/home.tsx";
import { type ProjectActions, putOffInput, type View, VIEWS } from "@/lib/actions/model.ts";
import { putOffAction, takeBack } from "@/lib/actions/service.ts";
import { PERSONAS } from "@/lib/assistant/model.ts";
import type { Choice, Widget } from "@/lib/dashboard/model.ts";
import { readHome } from "@/lib/brief/home.ts";
import {
  type Ctx,
  define,
  fieldErrors,
  notFound,
  Problem,
  readForm,
  seeOther,
  unwrap,
} from "@/lib/http/mod.ts";
import DashboardArrange from "@/islands/DashboardArrange.tsx";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { isWidget, saveDashboard, type WidgetDialog } from "../../(_frames)/dashboard.ts";
import { Frame } from "../../(_frames)/frame.tsx";

/** Actions on the page before a view is asked for, and after. */
const FEW = 4;
const MANY = 100;
/** What a dialog is about is looked for among so many. */
const MOST = 1000;
const WEEK_MS = 7 * 86_400_000;

/** A dialog over the page: the action by its key, and the form as it was typed. */
interface Dialog {
  key: string;
  form: PutOffForm | null;
  errors: FieldError[];
}

async function show(
  ctx: Ctx,
  status: number,
  { off = null, widget = null }: { off?: Dialog | null; widget?: WidgetDialog | null },
) {
  const id = projectId(ctx);
  const { proof, view, edit, brief: whose } = query(ctx.url, "proof", "view", "edit", "brief");
  const wanted = VIEWS.find((one) => one === view) ?? null;
  const few = wanted === null ? FEW : MANY;
  const { page: study, doing, brief, dashboard, proven, choices, places } = unwrap(
    await readHome(caller(ctx), {
      ...{ id, view: wanted ?? "all", size: off ? MOST : few },
      ...{ proof: isWidget(proof) ? proof : null, choices: widget !== null },
      brief: PERSONAS.find((one) => one === whose) ?? null,
    }),
  );
  const open = off && dialogOf(off, doing);
  const changed = dashboard.widgets.find((one) => one.id === widget?.change) ?? null;
  const key = changed?.catalogKey ?? widget?.add;
  return page({
    study,
    doing: { ...doing, actions: doing.actions.slice(0, few) },
    ...{ view: wanted, brief, choosingBrief: whose !== "" },
    dialog: open,
    dashboard,
    proven,
    arranging: dashboard.may && edit === "1",
    choosing: dashboard.may && widget
      ? {
        widget,
        changed,
        choices,
        places,
        choice: choices.find((one) => one.key === key && one.may) ?? null,
      }
      : null,
    proof: proof && !isWidget(proof) ? proof : null,
    asOf: new Date().toISOString(),
  }, { status });
}

function dialogOf({ key, form, errors }: Dialog, doing: ProjectActions) {
  const [rule = "", subjectId = ""] = key.split(".");
  const action = doing.actions.find((one) => keyOf(one) === key) ?? null;
  const inAWeek = new Date(Date.parse(doing.today) + WEEK_MS).toISOString().slice(0, 10);
  const empty = { kind: "snooze", reason: "", untilOn: inAWeek };
  return { rule, subjectId, action, form: form ?? empty, errors };
}

const here = (id: string, view: View | "" = "") => `/projects/${id}${view && `?view=${view}`}`;

async function putOff(ctx: Ctx, body: FormData) {
  const id = projectId(ctx);
  const typed = (name: string) => String(body.get(name) ?? "");
  const form = { kind: typed("kind"), reason: typed("reason"), untilOn: typed("untilOn") };
  const given = { ...form, rule: typed("rule"), subjectId: typed("subjectId") };
  const input = putOffInput.safeParse(given);
  const again = (errors: FieldError[]) =>
    show(ctx, 422, { off: { key: `${given.rule}.${given.subjectId}`, form, errors } });
  if (!input.success) {
    return await again(plainErrors(fieldErrors(input.error.issues), { kind: "Choose one" }));
  }
  const result = await putOffAction(caller(ctx), id, input.data);
  if (result.ok) return seeOther(here(id));
  if (result.problem.status !== 422) throw result.problem;
  return await again(result.problem.errors ?? [{ path: "", message: result.problem.detail }]);
}

async function bringBack(ctx: Ctx, body: FormData) {
  const projectHere = projectId(ctx);
  const id = String(body.get("id") ?? "");
  if (!putOffInput.shape.subjectId.safeParse(id).success) throw notFound();
  unwrap(await takeBack(caller(ctx), { projectId: projectHere, id }));
  return seeOther(here(projectHere));
}

export const handler = define.handlers({
  async GET(ctx) {
    const { off, add, change } = query(ctx.url, "off", "add", "change");
    return await show(ctx, 200, {
      off: off ? { key: off, form: null, errors: [] } : null,
      widget: add || change
        ? { add: add || null, change: change || null, form: null, errors: [] }
        : null,
    });
  },

  async POST(ctx) {
    const body = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    switch (body.get("intent")) {
      case "put-off":
        return await putOff(ctx, body);
      case "take-back":
        return await bringBack(ctx, body);
    }
    const saved = await saveDashboard(ctx, body);
    if (saved instanceof Response) return saved;
    if (saved) return await show(ctx, 422, { widget: saved });
    throw new Problem(400, "Cannot tell what to do: intent is none of this page");
  },
});

/** What is typed at first: the widget as it is. */
function formOf({ widget, changed }: NonNullable<Choosing>): Record<string, string> {
  if (widget.form) return widget.form;
  const params = Object.fromEntries(
    Object.entries(changed?.params ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return { ...params, title: changed?.title ?? "", span: String(changed?.span ?? 6) };
}

type Choosing = {
  widget: WidgetDialog;
  changed: Widget | null;
  choices: Choice[];
  places: Places;
  choice: Choice | null;
} | null;

function choosingDialog(choosing: NonNullable<Choosing>, base: string) {
  const { widget, changed, choices, places, choice } = choosing;
  const close = `${base}?edit=1`;
  if (!choice) {
    return (
      <PickWidget
        choices={choices}
        close={close}
        href={(key) => `${close}&add=${key}`}
      />
    );
  }
  return (
    <WidgetForm
      {...{ choice, places, close }}
      widget={changed}
      form={formOf(choosing)}
      errors={widget.errors}
    />
  );
}

export default define.page<typeof handler>(({ data, state, url }) => {
  const base = here(data.study.project.id);
  return (
    <Frame
      state={state}
      url={url}
      section="home"
      label="Home"
      study={data.study.project}
      organization={data.study.organization}
      islands={data.arranging && <DashboardArrange project={data.study.project.id} />}
      modal={data.choosing
        ? choosingDialog(data.choosing, base)
        : data.dialog && data.doing.mayPutOff && (
          <PutOff {...data.dialog} close={here(data.study.project.id, data.view ?? "")} />
        )}
    >
      <StudyHome page={data.study} {...data} />
    </Frame>
  );
});
