/** Title, how the plan stands and why, what can be done with it. */
import type { Plan } from "@/lib/planning/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status, Who } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import { standingOf } from "./standing.ts";

interface PlanHeadProps {
  plan: Plan;
  query: PlanQuery;
}

export function PlanHead({ plan, query }: PlanHeadProps) {
  const { may } = plan;
  const panel = (name: string) => hrefOf(query, { page: query.page }, { panel: name });
  const count = plan.milestones.length + plan.tasks.length;
  return (
    <>
      <PageHead
        title="Plan"
        facts={count === 0 ? undefined : <Facts plan={plan} query={query} />}
        acts={
          <>
            <a class="btn" href={panel("feed")}>
              <Icon name="dl" />Calendar link
            </a>
            <a class="btn" href={panel("days")}>Working days</a>
            {count > 0 && <a class="btn" href={panel("baselines")}>Baselines</a>}
            {may.tasks.add && (
              <a class="btn" href="csv?kind=tasks">
                <Icon name="import" />Import, export
              </a>
            )}
            {may.tasks.add && (
              <a class="btn" href={panel("task")}>
                <Icon name="plus" />Item
              </a>
            )}
          </>
        }
      />
      {plan.problem && (
        <p class="gap-box" role="alert">
          <b>Not scheduled:</b> {plan.problem}
        </p>
      )}
      <RuleMadeBand plan={plan} query={query} />
    </>
  );
}

function Facts({ plan, query }: PlanHeadProps) {
  const { state, word, reason } = standingOf(plan);
  const proof = (at: string) => hrefOf(query, { page: query.page }, { proof: at });
  const items = plan.milestones.length + plan.tasks.length;
  return (
    <>
      <span>
        <a class="proof" href={proof("standing")} aria-describedby="proof-hint">
          <Status state={state} word={word} reason={reason} />
        </a>
      </span>
      <span>
        <a class="proof" href={proof("path")} aria-describedby="proof-hint">
          {plural(items, "item")}, {plural(plan.dependencies.length, "link")}
        </a>
      </span>
      {plan.baseline
        ? (
          <span>
            {plan.baseline.name} of <b>{formatDate(plan.baseline.takenOn)}</b>
          </span>
        )
        : <span>No baseline</span>}
    </>
  );
}

/** Suggestions of the rules stay marked until somebody stands up for them. */
function RuleMadeBand({ plan, query }: PlanHeadProps) {
  const { milestones, tasks, dependencies } = plan.unconfirmed;
  if (milestones + tasks + dependencies === 0) return null;
  const parts = [
    milestones && plural(milestones, "milestone"),
    tasks && plural(tasks, "task"),
    dependencies && plural(dependencies, "link"),
  ].filter(Boolean).join(", ");
  const mayConfirm = plan.may.milestones.edit && plan.may.tasks.edit;
  return (
    <section class="band dashed rule-band" aria-labelledby="rule-t">
      <div>
        <h2 id="rule-t">
          <Who hand="rule" name="" small /> Made by a rule, not confirmed: {parts}
        </h2>
        <p class="text-ink-2">
          Worked out from the registry's dates and target. They count in the schedule; each is
          marked until a person confirms it.
        </p>
      </div>
      <div class="acts">
        <a class="btn quiet" href={hrefOf(query, { view: "list", show: "unconfirmed" })}>
          See them
        </a>
        {mayConfirm && (
          <form method="post">
            <button type="submit" class="btn" name="intent" value="confirm-all">
              Confirm all {formatNumber(milestones + tasks + dependencies)}
            </button>
          </form>
        )}
      </div>
    </section>
  );
}
