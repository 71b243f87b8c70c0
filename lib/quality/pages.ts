/** What the pages of quality show, in one wait of queries. */
import type { Sql } from "@/lib/db/mod.ts";
import { type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { type Item, itemOf, type RowSpec } from "@/lib/rows/model.ts";
import { type Ctx, rowIn } from "@/lib/rows/service.ts";
import * as byKri from "./kri_queries.ts";
import type { QualityStatus } from "./model.ts";
import * as p from "./page_model.ts";
import * as read from "./page_queries.ts";
import { type Doc, readReviews } from "./queries.ts";
import { type ProofOf, type ProofSources, readProofSources } from "./proof_queries.ts";
import { inProject, NOT_FOUND, reviewOf } from "./service.ts";
import * as indicators from "./indicator_specs.ts";
import * as specs from "./specs.ts";

export const VIEWS = ["risks", "indicators", "deviations", "actions", "factors"] as const;
export type View = typeof VIEWS[number];

export interface PageInput {
  view: View;
  /** Whose reviews are shown. */
  risk: string | null;
  /** Its drawer is open. */
  deviation: string | null;
  /** The number whose proof is open. */
  proof: ProofOf | null;
  /** Whose sites are shown. */
  kri: string | null;
  /** First day of the period that values are entered for. */
  enter: string | null;
  from: number;
  filter: Omit<read.DeviationFilter, "id" | "from" | "limit">;
  /** A form is open: of a row, or of a new one (id null). */
  form: { spec: RowSpec; id: string | null } | null;
}

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;

export interface QualityData extends Pick<Head, "project" | "organization"> {
  view: View;
  may: p.QualityRights;
  needs: p.Need[];
  risks: p.Risk[];
  reviews: p.Review[];
  kris: p.Kri[];
  qtls: p.Qtl[];
  kriSites: p.KriSites | null;
  cells: { cells: p.Cell[]; total: number } | null;
  deviations: { rows: p.Deviation[]; total: number; all: number };
  /** The one that was asked for; null when none was, or it is not there. */
  deviation: p.Deviation | null;
  capas: p.Capa[];
  factors: p.Factor[];
  choices: p.Choices | null;
  /** Behind the number whose proof is open. */
  sources: ProofSources | null;
  /** The row that a form is about. */
  row: Item | null;
}

const CAMEL = /_([a-z])/g;

/** A row with what was read beside its fields, as a page spells it. */
function shown<T>(spec: RowSpec, doc: Doc): T {
  const item: Record<string, unknown> = itemOf(spec, doc);
  const more = [
    "owner_name",
    "factor_title",
    "site_name",
    "capa_title",
    "kri_title",
    "urgency",
  ];
  const names = ["numerator_name", "denominator_name", "multiplier", "risks", "kris"];
  for (const name of [...more, ...names]) {
    if (doc[name] === undefined) continue;
    item[name.replace(CAMEL, (_, letter: string) => letter.toUpperCase())] = doc[name];
  }
  if (item.siteId === null) item.siteName = null;
  return item as T;
}

/** Periods of the table by site and period. */
const PERIODS = 6;

const nothing = { rows: [], total: 0, all: 0 };
const ALL = {
  ...{ q: "", state: "", category: "", severity: "", site: "", capa: "", id: "" },
  ...{ from: 0, limit: 100 },
};

async function partsIn(sql: Sql, id: string, input: PageInput) {
  const { view, risk, deviation, kri, enter, from, filter, form } = input;
  const on = <T>(when: boolean, work: () => Promise<T>, none: T) => when ? work() : none;
  const deviations = { ...filter, id: "", from, limit: p.DEVIATIONS_ON_PAGE };
  const sites = { from, limit: p.SITES_ON_PAGE, periods: PERIODS };
  return await Promise.all([
    headIn(sql, id),
    read.readRights(sql, id),
    read.readNeeds(sql, id, view !== "indicators"),
    on(view === "risks", () => read.readRisks(sql, id), []),
    on(risk !== null, () => readReviews(sql, id, risk!, 50), []),
    on(view === "indicators", () => read.readKris(sql, id), []),
    on(view === "indicators", () => read.readQtls(sql, id), []),
    on(kri !== null && enter === null, () => byKri.readKriSites(sql, id, kri!, sites), null),
    on(kri !== null && enter !== null, () => byKri.readCells(sql, id, kri!, enter!, sites), null),
    on(view === "deviations", () => read.readDeviations(sql, id, deviations), nothing),
    on(deviation !== null, () => read.readDeviations(sql, id, { ...ALL, id: deviation! }), nothing),
    on(view === "actions", () => read.readCapas(sql, id, null), []),
    on(view === "factors", () => read.readFactors(sql, id), []),
    on(form !== null || view === "deviations", () => read.readChoices(sql, id), null),
    on(input.proof !== null, () => readProofSources(sql, id, input.proof!), null),
    on(!!form?.id, () => rowIn(sql, form!.spec, id, form!.id!), undefined),
  ]);
}

/** What indicators and limits ask for, worst first. */
function needsOf(kris: p.Kri[], qtls: p.Qtl[]): p.Need[] {
  const limits = (status: QualityStatus, kind: p.Need["kind"]) =>
    qtls.filter((qtl) => qtl.status === status)
      .map(({ id, title }): p.Need => ({
        ...{ kind, id, title, dueOn: null, n: null },
        urgency: status === "critical" ? "crit" : "risk",
      }));
  const twice = kris.filter((kri) => kri.criticalTwice > 0)
    .map(({ id, title, newestOn, criticalTwice }): p.Need => ({
      ...{ kind: "kri_twice", id, title, dueOn: newestOn, n: criticalTwice, urgency: "crit" },
    }));
  return [...limits("critical", "limit_breach"), ...twice, ...limits("at-risk", "limit_warning")];
}

const URGENCY: p.Urgency[] = ["crit", "risk", "unk"];

/** The page of a study's quality. */
export async function readQualityPage(
  ctx: Ctx,
  projectId: string,
  input: PageInput,
): Promise<Result<QualityData>> {
  const parts = await inProject(
    ctx,
    projectId,
    "risk",
    "select",
    (sql) => partsIn(sql, projectId, input),
  );
  const [head, may, others, risks, reviews, kriDocs, qtlDocs, kriSites, cells, ...more] = parts;
  const [found, opened, capas, ...rest] = more;
  if (!head) return NOT_FOUND;
  const [factors, choices, sources, row] = rest;
  const { project, organization } = head;
  const kris = kriDocs.map((doc) => shown<p.Kri>(indicators.kriSpec, doc));
  const qtls = qtlDocs.map((doc) => shown<p.Qtl>(indicators.qtlSpec, doc));
  const needs = [...needsOf(kris, qtls), ...others]
    .toSorted((a, b) => URGENCY.indexOf(a.urgency) - URGENCY.indexOf(b.urgency));
  return success({
    ...{ project, organization, view: input.view, may, needs, kriSites, cells, choices },
    ...{ kris, qtls },
    risks: risks.map((doc) => shown<p.Risk>(specs.riskSpec, doc)),
    reviews: reviews.map(reviewOf),
    deviations: {
      ...found,
      rows: found.rows.map((doc) => shown<p.Deviation>(specs.deviationSpec, doc)),
    },
    deviation: opened.rows.map((doc) => shown<p.Deviation>(specs.deviationSpec, doc))[0] ?? null,
    capas: capas.map((doc) => shown<p.Capa>(specs.capaSpec, doc)),
    factors: factors.map((doc) => shown<p.Factor>(specs.factorSpec, doc)),
    sources,
    row: row ?? null,
  });
}

export interface CapaPage extends Pick<Head, "project" | "organization"> {
  may: p.QualityRights;
  capa: p.Capa;
  item: Item;
  deviations: { rows: p.Deviation[]; total: number; all: number };
  choices: p.Choices;
}

/** One corrective or preventive action with the deviations that it is about. */
export async function readCapaPage(
  ctx: Ctx,
  projectId: string,
  id: string,
): Promise<Result<CapaPage>> {
  const [head, may, docs, found, choices] = await inProject(
    ctx,
    projectId,
    "capa",
    "select",
    (sql) =>
      Promise.all([
        headIn(sql, projectId),
        read.readRights(sql, projectId),
        read.readCapas(sql, projectId, id),
        read.readDeviations(sql, projectId, { ...ALL, capa: id }),
        read.readChoices(sql, projectId),
      ]),
  );
  const [doc] = docs;
  if (!head || !doc) return NOT_FOUND;
  const { project, organization } = head;
  const rows = found.rows.map((one) => shown<p.Deviation>(specs.deviationSpec, one));
  return success({
    ...{ project, organization, may, choices, item: itemOf(specs.capaSpec, doc) },
    capa: shown<p.Capa>(specs.capaSpec, doc),
    deviations: { ...found, rows },
  });
}
