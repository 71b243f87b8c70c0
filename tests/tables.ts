// What the tests of access know of each table of schema public. A table that is not declared here
// fails them: whoever adds one says who may do what with it, and how a row of it is made.
import type { Db, Sql } from "@/lib/db/mod.ts";
import type { Person } from "./people.ts";

export const verbs = ["select", "insert", "update", "delete"] as const;
export type Verb = typeof verbs[number];
export type Row = Record<string, unknown>;

/** The people and rows that a table's sample rows refer to. */
export interface Places {
  org: string;
  project: string;
  /** In the organisation, in no project. */
  idle: Person;
  /** In no organisation. */
  newcomer: Person;
  /** Ids of rows made so far, by table; restricted ones under `<table>!`. */
  rows: Map<string, string>;
}

export interface Declaration {
  /**
   * Key of role_permissions that decides; "everybody": every signed-in person sees all rows;
   * "colleagues": rows of people one shares an organisation with; "own": one's own rows.
   */
  rule: { resource: string } | "everybody" | "colleagues" | "own";
  verbs: readonly Verb[];
  /** Columns of a row to insert beside org_id and project_id; null for rows that others make. */
  sample: ((places: Places) => Row) | null;
  /** A change of a row. */
  change?: Row;
}

const study = (sample: (places: Places) => Row, change: Row): Declaration => ({
  rule: { resource: "study" },
  verbs,
  sample,
  change,
});

/** A restricted row hangs on a restricted one, or the uncleared could not delete that. */
const under = (rows: Map<string, string>, own: string, parent: string) =>
  rows.get(rows.has(own) && !rows.has(`${own}!`) ? `${parent}!` : parent);

