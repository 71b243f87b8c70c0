/** Use cases of the budget: its page, its totals. Rows are made and changed as any (lib/rows). */
import type { Permission, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { peopleIn, type PersonChoice } from "@/lib/members/choices.ts";
import { headIn } from "@/lib/projects/service.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import * as m from "./model.ts";
import * as queries from "./queries.ts";

const NOT_FOUND = failure(404, "Not there, or not yours");

function inProject<T>(ctx: Ctx, projectId: string, work: (sql: Sql) => Promise<T>) {
  const permission: Permission = { resource: "budget", verb: "select", projectId };
  return ctx.db.asUser(ctx.claims, work, { reason: ctx.reason, permission });
}

/** What the lines add up to in each currency; never over currencies. */
export async function readTotals(ctx: Ctx, projectId: string): Promise<Result<m.Total[]>> {
  return success(await inProject(ctx, projectId, (sql) => queries.readTotals(sql, projectId)));
}

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;

/** What stands open over the page. */
export interface Opened {
  line: m.Line;
  bookings: m.Booking[];
}
export interface Choices {
  milestones: queries.Choice[];
  sites: queries.Choice[];
  people: PersonChoice[];
}

async function choicesIn(sql: Sql, projectId: string): Promise<Choices> {
  const [things, people] = await Promise.all([
    queries.readChoices(sql, projectId),
    peopleIn(sql, projectId),
  ]);
  return { ...things, people };
}

export interface BudgetPage extends Pick<Head, "project" | "organization"> {
  budget: m.Budget;
  may: m.BudgetRights;
  /** The line that was asked for; null when none was, or it is not there. */
  opened: Opened | null;
  /** For the form of a line. */
  choices: Choices | null;
}

export interface PageInput {
  filter: m.LineFilter;
  lineId?: string | undefined;
  /** A form of a line is open. */
  form: boolean;
}

/** Everything that the page shows, in one wait. */
export async function readBudgetPage(
  ctx: Ctx,
  projectId: string,
  { filter, lineId, form }: PageInput,
): Promise<Result<BudgetPage>> {
  return await inProject(ctx, projectId, async (sql) => {
    const [head, budget, verbs, line, bookings, choices] = await Promise.all([
      headIn(sql, projectId),
      queries.readBudget(sql, projectId, filter, m.LINES_ON_PAGE),
      queries.readRights(sql, projectId),
      lineId ? queries.readLine(sql, projectId, lineId) : null,
      lineId ? queries.readBookings(sql, projectId, lineId, m.BOOKINGS_SHOWN) : [],
      form ? choicesIn(sql, projectId) : null,
    ]);
    if (!head) return NOT_FOUND;
    const { project, organization } = head;
    const may = {
      add: verbs.includes("insert"),
      edit: verbs.includes("update"),
      remove: verbs.includes("delete"),
    };
    const opened = line && { line, bookings };
    return success({ project, organization, budget, may, opened, choices });
  });
}
