/** The page of the plan: head, what is tried, one of three views, what the numbers stand on. */
import type { ComponentChildren } from "preact";
import type { Move, Plan } from "@/lib/planning/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { plural } from "../format.ts";
import { Pages } from "../pager.tsx";
import { Said } from "../people/dialog.tsx";
import { Empty, Foot, NoneFits } from "../widget.tsx";
import { Board } from "./board.tsx";
import { type BulkForm, List } from "./list.tsx";
import { Filters, Views } from "./filters.tsx";
import { Gantt } from "./gantt.tsx";
import { PlanHead } from "./head.tsx";
import { PlanProof } from "./proof.tsx";
import { TrialBand, WhatMoves } from "./preview.tsx";
import { hrefOf, isFiltered, type PlanQuery } from "./query.ts";
import { filtered, grouped, PAGE, paged, type Row, rowsOf, sorted } from "./rows.ts";
import { SmallList } from "./small_list.tsx";
import { type Trial } from "./trial.ts";

export interface PlanView {
  project: { id: string; name: string };
  plan: Plan;
  query: PlanQuery;
  trial: Trial | null;
  /** Key of the value whose proof is open. */
  proof: string | null;
  said: string | null;
  bulk: BulkForm;
  /** What a form of the page was refused for. */
  errors: FieldError[];
}

export function PlanPage(view: PlanView) {
  const { plan, query, trial } = view;
  const all = rowsOf(plan);
  const moves = new Map(trial?.preview?.moves.map((move) => [move.id, move]));
  return (
    <div id="plan" data-plan={view.project.id} data-version={plan.version}>
      <p hidden id="proof-hint">Opens where this value comes from</p>
      <PlanHead plan={plan} query={query} />
      {view.errors.length > 0 && <Problems title="Nothing was changed" errors={view.errors} />}
      {trial && <TrialBand trial={trial} plan={plan} query={query} />}
      {all.length === 0 ? <NoPlan plan={plan} query={query} /> : (
        <>
          {body(view, all, moves)}
          {trial?.preview && <WhatMoves preview={trial.preview} plan={plan} />}
        </>
      )}
      {view.proof && (
        <PlanProof plan={plan} at={view.proof} close={hrefOf(query, { page: query.page })} />
      )}
      <Said text={view.said} />
    </div>
  );
}

function body(view: PlanView, all: Row[], moves: Map<string, Move>) {
  const { plan, query, trial } = view;
  const to = (page: number) => hrefOf(query, { page });
  const fitting = sorted(
    filtered(all, query),
    query.view === "list" ? query : { sort: "", dir: "" },
  );
  const head = (
    <div class="filters plan-f">
      <Views query={query} />
      <Filters plan={plan} query={query} />
    </div>
  );
  if (fitting.length === 0) {
    return (
      <>
        {head}
        <NoneFits what="item" clear={hrefOf({ ...query, q: "" }, CLEAR)} />
      </>
    );
  }
  const foot = <PlanFoot plan={plan} query={query} shown={fitting.length} all={all.length} />;
  if (query.view === "board") {
    return (
      <>
        {head}
        <Board plan={plan} rows={fitting} query={query} />
        {foot}
      </>
    );
  }
  if (query.view === "list") {
    const { rows, page, pages } = paged(fitting, query.page);
    return (
      <>
        {head}
        <List plan={plan} rows={rows} query={query} form={view.bulk} />
        <Pages page={page} pages={pages} hrefOf={to} />
        {foot}
      </>
    );
  }
  // A large plan shows what a trial moves, and of the rest the first of each phase.
  const moved = moves.size > 0 && fitting.length > PAGE;
  const shown = moved ? fitting.filter(({ id }) => moves.has(id)).slice(0, PAGE) : fitting;
  const { groups, pages } = grouped(shown, query);
  const changed = new Set(trial?.changes.map(({ id }) => id));
  return (
    <>
      {head}
      <Gantt
        plan={plan}
        groups={groups}
        query={query}
        moves={moves}
        changed={changed}
        mayMove={plan.may.tasks.edit || plan.may.milestones.edit}
      />
      <SmallList plan={plan} groups={groups} query={query} moves={moves} />
      <Pages page={query.page} pages={pages} hrefOf={to} />
      {foot}
    </>
  );
}

const CLEAR = { q: "", owner: "", phase: "", site: "", status: "", show: "" };

interface PlanFootProps {
  plan: Plan;
  query: PlanQuery;
  shown: number;
  all: number;
}

function PlanFoot({ plan, query, shown, all }: PlanFootProps) {
  return (
    <Foot
      formula="critical path and slack by forward and backward pass; durations in each task's own days"
      asOf={plan.asOf}
      source={shown === all ? plural(all, "item") : `${shown} of ${plural(all, "item")}`}
      link={{ href: hrefOf(query, { page: query.page }, { proof: "path" }), label: "Proof" }}
    />
  );
}

/** Nothing yet: what will appear, and how it comes. */
function NoPlan({ plan, query }: { plan: Plan; query: PlanQuery }): ComponentChildren {
  const { may } = plan;
  return (
    <Empty title="No plan yet">
      <p class="text-ink-2">
        Milestones and tasks appear here on one timeline, with what waits for what, the critical
        path and the slack of each.
      </p>
      {isFiltered(query) && (
        <p>
          <a class="link" href={hrefOf(query, CLEAR)}>Clear the filters</a>
        </p>
      )}
      {(may.milestones.add || may.tasks.add) && (
        <div class="filters mt-4">
          {may.milestones.add && (
            <form method="post">
              <button type="submit" class="btn primary" name="intent" value="skeleton">
                Make a plan skeleton
              </button>
            </form>
          )}
          {may.tasks.add && (
            <a class="btn" href={hrefOf(query, {}, { panel: "task" })}>Add a task</a>
          )}
          {may.milestones.add && (
            <a class="btn" href={hrefOf(query, {}, { panel: "milestone" })}>Add a milestone</a>
          )}
        </div>
      )}
      {may.milestones.add && (
        <p class="hint">
          The skeleton comes from the registry's dates and target by rules. Its items are marked as
          made by a rule until a person confirms them.
        </p>
      )}
    </Empty>
  );
}
