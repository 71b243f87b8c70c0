/** The page of the plan from its address, and again with what was typed and why it was refused. */
import { page } from "fresh";
import type { FieldError } from "@/components/form.tsx";
import type { ItemView } from "@/components/plan/item.tsx";
import type { BulkForm } from "@/components/plan/list.tsx";
import { PANELS, type PanelView } from "@/components/plan/panel.tsx";
import { differsFrom } from "@/components/plan/preview.tsx";
import { hrefOf, type PlanQuery, readQuery } from "@/components/plan/query.ts";
import { rowsOf } from "@/components/plan/rows.ts";
import { readChange, type Trial } from "@/components/plan/trial.ts";
import type { PlanView } from "@/components/plan/view.tsx";
import { type Ctx, notFound, seeOther, unwrap } from "@/lib/http/mod.ts";
import type { PlanChange } from "@/lib/planning/model.ts";
import type { Tried } from "@/lib/planpage/model.ts";
import { type PlanPageData, readPlanView } from "@/lib/planpage/service.ts";
import { caller, isUuid, projectId, saidIn } from "./call.ts";

/** As many rows as a page has can be shifted at once. */
const MOST_CHANGES = 100;

const SAID: Record<string, string> = {
  applied: "Applied",
  saved: "Saved",
  added: "Added",
  confirmed: "Confirmed",
  deleted: "Deleted",
  linked: "Linked",
  unlinked: "Link removed",
  skeleton: "The skeleton is made: look it over and confirm it",
  baseline: "Baseline taken",
  days: "Working days saved",
  revoked: "The address does not open any more",
  moved: "Moved",
};

export type Said = keyof typeof SAID;

/** What a refused form adds to the page. */
export interface Again {
  errors?: FieldError[];
  refused?: ItemView["refused"];
  panel?: Partial<PanelView>;
  bulk?: BulkForm;
  /** A change that was to be applied. */
  trial?: Partial<Trial> & { changes: PlanChange[]; seen?: string };
}

const NO_BULK: BulkForm = {
  ids: new Set(),
  owner: "",
  phase: "",
  days: "",
  reason: "",
  errors: [],
};

export interface PlanData {
  study: Pick<PlanPageData, "project" | "organization">;
  /** One of the two is shown. */
  view: PlanView | null;
  item: ItemView | null;
  panel: PanelView | null;
}

/** Changes that the address tries: those of the item's own form, or those listed. */
function changesIn(params: URLSearchParams): PlanChange[] {
  const id = params.get("when");
  if (id) {
    const days = (params.get("durationDays") ?? "").trim();
    const on = params.get("plannedOn")?.trim().slice(0, 40);
    return [{
      id,
      plannedOn: on === undefined ? undefined : on === "" ? null : on,
      durationDays: days === "" ? undefined : Number(days),
    }];
  }
  return params.getAll("try").slice(0, MOST_CHANGES).flatMap((text) => readChange(text) ?? []);
}

function panelOf(params: URLSearchParams): PanelView | null {
  const name = PANELS.find((one) => one === params.get("panel"));
  return name ? { name, values: {}, errors: [], sites: [], feed: null } : null;
}

function trialOf(changes: PlanChange[], tried: Tried | null, again: Again["trial"]): Trial | null {
  if (!tried) return null;
  const preview = tried.ok ? tried.preview : null;
  const { seen = "", ...more } = again ?? { changes };
  return {
    reason: "",
    stale: false,
    differs: preview && more.stale ? differsFrom(seen, preview.moves) : [],
    errors: tried.ok ? [] : tried.errors.map(plainPath),
    ...more,
    changes,
    preview,
  };
}

/** `/changes/0/plannedOn` -> `plannedOn`. */
const plainPath = ({ path, message }: FieldError) => ({
  path: path.replace(/^\/changes(\/\d+)?\/?/, ""),
  message,
});

/** @throws Problem 404 for an item that is not in the plan */
export async function showPlan(ctx: Ctx, status = 200, again: Again = {}) {
  const { searchParams } = ctx.url;
  const query = readQuery(searchParams);
  const changes = again.trial?.changes ?? changesIn(searchParams);
  const panel = panelOf(searchParams);
  // Of a change that was refused its own form is shown again.
  const own = searchParams.get("when");
  const itemId = searchParams.get("item") ?? own;
  const data = unwrap(
    await readPlanView(caller(ctx), projectId(ctx), {
      changes,
      taskId: itemId && isUuid(itemId) ? itemId : null,
      sites: Boolean(itemId) || panel?.name === "task",
      baselineId: isUuid(query.base) ? query.base : null,
      feeds: panel?.name === "feed",
    }),
  );
  const refusedWhen = own !== null && data.tried?.ok === false;
  const common = {
    plan: data.plan,
    query,
    proof: searchParams.get("proof"),
    said: saidIn(ctx.url, SAID),
    // Of a dialog that is not open the errors are told on the page.
    errors: again.errors ?? (panel ? [] : again.panel?.errors ?? []),
  };
  const shown: PlanData = { study: data, view: null, item: null, panel: null };
  if (refusedWhen || (itemId && !own)) {
    const row = rowsOf(data.plan).find(({ id }) => id === itemId);
    if (!row) throw notFound();
    shown.item = {
      ...common,
      projectId: data.project.id,
      row,
      sites: data.sites,
      checklist: data.checklist,
      refused: again.refused ?? null,
      ...(refusedWhen ? whenRefused(ctx, data.tried!) : {}),
    };
    return page(shown, { status: refusedWhen ? 422 : status });
  }
  shown.view = {
    ...common,
    project: data.project,
    trial: trialOf(changes, data.tried, again.trial),
    bulk: again.bulk ?? NO_BULK,
  };
  const feed = { url: null, open: data.feeds };
  shown.panel = panel &&
    { ...panel, sites: data.sites, ...again.panel, feed: { ...feed, ...again.panel?.feed } };
  if (shown.panel) shown.panel.feed = { url: again.panel?.feed?.url ?? null, open: data.feeds };
  const refused = data.tried && !data.tried.ok;
  return page(shown, { status: refused && status === 200 ? 422 : status });
}

function whenRefused(ctx: Ctx, tried: Tried) {
  const { searchParams } = ctx.url;
  return {
    refused: {
      form: "when" as const,
      values: {
        plannedOn: searchParams.get("plannedOn") ?? "",
        durationDays: searchParams.get("durationDays") ?? "",
      },
    },
    errors: tried.ok ? [] : tried.errors.map(plainPath),
  };
}

/** Back to the page that the form stood on, without what it had opened. */
export function back(
  ctx: Ctx,
  said: Said,
  more: Record<string, string> = {},
  changes: Partial<PlanQuery> = {},
) {
  const query = readQuery(ctx.url.searchParams);
  const href = hrefOf(query, { page: query.page, ...changes }, { ...more, said });
  return seeOther(`/projects/${projectId(ctx)}/plan${href}`);
}
