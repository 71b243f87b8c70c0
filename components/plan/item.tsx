/** One item of the plan: when (tried first), what, what it waits for, its checklist. */
import type { Plan } from "@/lib/planning/model.ts";
import type { ChecklistPoint, PlanSite } from "@/lib/planpage/model.ts";
import { Ask } from "../ask.tsx";
import { Area, type FieldError, Problems } from "../form.tsx";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { Checklist } from "./checklist.tsx";
import { ITEM_LABELS, ItemFacts, ItemFields, itemValues } from "./item_fields.tsx";
import { ItemLinks } from "./item_links.tsx";
import { When } from "./item_when.tsx";
import { PlanProof } from "./proof.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import { blockedBy, type Row } from "./rows.ts";
import { phaseWords, slackWords, spanWords } from "./words.ts";

export interface ItemView {
  projectId: string;
  row: Row;
  plan: Plan;
  query: PlanQuery;
  sites: PlanSite[];
  checklist: ChecklistPoint[];
  /** Which form was refused, with what was typed there. */
  refused:
    | { form: "save" | "when" | "link" | "check" | "delete"; values: Record<string, string> }
    | null;
  errors: FieldError[];
  proof: string | null;
  said: string | null;
}

export function ItemPage(view: ItemView) {
  const { projectId, row, plan, query } = view;
  const { item, task } = row;
  const may = task ? plan.may.tasks : plan.may.milestones;
  const blockers = blockedBy(plan).get(row.id) ?? [];
  const timeline = `${hrefOf(query, { view: "gantt", sel: row.id, page: query.page })}#b-${row.id}`;
  return (
    <div id="plan" class="item-p">
      <p hidden id="proof-hint">Opens where this value comes from</p>
      <PageHead
        title={item.title}
        facts={
          <>
            <span>{task ? "Task" : "Milestone"}, {phaseWords(item.phase).toLowerCase()}</span>
            <span>{spanWords(row)}</span>
            <span>
              <a
                class="proof"
                href={hrefOf(query, {}, { item: row.id, proof: `slack.${row.id}` })}
                aria-describedby="proof-hint"
              >
                {slackWords(row)}
              </a>
            </span>
            {(item.lateDays ?? 0) > 0 && item.status !== "done" && (
              <Status state="risk" word="Late" reason={plural(item.lateDays!, "day")} />
            )}
            {blockers.length > 0 && (
              <Status state="crit" word="Blocked" reason={`waits for ${blockers[0]!.item.title}`} />
            )}
          </>
        }
        acts={
          <>
            <Ask
              projectId={projectId}
              kind={task ? "task" : "milestone"}
              id={row.id}
              of={item.title}
            />
            <a class="btn" href={timeline}>
              <Icon name="left" />In the timeline
            </a>
          </>
        }
      />
      {item.state === "unconfirmed" && <Confirm row={row} may={may.edit} />}
      <div class="grid-item">
        <div class="stack">
          <When {...view} may={may.edit} />
          {what(view, may.edit)}
          {may.remove && remove(view)}
        </div>
        <div class="stack">
          <ItemLinks {...view} />
          {task && <Checklist {...view} may={plan.may.tasks} />}
        </div>
      </div>
      {view.proof && (
        <PlanProof
          plan={plan}
          at={view.proof}
          close={hrefOf(query, {}, { item: row.id })}
        />
      )}
      <Said text={view.said} />
    </div>
  );
}

function Confirm({ row, may }: { row: Row; may: boolean }) {
  return (
    <section class="band dashed rule-band mt-3" aria-label="Made by a rule">
      <div>
        <p>
          <By hand="rule" name="Made by a rule, not confirmed" />
        </p>
        {row.item.basis && <p class="text-ink-2">{row.item.basis}</p>}
      </div>
      {may && (
        <form method="post" class="acts">
          <input type="hidden" name="ids" value={row.id} />
          <button type="submit" class="btn" name="intent" value="confirm">Confirm</button>
        </form>
      )}
    </section>
  );
}

function what(view: ItemView, may: boolean) {
  const { row, plan, sites, refused, errors } = view;
  const mine = refused?.form === "save" ? refused.values : null;
  if (!may) {
    return (
      <Widget id="what-t" title="What">
        <ItemFacts row={row} plan={plan} />
      </Widget>
    );
  }
  return (
    <Widget id="what-t" title="What">
      <form method="post" class="stack" novalidate>
        {mine && errors.length > 0 && (
          <Problems
            title={errors.every(({ path }) => path === "") ? "Not saved" : undefined}
            errors={errors}
            fields={{ ...ITEM_LABELS, reason: "Reason" }}
          />
        )}
        <input type="hidden" name="version" value={row.item.version} />
        <ItemFields
          row={row}
          plan={plan}
          sites={sites}
          values={{ ...itemValues(row), ...mine }}
          errors={mine ? errors : []}
        />
        {reasonField(row, view, "save")}
        <p>
          <button type="submit" class="btn" name="intent" value="save">Save</button>
        </p>
      </form>
    </Widget>
  );
}

/** A milestone that somebody stood up for changes with a reason only. */
function reasonField(row: Row, { refused, errors }: ItemView, form: "save" | "delete") {
  if (!row.milestone || row.item.state !== "confirmed") return null;
  const mine = refused?.form === form;
  return (
    <Area
      id={form === "save" ? "reason" : "delete-reason"}
      name="reason"
      label="Reason"
      rows={2}
      value={mine ? refused.values.reason : undefined}
      hint="It is confirmed: the trail keeps why it changes"
      errors={mine ? errors : []}
    />
  );
}

function remove(view: ItemView) {
  const { row, plan, refused, errors } = view;
  const links = plan.dependencies.filter(({ fromId, toId }) =>
    fromId === row.id || toId === row.id
  );
  const mine = refused?.form === "delete";
  return (
    <details class="more" open={mine}>
      <summary>Delete this {row.task ? "task" : "milestone"}</summary>
      {mine && errors.length > 0 && <Problems title="Not deleted" errors={errors} />}
      <form method="post" class="stack">
        <p class="text-ink-2">
          {links.length > 0 ? `${plural(links.length, "link")} to other items go with it. ` : ""}
          The trail keeps what it was.
        </p>
        <input type="hidden" name="kind" value={row.task ? "task" : "milestone"} />
        <input type="hidden" name="version" value={row.item.version} />
        {reasonField(row, view, "delete")}
        <p>
          <button type="submit" class="btn danger" name="intent" value="delete">Delete</button>
        </p>
      </form>
    </details>
  );
}