/** In an order in which rows can be made. */
export const tables: Record<string, Declaration> = {
  orgs: {
    rule: { resource: "organization" },
    verbs: ["select", "update"],
    sample: null,
    change: { name: "Renamed" },
  },
  org_members: {
    rule: { resource: "member" },
    // People come by invitation.
    verbs: ["select", "update", "delete"],
    sample: null,
    change: { role: "admin" },
  },
  projects: {
    rule: { resource: "project" },
    verbs,
    sample: () => ({ name: "Another" }),
    change: { name: "Renamed" },
  },
  project_members: {
    rule: { resource: "project_member" },
    verbs,
    sample: ({ idle }) => ({ user_id: idle.id, role: "viewer" }),
    change: { role: "finance" },
  },
  invitations: {
    rule: { resource: "invitation" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      email: `guest${rows.size}-${crypto.randomUUID()}@example.org`,
      project_role: "viewer",
    }),
    change: { revoked_at: "2026-11-21T07:00:00Z" },
  },
  import_runs: {
    rule: { resource: "import" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      no: rows.size + 1,
      source: "ctgov",
      sha256: "0".repeat(64),
      record: {},
      status: "applied",
    }),
    change: { status: "superseded" },
  },
  study_dates: study(({ rows }) => ({ kind: `K${"X".repeat(rows.size)}`, value: "2024-02" }), {
    value: "2025",
  }),
  arms: study(() => ({ label: "Active" }), { label: "Control" }),
  interventions: study(() => ({ name: "Drug" }), { name: "Device" }),
  arm_interventions: study(({ rows }) => {
    // Each pair is linked once: the open row, the restricted row (which hangs on restricted ones,
    // or the uncleared could not delete those), then those of the tests.
    const secret = rows.has("arm_interventions") && !rows.has("arm_interventions!");
    const last = rows.has("arm_interventions!");
    return {
      arm_id: rows.get(secret ? "arms!" : "arms"),
      intervention_id: rows.get(secret || last ? "interventions!" : "interventions"),
    };
  }, { source_pointer: "/x" }),
  outcomes: study(() => ({ kind: "PRIMARY", measure: "m" }), { measure: "n" }),
  eligibility_criteria: study(() => ({ kind: "INCLUSION", text: "t" }), { text: "u" }),
  sites: {
    rule: { resource: "site" },
    verbs,
    sample: () => ({ facility: "F" }),
    change: { facility: "G" },
  },
  contacts: study(() => ({ kind: "CENTRAL", name: "Desk" }), { name: "Office" }),
  milestones: {
    rule: { resource: "milestone" },
    verbs,
    sample: ({ rows }) => ({
      key: `k${rows.size}`,
      title: "First in",
      kind: "enrollment",
      state: "confirmed",
    }),
    change: { title: "Last in" },
  },
  intake_answers: {
    rule: { resource: "intake" },
    verbs: ["select", "insert", "update"],
    // One a question: the open row, the restricted row, those of the tests.
    sample: ({ rows }) => ({
      question: !rows.has("intake_answers")
        ? "trialName"
        : rows.has("intake_answers!")
        ? "risks"
        : "systems",
      raw: "MERIDIAN-3",
    }),
    change: { raw: "MERIDIAN-4" },
  },
  intake_items: {
    rule: { resource: "intake" },
    verbs: ["select", "insert", "update"],
    sample: ({ rows }) => ({
      answer_id: rows.get("intake_answers"),
      answer_version: 1,
      kind: "risk",
      value: { title: "Slow enrollment" },
      text: "Slow enrollment",
      start_at: 0,
      end_at: 15,
      fingerprint: `${rows.size}`.padStart(64, "0"),
    }),
    change: { present: false },
  },
  regulations: {
    rule: { resource: "regulation" },
    verbs,
    sample: () => ({ name: "ICH E6(R3)" }),
    change: { name: "ICH E6(R2)" },
  },
  stakeholders: {
    rule: { resource: "stakeholder" },
    verbs,
    sample: () => ({ role: "Sponsor" }),
    change: { role: "CRO" },
  },
  study_systems: {
    rule: { resource: "system" },
    verbs,
    sample: () => ({ system_type: "EDC" }),
    change: { system_type: "IRT" },
  },
  risks: {
    rule: { resource: "risk" },
    verbs,
    sample: () => ({ title: "Slow enrollment" }),
    change: { title: "Late supply" },
  },
  document_requirements: {
    rule: { resource: "document" },
    verbs,
    sample: () => ({ title: "Protocol" }),
    change: { title: "Investigator's brochure" },
  },
  study_durations: study(({ rows }) => ({
    part: !rows.has("study_durations")
      ? "STUDY"
      : rows.has("study_durations!")
      ? "ENROLLMENT"
      : "FOLLOW_UP",
    longest: 24,
    unit: "MONTH",
  }), { longest: 18 }),
  site_staff: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      site_id: under(rows, "site_staff", "sites"),
      name: "Mara Lindqvist",
      role: "principal_investigator",
    }),
    change: { name: "Jonas Ek" },
  },
  delegations: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      staff_id: under(rows, "delegations", "site_staff"),
      duty: "Consent",
      delegated_on: "2026-01-12",
    }),
    change: { duty: "Dosing" },
  },
  trainings: {
    rule: { resource: "site_staff" },
    verbs,
    sample: ({ rows }) => ({
      staff_id: under(rows, "trainings", "site_staff"),
      topic: "gcp",
      completed_on: "2026-01-12",
    }),
    change: { topic: "protocol" },
  },
  tasks: {
    rule: { resource: "task" },
    verbs,
    sample: () => ({ title: "Order kits" }),
    change: { title: "Order spare kits" },
  },
  checklist_items: {
    rule: { resource: "task" },
    verbs,
    sample: ({ rows }) => ({ task_id: under(rows, "checklist_items", "tasks"), label: "Quote" }),
    change: { label: "Offer" },
  },
  dependencies: {
    rule: { resource: "dependency" },
    verbs,
    // Each pair is linked once.
    sample: ({ rows }) => ({
      from_task_id: under(rows, "dependencies", "tasks"),
      to_milestone_id: rows.get(rows.has("dependencies") ? "milestones!" : "milestones"),
    }),
    change: { lag_days: 3 },
  },
  baselines: {
    rule: { resource: "baseline" },
    verbs: ["select", "insert"],
    sample: () => ({ name: "Approved plan" }),
  },
  baseline_items: {
    rule: { resource: "baseline" },
    verbs: ["select", "insert"],
    sample: ({ rows }) => ({
      baseline_id: under(rows, "baseline_items", "baselines"),
      item_id: crypto.randomUUID(),
      kind: "task",
      title: "Order kits",
    }),
  },
  enrollment_snapshots: {
    rule: { resource: "enrollment" },
    verbs,
    sample: ({ rows }) => ({
      site_id: under(rows, "enrollment_snapshots", "sites"),
      as_of: new Date(Date.UTC(2025, 0, 1 + rows.size)).toISOString().slice(0, 10),
      screened: 8,
      enrolled: 5,
    }),
    change: { enrolled: 6 },
  },
  csv_mappings: {
    rule: { resource: "mapping" },
    verbs,
    sample: ({ rows }) => ({ kind: `k${"x".repeat(rows.size)}`, mapping: {} }),
    change: { mapping: { title: "Task" } },
  },
  action_dispositions: {
    rule: { resource: "action" },
    verbs,
    sample: () => ({
      rule: "task_overdue",
      subject_id: crypto.randomUUID(),
      kind: "snooze",
      reason: "The vendor is late",
      until_on: "2027-01-12",
    }),
    change: { reason: "The vendor answered" },
  },
  activity: { rule: { resource: "activity" }, verbs: ["select"], sample: null },
  role_permissions: { rule: "everybody", verbs: ["select"], sample: null },
  profiles: { rule: "colleagues", verbs: ["select"], sample: null },
  idempotency_keys: {
    rule: "own",
    verbs,
    sample: () => ({ key: crypto.randomUUID(), method: "POST", path: "/", request_hash: "h" }),
    change: { status: 201 },
  },
};

