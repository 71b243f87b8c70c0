import { page } from "fresh";
import { actOf, type ActPlace, ACTS, isAct } from "@/components/budget/acts.ts";
import { Budget, type BudgetView } from "@/components/budget/view.tsx";
import { hrefOf, type Place } from "@/components/budget/words.ts";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { CATEGORIES, DRIVERS, isCurrency, STANDS } from "@/lib/budget/model.ts";
import { type BudgetPage, readBudgetPage } from "@/lib/budget/service.ts";
import { type Ctx, define, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { formOf } from "../../(_frames)/account.ts";
import { notYourRole, refusals, typedIn, unknownIntent } from "../../(_frames)/acts.ts";
import { bodyIn, write } from "../../(_frames)/budget_acts.ts";
import { caller, isUuid, projectId, query, saidIn } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

const SAID: Record<string, string> = {
  add: "Line added",
  edit: "Line saved",
  remove: "Line removed; the trail keeps it",
  book: "Booked",
  correct: "Booking saved",
  unbook: "Booking removed; the trail keeps it",
};

const oneOf = (values: readonly string[], value: string) => values.includes(value) ? value : "";
const idOr = (value: string) => isUuid(value) ? value : "";

/** The address; what it cannot mean is left out. */
function placeOf(url: URL): Place {
  const asked = query(
    url,
    ...["q", "category", "driver", "currency", "stand"] as const,
    ...["from", "line", "proof", "do", "booking"] as const,
  );
  return {
    q: asked.q.slice(0, 200),
    category: oneOf(CATEGORIES, asked.category),
    driver: oneOf(DRIVERS, asked.driver),
    currency: isCurrency(asked.currency) ? asked.currency : "",
    stand: oneOf(STANDS, asked.stand),
    from: /^\d{1,6}$/.test(asked.from) ? Number(asked.from) : 0,
    ...{ line: idOr(asked.line), booking: idOr(asked.booking), proof: asked.proof },
    do: isAct(asked.do) ? asked.do : "",
  };
}

const read = async (ctx: Ctx, place: Place) =>
  unwrap(
    await readBudgetPage(caller(ctx), projectId(ctx), {
      filter: place,
      lineId: place.line || undefined,
      form: place.do === "add" || place.do === "edit",
    }),
  );

/** The form that the address asks for; null where there is none, or not for this reader. */
function opened(place: Place, data: BudgetPage): OpenAct | null {
  if (!isAct(place.do) || !data.may[ACTS[place.do].right]) return null;
  const facts: ActPlace = {
    ...{ line: data.opened?.line ?? null, bookings: data.opened?.bookings ?? [] },
    choices: data.choices,
    currency: data.budget.totals[0]?.currency ?? "EUR",
    today: new Date().toISOString().slice(0, 10),
  };
  const act = actOf(place.do, facts, place.booking);
  return act && { act, values: act.values, errors: [] };
}

function show(ctx: Ctx, place: Place, data: BudgetPage, open: OpenAct | null, status = 200) {
  const { project, organization, ...rest } = data;
  const view: BudgetView = {
    ...rest,
    projectId: project.id,
    place: { ...place, do: open ? place.do : "" },
    said: saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  const close = hrefOf(place, { line: place.line });
  return page({ view, project, organization, open, close }, { status });
}

export const handler = define.handlers({
  async GET(ctx) {
    const place = placeOf(ctx.url);
    const data = await read(ctx, place);
    return show(ctx, place, data, opened(place, data));
  },

  async POST(ctx) {
    const text = await formOf(ctx);
    const place = { ...placeOf(ctx.url), do: text("intent") };
    const key = place.do;
    if (!isAct(key)) {
      throw unknownIntent();
    }
    const data = await read(ctx, place);
    if (!data.may[ACTS[key].right]) {
      throw notYourRole();
    }
    const open = opened(place, data);
    if (!open) throw notFound();
    const { act } = open;
    const values = typedIn(act, text);
    const held = data.opened?.line.currency ?? "EUR";
    const { body, errors } = bodyIn(key, act, values, held, place.line);
    if (errors.length > 0) return show(ctx, place, data, { ...open, values, errors }, 422);
    const here = `/projects/${projectId(ctx)}/budget`;
    const back = (said: string) => {
      const line = key === "add" || key === "remove" ? "" : place.line;
      return seeOther(`${here}${hrefOf(place, { line })}${said && `&said=${said}`}`);
    };
    const removes = ACTS[key].right === "remove";
    if (Object.keys(body).length === 0 && !removes) return back("");
    const done = await write(ctx, key, { id: act.row?.id ?? "", body }, text);
    if (done.ok) return back(key);
    const now = done.problem.status === 412 ? await read(ctx, place) : data;
    const fresh = opened(place, now) ?? open;
    const again = { ...fresh, values, errors: refusals(done.problem) };
    return show(ctx, place, now, again, done.problem.status);
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="budget"
    label="Budget"
    study={data.project}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close={data.close} />}
  >
    <Budget {...data.view} />
  </Frame>
));
