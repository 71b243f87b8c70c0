// What the tests of proposals share: a study with one row of each target, and a change of each kind.
import assert from "node:assert/strict";
import type { Result } from "@/lib/http/reply.ts";
import { insertRows } from "@/lib/rows/service.ts";
import { addMember, type Person, type World } from "@/tests/people.ts";
import { insert } from "@/tests/tables/rows.ts";
import { begin } from "@/tests/trail.ts";
import { addWidgetIn } from "@/lib/dashboard/saving.ts";
import type { Fields, Kind, ProposalInput, Target } from "./model.ts";
import { SPEC_OF } from "./targets.ts";

export const soon = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The session of the person has shown a second factor. */
export async function showFactor({ db }: World, { claims }: Person) {
  await db.asAuth((sql) =>
    sql`update auth.sessions set aal = 'aal2' where id = ${claims.session_id}::uuid`
  );
}

export function value<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : `${result.problem.status} ${result.problem.message}`);
  return result.value;
}

/** What a result was refused with: status, slug of the type, pointers. */
export function refused(result: Result<unknown>) {
  assert.ok(!result.ok, "it was to be refused");
  const { status, type, errors } = result.problem;
  return { status, slug: type.split(":").at(-1), paths: errors?.map(({ path }) => path) };
}

const ROWS: Record<Exclude<Target, "widget">, Fields> = {
  task: { title: "Letter of the committee" },
  milestone: { title: "Approval", plannedOn: soon(30), state: "unconfirmed" },
  risk: { title: "Late consent" },
  deviation: { title: "Consent on an old form", foundOn: soon(-20) },
  capa: { title: "Retrain", openedOn: soon(-20) },
  document: { title: "Insurance" },
  document_requirement: { title: "Insurance certificate" },
};

/** A study with a row of each target; its manager has not shown a second factor. */
export async function stage(world: World) {
  const { person, org, project } = await begin(world);
  const ids = await world.db.asUser(person.claims, async (sql) => {
    const made: Partial<Record<Target, string>> = {};
    for (const [target, row] of Object.entries(ROWS)) {
      const body = target === "milestone" ? { ...row, key: "approval", kind: "milestone" } : row;
      const [item] = await insertRows(sql, SPEC_OF[target as Target], project, [body]);
      made[target as Target] = item!.id;
    }
    const widget = await addWidgetIn(sql, { projectId: project, catalogKey: "sites.active" });
    if (widget.ok) made.widget = widget.value.id;
    return made as Record<Target, string>;
  }, { reason: "set-up of the test" });
  const ctx = { db: world.db, claims: person.claims, reason: null };
  const read = async (target: Target, id: string) => {
    const { table } = SPEC_OF[target];
    const [row] = await world.db.asUser(person.claims, (sql) =>
      sql<{ doc: Fields }[]>`
        select to_jsonb(r) as doc from ${sql(`public.${table}`)} r where r.id = ${id}::uuid`);
    return row?.doc;
  };
  const member = async (role: string, cleared = false) => {
    const other = await world.signUp();
    await addMember(world.db, org, other);
    await world.db.asUser(
      person.claims,
      (sql) =>
        insert(sql, "project_members", {
          ...{ org_id: org, project_id: project, user_id: other.id, role, unblinded: cleared },
        }),
      { reason: "set-up of the test" },
    );
    return { person: other, ctx: { db: world.db, claims: other.claims, reason: null } };
  };
  return { world, person, org, project, ids, ctx, read, member };
}
export type Stage = Awaited<ReturnType<typeof stage>>;

interface Case {
  kind: Kind;
  target: Target;
  /** Fields of a row to make; null where none is made by this kind. */
  make: Fields | null;
  change: Fields;
  /** In place of what is proposed, for both. */
  edit: Fields;
  /** A column that shows the change, as proposed and as edited. */
  shows: [column: string, proposed: unknown, edited: unknown];
  /** A title for the milestone of the stage, changed beside it. */
  beside?: string;
}

export const CASES: Case[] = [
  {
    ...{ kind: "propose_task", target: "task", make: { title: "Ask Lyon" } },
    ...{ change: { title: "Ask Lyon" }, edit: { title: "Ask Nantes" } },
    shows: ["title", "Ask Lyon", "Ask Nantes"],
  },
  {
    ...{ kind: "propose_milestone_change", target: "milestone", make: null },
    ...{ change: { plannedOn: soon(51) }, edit: { plannedOn: soon(60) } },
    shows: ["planned_text", soon(51), soon(60)],
  },
  {
    ...{ kind: "propose_risk", target: "risk", make: { title: "Supply to Finland", impact: 4 } },
    ...{ change: { impact: 4 }, edit: { impact: 5 } },
    shows: ["impact", 4, 5],
  },
  {
    ...{ kind: "propose_deviation", target: "deviation" },
    make: { title: "Consent on an old form", foundOn: soon(-1), category: "consent" },
    ...{ change: { category: "consent" }, edit: { category: "data" } },
    shows: ["category", "consent", "data"],
  },
  {
    ...{ kind: "propose_capa", target: "capa" },
    make: { title: "Retrain Valencia", openedOn: soon(-1), problem: "Twice" },
    ...{ change: { problem: "Twice" }, edit: { problem: "Three times" } },
    shows: ["problem", "Twice", "Three times"],
  },
  {
    ...{ kind: "propose_document_request", target: "document" },
    make: { title: "Insurance of Spain", note: "Asked" },
    ...{ change: { note: "Asked" }, edit: { note: "Asked twice" } },
    shows: ["note", "Asked", "Asked twice"],
  },
  {
    ...{ kind: "propose_document_request", target: "document_requirement" },
    make: { title: "Insurance of Spain", description: "Every year" },
    ...{ change: { description: "Every year" }, edit: { description: "Every second year" } },
    shows: ["description", "Every year", "Every second year"],
  },
  {
    ...{ kind: "propose_widget", target: "widget" },
    make: { catalogKey: "sites.active", title: "Sites" },
    ...{ change: { title: "Sites" }, edit: { title: "Active sites" } },
    shows: ["title", "Sites", "Active sites"],
  },
  {
    ...{ kind: "propose_change_set", target: "task", make: { title: "Ask Lille" } },
    ...{ change: { title: "Ask Lille" }, edit: { title: "Ask Brest" } },
    ...{ shows: ["title", "Ask Lille", "Ask Brest"], beside: "Approval of France" },
  },
];

/** A proposal of a case, which makes a row or changes that of the stage. */
export function inputOf(one: Case, op: "insert" | "update", { ids }: Stage): ProposalInput {
  const beside = { op: "update" as const, target: "milestone" as const, id: ids.milestone };
  return {
    ...{ kind: one.kind, title: `Case ${one.kind}`, rationale: "The committee has not answered" },
    ...{ evidence: [{ kind: "milestone", id: ids.milestone }] },
    changes: [
      op === "insert"
        ? { op, target: one.target, after: one.make! }
        : { op, target: one.target, id: ids[one.target], after: one.change },
      ...(one.beside ? [{ ...beside, after: { title: one.beside } }] : []),
    ],
  };
}
