/**
 * What may be looked up for an answer: entries of the catalogue of figures, the rules' actions, rows by
 * their titles. All of it is read in the caller's transaction, so row-level security decides.
 */
import { z } from "zod";
import type { Action, Rule } from "@/lib/actions/model.ts";
import { projectActionsIn } from "@/lib/actions/service.ts";
import { actionFact, type Said, widgetFacts } from "@/lib/assistant/facts.ts";
import { RIGHTS_OF } from "@/lib/assistant/skeleton.ts";
import type { Sql } from "@/lib/db/mod.ts";
import type { SourceRow } from "@/lib/dashboard/model.ts";
import { figuresIn } from "@/lib/dashboard/service.ts";
import { aboutIn } from "./about.ts";
import { placeOfRow } from "./about_kinds.ts";
import type { About, AboutRef, ChatFact, Found, Step } from "./model.ts";
import { placeOf } from "./places.ts";
import { searchRows } from "./queries.ts";

const site = z.object({ siteId: z.uuid() });
const none = z.object({});

/** Entries of the catalogue that a tool reads, by its name, and what it takes. */
const FIGURES = {
  get_project: { keys: ["study.summary", "record.identity", "plan.slippage"], takes: none },
  list_sites: { keys: ["sites.active", "sites.pipeline", "sites.table"], takes: none },
  site_status: {
    keys: ["site.facts", "site.gate", "site.enrollment", "site.indicators"],
    takes: site,
  },
  site_documents: { keys: ["site.documents", "site.consent"], takes: site },
  site_gate: { keys: ["site.gate"], takes: site },
  expected_documents: { keys: ["documents.completeness", "documents.missing"], takes: none },
  expiring: { keys: ["documents.expiry_bands", "documents.expiring"], takes: none },
  enrollment: {
    keys: [
      ...["enrollment.enrolled", "rate.enrollment", "rate.needed"] as const,
      ...["enrollment.screen_failure", "enrollment.retention"] as const,
    ],
    takes: none,
  },
  run_forecast: { keys: ["rate.projection"], takes: none },
  plan_late: { keys: ["plan.overdue", "plan.blocked", "quality.past_due"], takes: none },
  next_milestones: { keys: ["plan.next_milestones"], takes: none },
  critical_path: { keys: ["plan.critical_path", "plan.slippage"], takes: none },
  kri: { keys: ["indicators.sites", "indicators.kris", "indicators.qtls"], takes: none },
  quality: {
    keys: ["quality.open_deviations", "quality.capa_on_time", "quality.risks"],
    takes: none,
  },
  budget: { keys: ["budget.totals", "budget.variance"], takes: none },
  activity_lookup: { keys: ["trail.chain", "trail.changes"], takes: none },
} as const;

const rules = z.object({ rules: z.array(z.string()).optional(), siteId: z.uuid().optional() });
const words = z.object({ words: z.array(z.string().min(2).max(60)).min(1).max(8) });

export type FigureTool = keyof typeof FIGURES;
export type Use =
  | { tool: FigureTool; siteId?: string; detail: string }
  | { tool: "actions"; rules?: readonly Rule[]; siteId?: string; detail: string }
  | { tool: "search"; words: string[]; detail: string }
  | { tool: "get_record"; of: AboutRef; detail: string };

/** Facts of one tool, at most. */
export const MOST_FACTS = 40;
const MOST_ACTIONS = 12;

export interface Read {
  use: Use;
  facts: ChatFact[];
  step: Step;
  /** Keys of the catalogue that were read. */
  keys: string[];
  /** Rows behind the facts, for the ledger. */
  refs: Ref[];
  /** Rows behind each fact, in the order of the facts: its own row, or some of its figure's. */
  rows: Ref[][];
  /** Rights that it takes besides those of its figures. */
  resources: string[];
  /** Of get_record: null where there is no such thing for its reader. */
  about?: About | null;
}
export interface Ref {
  kind: string;
  id: string;
}
interface Looked {
  facts: Found[];
  refs: Ref[];
  rows: Ref[][];
  keys?: readonly string[];
  resources?: string[];
  about?: About | null;
}

/** Rows of a figure that stand for each of its facts, where the fact has no row of its own. */
const SOME = 3;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** The row that a fact of a figure leads to or is named after; else some of the figure's. */
function rowsBehind({ href, label }: Found, title: string, refs: readonly SourceRow[]): Ref[] {
  const ids = (href.match(UUID) ?? []).slice(1);
  const name = label.slice(title.length + 2);
  const led = refs.filter(({ id }) => ids.includes(id));
  const named = refs.filter((ref) => ref.label === name);
  const own = led.length > 0 ? led : named;
  return (own.length === 1 ? own : refs.slice(0, SOME)).map(({ kind, id }) => ({ kind, id }));
}

const toFound = ({ label, value, asOf, href }: Said, kind: string, place: string): Found => ({
  ...{ kind, label, value, href: href ?? place },
  ...(asOf ? { asOf } : {}),
});

