import { page } from "fresh";
import { z } from "zod";
import {
  addRequirement,
  confirmRequirement,
  editRequirement,
  removeRequirement,
} from "@/components/documents/acts.ts";
import {
  type Requirement,
  Requirements,
  type RequirementsView,
} from "@/components/documents/requirements.tsx";
import { ActDialog, type OpenAct } from "@/components/act_dialog.tsx";
import { plural } from "@/components/format.ts";
import { confirmRequirements, readRequirements } from "@/lib/documents/service.ts";
import { requirementSpec } from "@/lib/documents/specs.ts";
import { type Ctx, define, readForm, seeOther, unwrap } from "@/lib/http/mod.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { attempt } from "../../../(_frames)/account.ts";
import { notYourRole, unknownIntent } from "../../../(_frames)/acts.ts";
import { caller, isUuid, projectId, query, saidIn } from "../../../(_frames)/call.ts";
import { actHandlers, type Target } from "../../../(_frames)/document_acts.ts";
import { Frame } from "../../../(_frames)/frame.tsx";

const SAID: Record<string, string> = {
  add: "Requirement added",
  edit: "Saved",
  confirm: "Confirmed: it is expected from now on",
  remove: "Requirement removed",
};

const { countries } = requirementSpec.fields;

/** A form writes countries with commas between. */
const formSpec: RowSpec = {
  ...requirementSpec,
  fields: {
    ...requirementSpec.fields,
    countries: {
      ...countries!,
      schema: z.preprocess(
        (text) =>
          typeof text === "string"
            ? text.split(",").map((one) => one.trim()).filter(Boolean)
            : text,
        countries!.schema,
      ),
    },
  },
};

const read = async (ctx: Ctx) => unwrap(await readRequirements(caller(ctx), projectId(ctx)));
type Data = Awaited<ReturnType<typeof read>>;

function targetOf(ctx: Ctx, { data, may }: Data): Target | null {
  const asked = query(ctx.url, "do", "which");
  if (asked.do === "add") return { act: addRequirement(), spec: formSpec, allowed: may.add };
  const row = data.items.find((one) => one.id === asked.which);
  if (!row) return null;
  if (asked.do === "edit") return { act: editRequirement(row), spec: formSpec, allowed: may.edit };
  if (asked.do === "remove") {
    return { act: removeRequirement(row), spec: formSpec, allowed: may.remove };
  }
  if (asked.do !== "confirm") return null;
  const fixed = { state: "confirmed" };
  const effect = data.effects.find(({ id }) => id === row.id);
  return { act: confirmRequirement(row, effect), spec: formSpec, allowed: may.edit, fixed };
}

interface Extra {
  open?: OpenAct | null;
  refused?: RequirementsView["refused"];
}

function show(ctx: Ctx, found: Data, { open = null, refused = null }: Extra, status = 200) {
  const { project, organization, may, data } = found;
  const many = /^[1-9]\d{0,3}$/.exec(query(ctx.url, "confirmed").confirmed)?.[0];
  const view: RequirementsView = {
    ...{ projectId: project.id, may, items: data.items as unknown as Requirement[] },
    ...{ effects: data.effects, refused },
    said: many ? `${plural(Number(many), "requirement")} confirmed` : saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open }, { status });
}

const one = actHandlers({
  ...{ read, targetOf },
  show: (ctx, data, open, status) => show(ctx, data, { open }, status),
  next: (ctx, _, target) => `${ctx.url.pathname}?said=${target?.act.key}`,
});

/** `<id>:<version>` of each suggestion that the form names. */
function wantedIn(form: FormData) {
  const field = form.get("intent") === "confirm-every" ? "every" : "chosen";
  return form.getAll(field).map(String).flatMap((text) => {
    const [id = "", version = ""] = text.split(":");
    return isUuid(id) && /^[1-9]\d{0,8}$/.test(version) ? [{ id, version: Number(version) }] : [];
  });
}

/** Confirms the chosen suggestions, all of them or none. */
async function confirmMany(ctx: Ctx) {
  const form = await readForm(ctx.req, ctx.state.config.limits.bodyBytes);
  if (!/^confirm-(chosen|every)$/.test(String(form.get("intent")))) throw unknownIntent();
  const found = await read(ctx);
  if (!found.may.edit) throw notYourRole();
  const wanted = wantedIn(form);
  const chosen = wanted.map(({ id, version }) => `${id}:${version}`);
  const again = (message: string, status: number) =>
    show(ctx, found, { refused: { errors: [{ path: "", message }], chosen } }, status);
  if (wanted.length === 0) return again("Choose at least one of them", 422);
  const done = await attempt(() => confirmRequirements(caller(ctx), projectId(ctx), wanted));
  if (!done.ok) return again(done.problem.detail, done.problem.status);
  return seeOther(`${ctx.url.pathname}?confirmed=${done.value}`);
}

export const handler = define.handlers({
  GET: one.GET,
  POST: (ctx) => query(ctx.url, "do").do === "" ? confirmMany(ctx) : one.POST(ctx),
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="documents"
    label="What is expected"
    study={data.project}
    above={{ href: `/projects/${data.project.id}/documents`, label: "Documents" }}
    organization={data.organization}
    modal={data.open && <ActDialog open={data.open} close="?" />}
  >
    <Requirements {...data.view} />
  </Frame>
));