/** Tables of schema public with their columns and the verbs granted to signed-in people. */
export function catalogue(db: Db, person: Person) {
  return db.asUser(
    person.claims,
    (sql) =>
      sql<{ name: string; columns: string[]; verbs: Verb[] }[]>`
      select c.relname as name,
        (select array_agg(a.attname::text) from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
        array(select v from unnest(array['select', 'insert', 'update', 'delete']) v
          where has_table_privilege(c.oid, v)) as verbs
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      order by c.relname`,
  );
}

export type Catalogue = Awaited<ReturnType<typeof catalogue>>;

/** A row to insert into the table. */
export function sampleOf(table: Catalogue[number], places: Places): Row {
  const row: Row = tables[table.name]!.sample!(places);
  if (table.columns.includes("org_id")) row.org_id = places.org;
  if (table.columns.includes("project_id")) row.project_id = places.project;
  return row;
}

export async function insert(sql: Sql, table: string, row: Row): Promise<string | null> {
  const [made] = await sql<{ id?: string }[]>`
    insert into ${sql(`public.${table}`)} ${sql(withJson(sql, row))} returning *`;
  return made?.id ?? null;
}

/** Objects become jsonb parameters. */
export function withJson(sql: Sql, row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value !== null && typeof value === "object" ? sql.json({ ...value }) : value,
    ]),
  );
}

/** Makes one row in each table that people fill, and where it can be a restricted one too. */
export async function fill(db: Db, person: Person, list: Catalogue, places: Places) {
  await db.asUser(person.claims, async (sql) => {
    for (const name of Object.keys(tables)) {
      const table = list.find((one) => one.name === name);
      if (!table || !table.columns.includes("project_id") || name === "project_members") continue;
      if (tables[name]!.sample === null || places.rows.has(name)) continue;
      places.rows.set(name, (await insert(sql, name, sampleOf(table, places)))!);
      if (!table.columns.includes("restricted")) continue;
      const secret = { ...sampleOf(table, places), restricted: true };
      places.rows.set(`${name}!`, (await insert(sql, name, secret))!);
    }
  }, { reason: "set-up of the test" });
}
