/** Forms of a dashboard: add, change, move, resize, remove a widget. */
import type { Ctx, Problem } from "@/lib/http/mod.ts";
import { type FieldError } from "@/components/form.tsx";
import { SPANS } from "@/lib/dashboard/model.ts";
import * as saving from "@/lib/dashboard/saving.ts";
import { notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import { caller, isUuid, projectId } from "./call.ts";

/** A dialog that is open: what is added or changed, as it was typed. */
export interface WidgetDialog {
  /** Key of an entry, or "1": to be chosen. */
  add: string | null;
  /** Id of the widget that is changed. */
  change: string | null;
  form: Record<string, string> | null;
  errors: FieldError[];
}

/** A widget in an address: its id, or the first part of it. */
export const isWidget = (text: string) => isUuid(text) || /^[0-9a-f]{8}$/.test(text);

/** What is not a parameter among the fields of the form. */
const OWN = new Set(["intent", "key", "version", "title", "span"]);
const NUMBERS = new Set(["limit", "days", "target"]);

function inputOf(body: FormData) {
  const form = Object.fromEntries([...body].map(([name, value]) => [name, String(value).trim()]));
  const params = Object.fromEntries(
    Object.entries(form).filter(([name, value]) => !OWN.has(name) && value !== "")
      .map(([name, value]) => [name, NUMBERS.has(name) && value !== "" ? Number(value) : value]),
  );
  const span = SPANS.find((one) => String(one) === form.span);
  return { form, input: { params, span, title: form.title ? form.title.slice(0, 200) : null } };
}

const errorsOf = ({ errors, detail }: Problem): FieldError[] =>
  errors ?? [{ path: "", message: detail }];

/** The answer to a form of the dashboard, or the dialog to show again; null: it is another form. */
export async function saveDashboard(
  ctx: Ctx,
  body: FormData,
): Promise<Response | WidgetDialog | null> {
  const [intent = "", id = ""] = String(body.get("intent") ?? "").split(" ");
  const project = projectId(ctx);
  const call = caller(ctx);
  // To the widget that was moved or sized: whoever goes by keys goes on from there.
  const back = (to = "") => seeOther(`/projects/${project}?edit=1${to}`);
  if (intent === "add") {
    const { form, input } = inputOf(body);
    const made = await saving.addWidget(call, {
      projectId: project,
      catalogKey: form.key ?? "",
      ...input,
    });
    if (made.ok) return back();
    if (made.problem.status !== 422) throw made.problem;
    return { add: form.key ?? "1", change: null, form, errors: errorsOf(made.problem) };
  }
  const span = /^span-(\d+)$/.exec(intent)?.[1];
  if (span === undefined && !["change", "up", "down", "remove"].includes(intent)) return null;
  if (!isUuid(id)) throw notFound();
  if (intent === "change") {
    const { form, input } = inputOf(body);
    const saved = await saving.changeWidget(call, {
      id,
      version: Number(form.version) || null,
      ...input,
    });
    if (saved.ok) return back();
    if (![412, 422].includes(saved.problem.status)) throw saved.problem;
    return { add: null, change: id, form, errors: errorsOf(saved.problem) };
  }
  if (span !== undefined) {
    const wanted = SPANS.find((one) => String(one) === span);
    unwrap(
      await saving.arrangeWidgets(call, {
        projectId: project,
        widgets: [{ id, ...(wanted ? { span: wanted } : {}) }],
      }),
    );
  } else if (intent === "remove") unwrap(await saving.removeWidget(call, { id, version: null }));
  else {unwrap(
      await saving.moveWidget(call, { projectId: project, id, by: intent === "up" ? -1 : 1 }),
    );}
  return back(intent === "remove" ? "" : `#arr-${id}`);
}
