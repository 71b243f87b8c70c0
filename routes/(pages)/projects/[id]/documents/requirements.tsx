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
import { readRequirements } from "@/lib/documents/service.ts";
import { requirementSpec } from "@/lib/documents/specs.ts";
import { type Ctx, define, unwrap } from "@/lib/http/mod.ts";
import type { RowSpec } from "@/lib/rows/model.ts";
import { caller, projectId, query, saidIn } from "../../../(_frames)/call.ts";
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
  const row = data.find((one) => one.id === asked.which);
  if (!row) return null;
  if (asked.do === "edit") return { act: editRequirement(row), spec: formSpec, allowed: may.edit };
  if (asked.do === "remove") {
    return { act: removeRequirement(row), spec: formSpec, allowed: may.remove };
  }
  if (asked.do !== "confirm") return null;
  const fixed = { state: "confirmed" };
  return { act: confirmRequirement(row), spec: formSpec, allowed: may.edit, fixed };
}

function show(ctx: Ctx, found: Data, open: OpenAct | null, status = 200) {
  const { project, organization, may, data } = found;
  const view: RequirementsView = {
    ...{ projectId: project.id, may, items: data as unknown as Requirement[] },
    said: saidIn(ctx.url, SAID),
    asOf: new Date().toISOString(),
  };
  return page({ view, project, organization, open }, { status });
}

export const handler = define.handlers(actHandlers({
  ...{ read, targetOf, show },
  next: (ctx, _, target) => `${ctx.url.pathname}?said=${target?.act.key}`,
}));

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
