import { page } from "fresh";
import { actOf, kindOf, mayAct } from "@/components/quality/acts.ts";
import { changedCells, parseCells } from "@/components/quality/grid_form.ts";
import { hrefOf, type Place, type View, VIEWS } from "@/components/quality/place.ts";
import { Quality, type QualityView } from "@/components/quality/view.tsx";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import CountGrid from "@/islands/CountGrid.tsx";
import { type Ctx, define, Problem, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import { periodOf } from "@/lib/quality/model.ts";
import { type QualityData, readQualityPage } from "@/lib/quality/pages.ts";
import { saveValues } from "@/lib/quality/saving.ts";
import { riskSpec } from "@/lib/quality/specs.ts";
import { day } from "@/lib/rows/model.ts";
import { deleteRow, updateRow } from "@/lib/rows/service.ts";
import { attempt } from "../../../(_frames)/account.ts";
import { notYourRole, unknownIntent } from "../../../(_frames)/acts.ts";
import { caller, projectId, saidIn } from "../../../(_frames)/call.ts";
import { Frame } from "../../../(_frames)/frame.tsx";
import {
  doAct,
  faultsBySite,
  formAsked,
  idOf,
  openedAct,
  placeOf,
  proofAsked,
} from "../../../(_frames)/quality.ts";

const SAID: Record<string, string> = {
  done: "Saved",
  confirmed: "Risk kept",
  dropped: "Suggestion dropped",
};

const today = () => new Date().toISOString().slice(0, 10);

function viewOf(ctx: Ctx): View {
  const asked = ctx.url.searchParams.get("view") ?? "";
  return VIEWS.find((view) => view === asked) ?? "risks";
}

const here = (ctx: Ctx, place: Place, changes: Record<string, string> = {}) =>
  `/projects/${projectId(ctx)}/quality${hrefOf(place, changes)}`;

/** The period that values are entered for: its first day, whichever of its days was asked for. */
function periodIn(place: Place): string | null {
  if (!place.kri || !place.enter) return null;
  const given = day.safeParse(place.enter);
  return given.success ? given.data : periodOf(today(), "month");
}

async function read(ctx: Ctx, asked: { do: string; row: string }) {
  const place = placeOf(ctx.url, viewOf(ctx));
  for (const name of ["risk", "deviation", "kri", "site"] as const) {
    place[name] = idOf(place[name]) ?? "";
  }
  if (place.view !== "risks") place.risk = "";
  if (place.view !== "deviations") place.deviation = "";
  if (place.view !== "indicators") place.kri = "";
  const enter = periodIn(place);
  const from = /^\d{1,6}$/.test(place.from) ? Number(place.from) : 0;
  const { q, state, category, severity, site } = place;
  const data = unwrap(
    await readQualityPage(caller(ctx), projectId(ctx), {
      ...{ view: place.view, risk: place.risk || null, kri: place.kri || null, enter, from },
      deviation: place.deviation || null,
      proof: proofAsked(ctx.url.searchParams.get("proof") ?? "", place.kri),
      filter: { q: q.slice(0, 200), state, category, severity, site, capa: "" },
      form: formAsked(asked.do, asked.row),
    }),
  );
  const kri = data.kris.find(({ id }) => id === place.kri);
  place.enter = kri && enter ? enter : "";
  if (!kri) place.kri = "";
  return { place, data };
}

interface Extra {
  status?: number;
  open?: OpenAct | null;
  grid?: Partial<QualityView["grid"]>;
}

function gridOf(data: QualityData, place: Place, more: Extra["grid"]): QualityView["grid"] {
  const kri = data.kris.find(({ id }) => id === place.kri);
  if (!kri || !place.enter || !data.cells || kri.source !== "entered") return null;
  const { cells, total } = data.cells;
  const newest = periodOf(today(), kri.period);
  const quiet = { typed: new Map(), faults: new Map(), saved: null };
  return { kri, cells, total, newest, ...quiet, ...more };
}

function show(ctx: Ctx, data: QualityData, place: Place, extra: Extra = {}) {
  const { project, organization, may, ...parts } = data;
  const { searchParams } = ctx.url;
  const saved = /^\d{1,4}$/.exec(searchParams.get("saved") ?? "")?.[0];
  const view: QualityView = {
    ...parts,
    projectId: project.id,
    place,
    can: may.can,
    grid: gridOf(data, place, { saved: saved ? Number(saved) : null, ...extra.grid }),
    proof: searchParams.get("proof") ?? "",
    said: saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  const { open = null, status = 200 } = extra;
  return page({ view, project, organization, open, close: hrefOf(place) }, { status });
}

/** Saves the changed rows of the grid, all of them or none. */
async function saveGrid(ctx: Ctx, form: FormData) {
  const { data, place } = await read(ctx, { do: "", row: "" });
  const rows = changedCells(form);
  const done = () => seeOther(here(ctx, place, { from: place.from, saved: String(rows.length) }));
  if (!gridOf(data, place, {})) throw new Problem(400, "Cannot enter values of this indicator");
  if (rows.length === 0) return done();
  const typed = new Map(rows.map((row) => [row.siteId, row]));
  const { parsed, errors } = parseCells(rows, place.kri, place.enter);
  if (errors.length > 0) {
    return show(ctx, data, place, {
      status: 422,
      grid: { typed, faults: faultsBySite(rows, errors) },
    });
  }
  const saved = await attempt(() => saveValues(caller(ctx), projectId(ctx), parsed));
  if (saved.ok) return done();
  const { status, errors: faults, detail } = saved.problem;
  if (status !== 422 && status !== 409) throw saved.problem;
  return show(ctx, data, place, {
    status,
    grid: { typed, faults: faultsBySite(rows, faults ?? [{ path: "", message: detail }]) },
  });
}

/** Somebody stands up for a suggested risk, or drops it. */
async function decide(ctx: Ctx, key: string, text: (name: string) => string) {
  const id = idOf(text("row"));
  const version = Number(text("version"));
  if (!id || !Number.isInteger(version)) throw new Problem(400, "Cannot tell which risk");
  const where = { projectId: projectId(ctx), id, version };
  const kept = key === "confirm-risk";
  if (kept) unwrap(await updateRow(caller(ctx), riskSpec, where, { confirmation: "confirmed" }));
  else unwrap(await deleteRow(caller(ctx), riskSpec, where));
  return seeOther(`/projects/${projectId(ctx)}/quality?said=${kept ? "confirmed" : "dropped"}`);
}

export const handler = define.handlers({
  async GET(ctx) {
    const { searchParams } = ctx.url;
    const asked = { do: searchParams.get("do") ?? "", row: searchParams.get("row") ?? "" };
    const { data, place } = await read(ctx, asked);
    const kri = data.kris.find(({ id }) => id === place.kri);
    const first = kri && place.enter ? periodOf(place.enter, kri.period) : place.enter;
    if (first !== place.enter) return seeOther(here(ctx, place, { enter: first }));
    return show(ctx, data, place, {
      open: openedAct(asked.do, data.row, data.choices, data.may.can),
    });
  },

  async POST(ctx) {
    const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    const key = text("intent");
    if (key === "values") return await saveGrid(ctx, form);
    if (key === "confirm-risk" || key === "drop-suggested") return await decide(ctx, key, text);
    if (!kindOf(key)) throw unknownIntent();
    const { data, place } = await read(ctx, { do: key, row: text("row") });
    if (!mayAct(data.may.can, key)) throw notYourRole();
    const act = data.choices && actOf(key, data.row, data.choices, today());
    if (!act) throw new Problem(400, "Cannot tell what the form is about");
    const done = await doAct(ctx, act, text, key === "qtl" ? { kriId: place.kri } : {});
    if (!done.ok) return show(ctx, data, place, { open: done.open, status: done.status });
    const then = key.startsWith("drop-") ? { ...place, risk: "", kri: "" } : place;
    return seeOther(here(ctx, then, { from: place.from, said: "done" }));
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="quality"
    label="Quality"
    study={data.project}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close={data.close} />}
    islands={data.view.grid && <CountGrid />}
  >
    <Quality {...data.view} />
  </Frame>
));