async function figuresOf(
  sql: Sql,
  projectId: string,
  use: Use & { tool: FigureTool },
): Promise<Looked> {
  const { keys, takes } = FIGURES[use.tool];
  const params = takes.parse({ siteId: use.siteId });
  const base = `/projects/${projectId}`;
  const read = await figuresIn(
    sql,
    projectId,
    keys.map((key) => ({ id: key, key, params: { ...params, limit: 20 } })),
  );
  const widgets = read?.widgets ?? [];
  const names = new Map((read?.sources ?? []).map((row) => [`${row.kind} ${row.id}`, row]));
  const said = widgets.map((widget) => {
    const place = placeOf(widget.catalogKey, base, use.siteId ?? null);
    const { title: label, reason: value, asOf, sourceRefs } = widget;
    const facts: Found[] = widget.data === null
      ? [{ kind: "figure", label, value, asOf, href: place }]
      : widgetFacts(widget, base).map((one) => toFound(one, "figure", place));
    const refs = sourceRefs.flatMap(({ kind, id }) => names.get(`${kind} ${id}`) ?? []);
    return { facts, rows: facts.map((fact) => rowsBehind(fact, label, refs)) };
  });
  return {
    facts: said.flatMap(({ facts }) => facts),
    rows: said.flatMap(({ rows }) => rows),
    refs: widgets.flatMap(({ sourceRefs }) => sourceRefs),
    keys,
  };
}

async function actionsOf(
  sql: Sql,
  projectId: string,
  use: Use & { tool: "actions" },
): Promise<Looked> {
  const given = rules.parse({ rules: use.rules, siteId: use.siteId });
  const read = await projectActionsIn(sql, projectId, {
    ...{ view: "all", size: 200, siteId: given.siteId ?? null },
  });
  const asOf = read?.today ?? "";
  // What takes a right of its own is said by the figures of that right.
  const shown = (read?.actions ?? []).filter(({ rule }: Action) =>
    !RIGHTS_OF[rule] && (!given.rules || given.rules.includes(rule))
  );
  const some = shown.slice(0, MOST_ACTIONS);
  return {
    facts: some.map((action) =>
      toFound(actionFact(action, asOf), action.subject.kind, action.href)
    ),
    refs: some.flatMap(({ evidence }) => evidence.map(({ kind, id }) => ({ kind, id }))),
    rows: some.map(({ subject: { kind, id } }) => [{ kind, id }]),
  };
}

async function rowsOf(sql: Sql, projectId: string, use: Use & { tool: "search" }): Promise<Looked> {
  const given = words.parse({ words: use.words });
  const rows = await searchRows(sql, projectId, given.words);
  return {
    facts: rows.map(({ kind, id, label, owner, place }): Found => ({
      ...{ kind, label },
      href: placeOfRow(`/projects/${projectId}`, kind, { id }) ??
        `/projects/${projectId}/${place}`,
      value: owner === null ? "no owner is recorded" : `owner ${owner}`,
    })),
    refs: rows.map(({ kind, id }) => ({ kind, id })),
    rows: rows.map(({ kind, id }) => [{ kind, id }]),
    // Who loses the right to a kind of rows no longer reads what was told of them.
    resources: rows.map(({ kind }) => kind),
  };
}

async function recordOf(
  sql: Sql,
  projectId: string,
  { of }: Use & { tool: "get_record" },
): Promise<Looked> {
  const told = await aboutIn(sql, projectId, of);
  if (!told) return { facts: [], refs: [], rows: [], about: null };
  const { about, facts, refs, keys, resources } = told;
  const own = refs.find(({ id }) => id === of.id);
  const behind = own ? [own] : refs.slice(0, SOME);
  const rows = facts.map(() => behind.map(({ kind, id }) => ({ kind, id })));
  return { facts, refs, rows, keys, resources, about };
}

const lookedUp = (sql: Sql, projectId: string, use: Use): Promise<Looked> =>
  use.tool === "actions"
    ? actionsOf(sql, projectId, use)
    : use.tool === "search"
    ? rowsOf(sql, projectId, use)
    : use.tool === "get_record"
    ? recordOf(sql, projectId, use)
    : figuresOf(sql, projectId, use);

/**
 * Looks all of it up in one wait; facts are numbered over all of them.
 * @param told facts that were numbered before
 */
export async function readAll(
  sql: Sql,
  projectId: string,
  uses: readonly Use[],
  told = 0,
): Promise<Read[]> {
  const from = performance.now();
  const found = await Promise.all(uses.map(async (use) => {
    const { facts, refs, rows, resources = [], ...looked } = await lookedUp(sql, projectId, use);
    return {
      ...{ use, refs, rows: rows.slice(0, MOST_FACTS), resources: [...new Set(resources)] },
      ...{ about: looked.about, keys: [...looked.keys ?? []] },
      facts: facts.slice(0, MOST_FACTS),
      ms: Math.round(performance.now() - from),
    };
  }));
  return found.map(({ use, facts, ms, ...read }) => ({
    ...{ ...read, use },
    facts: facts.map((fact) => ({ id: `F${++told}`, ...fact })),
    step: {
      ...{ id: null, no: 0, tool: use.tool, detail: use.detail, rows: facts.length, ms },
      ...{ outcome: "done", proposalId: null },
    },
  }));
}
