/** Figures of the documents of sponsor, monitor, analyst and inspector, asked for anew in plain SQL. */
import assert from "node:assert/strict";
import type { Sql } from "@/lib/db/mod.ts";
import type { Cell, Data, Widget } from "@/lib/dashboard/model.ts";

interface Place {
  projectId: string;
  siteId: string | null;
}

type Check = (widget: Widget) => unknown;
type Table = Extract<Data, { type: "table" }>;
const table = (widget: Widget) => widget.data as Table;
const total: Check = (widget) => table(widget).total;
const minors = (cells: Cell[]) =>
  cells.map((cell) =>
    cell !== null && typeof cell === "object" && "minor" in cell ? cell.minor : null
  );
const sum = (values: (number | null)[]) => values.reduce<number>((all, one) => all + (one ?? 0), 0);
const column = (n: number): Check => (widget) =>
  sum(table(widget).rows.map(({ cells }) => typeof cells[n] === "number" ? cells[n] : null));
const money = (n: number): Check => (widget) =>
  sum(minors(table(widget).rows.map(({ cells }) => cells[n] ?? null)));

/** What is compared, and the SQL (of ids and days of the tests alone) that finds it past the functions of the figures. */
const CHECKS: Record<string, [Check, string][]> = {
  "site.facts": [[
    (widget) => table(widget).rows.filter(({ cells }) => cells[0] !== null).length,
    `select num_nonnulls(planned_activation_on, identified_on, selected_on, contract_signed_on, ethics_approved_on, initiation_visit_on,
      activated_on, first_participant_on, on_hold_on, closed_on) from public.sites where id = {site}`,
  ]],
  "site.gate": [[
    (widget) =>
      table(widget).rows.filter(({ cells }) => !["held", "waived"].includes(String(cells[0])))
        .length,
    "select count(*) from private.gate_requirements({project}, {site}) where not held",
  ]],
  "site.staff": [[total, "select count(*) from public.site_staff where site_id = {site}"]],
  "site.delegations": [[
    total,
    "select count(*) from public.delegations d join public.site_staff w on w.id = d.staff_id where w.site_id = {site}",
  ]],
  "site.training": [[
    total,
    `select count(distinct (t.staff_id, lower(trim(t.topic)))) from public.trainings t join public.site_staff w on w.id = t.staff_id
      where w.site_id = {site} and t.completed_on <= {today} and coalesce(w.ended_on >= {today}, true)`,
  ]],
  "site.enrollment": [[
    (widget) => table(widget).rows.find(({ name }) => name === "Enrolled")?.cells[0] ?? null,
    `select enrolled from public.enrollment_snapshots where site_id = {site} and enrolled is not null and as_of <= {today}
      order by as_of desc limit 1`,
  ]],
  "site.deviations": [
    [total, "select count(*) from public.deviations where site_id = {site}"],
    [
      (widget) => table(widget).rows.filter(({ cells }) => cells[5] === "overdue").length,
      "select least(count(*), 12) from public.deviations where site_id = {site} and resolved_on is null and due_on < {today}",
    ],
  ],
  "site.capas": [[
    total,
    "select count(distinct capa_id) from public.deviations where site_id = {site}",
  ]],
  "site.tasks": [[total, "select count(*) from public.tasks where site_id = {site}"]],
  "site.consent": [[
    total,
    `select count(*) from public.document_uses u join public.document_versions v on v.id = u.version_id
      join public.documents o on o.id = v.document_id where u.site_id = {site} and o.kind = 'consent_form' and coalesce(u.used_until >= {today}, true)`,
  ]],
  "site.documents": [[
    (widget) => table(widget).rows.filter(({ cells }) => cells[0] === "site").length,
    "select count(*) from private.expected_documents(private.project_days(array[{project}])) where site_id = {site}",
  ]],
  "site.indicators": [[
    (widget) => table(widget).rows.length,
    "select count(distinct kri_id) from private.kri_points(private.project_days(array[{project}]), null, array[{site}])",
  ]],
  "rate.sites": [[
    (widget) => table(widget).total,
    `select count(distinct site_id) from public.enrollment_snapshots where project_id = {project} and enrolled is not null and as_of <= {today}
      and ({site} is null or site_id = {site})`,
  ]],
  "portfolio.health": [[
    total,
    "select count(*) from public.projects p where p.org_id = (select x.org_id from public.projects x where x.id = {project}) and p.archived_at is null",
  ]],
  "budget.lines": [
    [total, "select count(*) from public.budget_lines where project_id = {project}"],
    [
      money(1),
      "select coalesce(sum(unit_amount * planned_quantity), 0) from public.budget_lines where project_id = {project}",
    ],
    [
      money(2),
      "select coalesce(sum(amount), 0) from public.budget_actuals where project_id = {project}",
    ],
  ],
  "budget.commitments": [[
    money(2),
    "select coalesce(sum(amount), 0) from public.budget_actuals where project_id = {project}",
  ]],
  "budget.payables": [[
    total,
    "select count(*) from public.budget_lines where project_id = {project} and (category = 'site_payments' or site_id is not null)",
  ]],
  "indicators.kris": [[total, "select count(*) from public.kris where project_id = {project}"]],
  "indicators.qtls": [[total, "select count(*) from public.qtls where project_id = {project}"]],
  "indicators.sites": [[
    total,
    `select count(*) from (select distinct on (kri_id, site_id) status from private.kri_points(private.project_days(array[{project}]))
      order by kri_id, site_id, period_on desc) p where p.status in ('critical', 'at-risk')`,
  ]],
  "trail.changes": [[
    (widget) => sum([0, 1, 2].map((n) => column(n)(widget) as number)),
    `select count(*) from public.activity where project_id = {project} and action in ('insert', 'update', 'delete') and at > now() - interval '29 days'`,
  ]],
  "trail.people": [[
    column(1),
    "select count(*) from public.activity where project_id = {project} and action <> 'read' and at > now() - interval '29 days'",
  ]],
  "trail.reasons": [[
    (widget) => widget.sourceCount,
    `select count(*) from public.activity where project_id = {project} and action <> 'read' and reason is not null and not restricted
      and at > now() - interval '29 days'`,
  ]],
};

export const CHECKED = Object.keys(CHECKS);

/** How many figures were asked for anew. @throws AssertionError where one is another */
export async function recountWidget(
  sql: Sql,
  widget: Widget,
  { projectId, siteId }: Place,
  today: string,
) {
  const checks = CHECKS[widget.catalogKey] ?? [];
  if (widget.data === null) return 0;
  const named = {
    project: `'${projectId}'::uuid`,
    site: siteId ? `'${siteId}'::uuid` : "null::uuid",
    today: `'${today}'::date`,
  };
  for (const [of, query] of checks) {
    const said = query.replaceAll(
      /\{(project|site|today)\}/g,
      (_, name: keyof typeof named) => named[name],
    );
    const [row] = await sql.unsafe<Record<string, unknown>[]>(said);
    const wanted = Object.values(row ?? {})[0] ?? null;
    assert.equal(
      of(widget),
      wanted === null ? null : Number(wanted),
      `${widget.catalogKey}: ${said}`,
    );
  }
  return checks.length;
}
