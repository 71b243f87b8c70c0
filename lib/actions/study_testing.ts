/** Studies with given facts, for tests of the rules: collected first, written in one transaction. */
import type { Sql } from "@/lib/db/mod.ts";
import type { Person, World } from "@/tests/people.ts";
import type { Row } from "@/tests/tables/declaration.ts";
import { tables } from "@/tests/tables/mod.ts";
import { insert } from "@/tests/tables/rows.ts";
import type { Rule } from "./model.ts";

/** The day of the tests. Facts may not be of the future, so it is the real one. */
export const TODAY = new Date().toISOString().slice(0, 10);
export const day = (offset: number) =>
  new Date(Date.parse(TODAY) + offset * 86_400_000).toISOString().slice(0, 10);

/** In an order in which rows can be made. */
const ORDER = Object.keys(tables);

export class Study {
  readonly id = crypto.randomUUID();
  readonly project: Row = { name: "Trial", status: "RECRUITING", target_enrollment: 100 };
  readonly rows: [table: string, row: Row][] = [];

  constructor(readonly person: Person) {}

  /** Adds a row, and returns its id. */
  add(table: string, row: Row): string {
    const id = crypto.randomUUID();
    this.rows.push([table, { id, ...row }]);
    return id;
  }

  site = (row: Row = {}) => this.add("sites", { facility: "Østervang", ...row });
  task = (row: Row) => this.add("tasks", { title: "Order kits", calendar: "calendar", ...row });
  milestone = (row: Row) =>
    this.add("milestones", {
      ...{
        key: crypto.randomUUID(),
        kind: "milestone",
        title: "Half enrolled",
        state: "confirmed",
      },
      ...row,
    });
  count = (site: string, offset: number, enrolled: number | null, more: Row = {}) =>
    this.add("enrollment_snapshots", {
      ...{ site_id: site, as_of: day(offset), screened: (enrolled ?? 0) + 5, enrolled },
      ...more,
    });
  staff = (site: string, row: Row = {}) =>
    this.add("site_staff", { site_id: site, name: "Mara Lind", role: "study_nurse", ...row });
  training = (staff: string, topic: string, ends: number | null, done = -300) =>
    this.add("trainings", {
      ...{ staff_id: staff, topic, completed_on: day(done) },
      expires_on: ends === null ? null : day(ends),
    });
  duty = (staff: string, from = -100, until: number | null = null) =>
    this.add("delegations", {
      ...{ staff_id: staff, duty: "Consent", delegated_on: day(from) },
      ended_on: until === null ? null : day(until),
    });

  async write({ db }: World, org: string): Promise<string> {
    await db.asUser(this.person.claims, async (sql) => {
      await insert(sql, "projects", { id: this.id, org_id: org, ...this.project });
      const rank = ([table]: [string, Row]) => ORDER.indexOf(table);
      for (const [table, row] of this.rows.toSorted((a, b) => rank(a) - rank(b))) {
        await insert(sql, table, { org_id: org, project_id: this.id, ...row });
      }
    }, { reason: "set-up of the test" });
    return this.id;
  }
}

export type SetUp = (study: Study) => void;

/** What a rule is to find, and what it is not to. */
export interface Case {
  fires: SetUp[];
  silent: SetUp[];
}

export interface Found {
  rule: Rule;
  severity: string;
  subject_id: string;
  facts: Record<string, unknown>;
  evidence: { kind: string; id: string; label: string }[];
  due_on: string | null;
  since_on: string | null;
}

/** All actions of a study as the caller of the transaction sees them. */
export async function actionsIn(sql: Sql, project: string): Promise<Found[]> {
  const found = await sql<Found[]>`
    select a.rule, a.severity, a.subject_id, a.facts, a.evidence, a.due_on::text, a.since_on::text
    from private.project_actions(${project}::uuid, ${TODAY}::date) a
    order by a.rule, a.subject_id`;
  return [...found];
}
