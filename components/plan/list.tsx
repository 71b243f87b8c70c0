/** The plan as a table: sorted, ticked, many changed at once. */
import { PHASE_WORDS, type Plan, STATUS_WORDS } from "@/lib/planning/model.ts";
import { type FieldError, Problems } from "../form.tsx";
import { Glyph } from "../icons.tsx";
import { plural } from "../format.ts";
import { hrefOf, type PlanQuery } from "./query.ts";
import type { Row } from "./rows.ts";
import { DateText, Title } from "./texts.tsx";
import { slackCell } from "./words.ts";

/** As typed, when it was refused; ids as `task~<id>`. */
export interface BulkForm {
  ids: Set<string>;
  owner: string;
  phase: string;
  days: string;
  reason: string;
  errors: FieldError[];
}

interface ListProps {
  plan: Plan;
  rows: Row[];
  query: PlanQuery;
  form: BulkForm;
}

/** What a ticked box sends: the kind and the id. */
export const chosenText = ({ task, id }: Pick<Row, "task" | "id">) =>
  `${task ? "task" : "milestone"}~${id}`;

const COLUMNS = [
  ["title", "Item"],
  ["status", "Status"],
  ["owner", "Owner"],
  ["start", "Start"],
  ["finish", "Finish"],
  ["slack", "Slack, d"],
] as const;
const RIGHT = new Set(["start", "finish", "slack"]);

export function List({ plan, rows, query, form }: ListProps) {
  const may = plan.may.tasks.edit || plan.may.milestones.edit;
  const table = (
    <table class="tbl cards plan-l">
      <caption class="vh">Plan items</caption>
      <thead>
        <tr>
          {may && (
            <th scope="col" class="tick-c">
              <span class="vh">Chosen</span>
            </th>
          )}
          {COLUMNS.map(([key, label]) => heading(key, label, query))}
        </tr>
      </thead>
      <tbody>{rows.map((row) => tableRow(row, plan, query, may, form))}</tbody>
    </table>
  );
  if (!may) return table;
  return (
    <form method="post" data-bulk>
      <Bulk plan={plan} form={form} />
      {table}
    </form>
  );
}

function heading(key: string, label: string, query: PlanQuery) {
  const current = (query.sort || "start") === key;
  const down = current && query.dir === "desc";
  const next = { sort: key, dir: current && !down ? "desc" : "" };
  return (
    <th
      scope="col"
      class={RIGHT.has(key) ? "r" : undefined}
      aria-sort={current ? (down ? "descending" : "ascending") : undefined}
    >
      <a class="sort" href={hrefOf(query, next)}>
        {label}
        {current && <span aria-hidden="true">{down ? " ↓" : " ↑"}</span>}
      </a>
    </th>
  );
}

function tableRow(row: Row, plan: Plan, query: PlanQuery, may: boolean, form: BulkForm) {
  const { item, task, milestone } = row;
  const late = item.status !== "done" && (item.lateDays ?? 0) > 0;
  const mine = task ? plan.may.tasks.edit : plan.may.milestones.edit;
  return (
    <tr class={item.critical && item.status !== "done" ? "crit" : undefined}>
      {may && (
        <td class="tick-c">
          {mine && (
            <input
              type="checkbox"
              name="ids"
              value={chosenText(row)}
              checked={form.ids.has(chosenText(row))}
              aria-label={`Choose ${item.title}`}
            />
          )}
        </td>
      )}
      <th scope="row">
        <Title row={row} query={query} />
        <span class="src">
          {[
            milestone ? "Milestone" : null,
            item.phase && PHASE_WORDS[item.phase],
            task?.siteName,
            task && task.checklist.all > 0
              ? `checklist ${task.checklist.done} of ${task.checklist.all}`
              : null,
          ].filter(Boolean).join(" · ")}
        </span>
      </th>
      <td>
        {late
          ? (
            <span class="st risk">
              <Glyph name="risk" />
              <span>
                <b>Late:</b> <span class="why">{plural(item.lateDays!, "day")}</span>
              </span>
            </span>
          )
          : STATUS_WORDS[item.status]}
      </td>
      <td class="hide">{item.ownerName ?? <span class="text-ink-3">nobody</span>}</td>
      <td class="r hide">
        {task && <DateText date={item.early.startOn} today={plan.today} />}
      </td>
      <td class="r">
        <DateText
          date={item.early.finishOn}
          words={milestone && milestone.precision !== "day" ? milestone.plannedOn : null}
          today={plan.today}
        />
      </td>
      <td class="r hide">
        <a class="proof" href={hrefOf(query, {}, { proof: `slack.${item.id}` })}>
          {slackCell(row)}
        </a>
      </td>
    </tr>
  );
}

const FIELDS = { ids: "Items", days: "Days", reason: "Reason", owner: "Owner", phase: "Phase" };

/** Count and acts above the rows; one act, one transaction. */
function Bulk({ plan, form }: { plan: Plan; form: BulkForm }) {
  const { errors } = form;
  return (
    <>
      {errors.length > 0 && (
        <Problems
          title="Nothing was changed"
          errors={errors.map((one) => ({ ...one, path: one.path.replace(/^\/?/, "") }))}
          fields={FIELDS}
        />
      )}
      <fieldset class="bulk filters" id="ids">
        <legend class="vh">For the chosen items</legend>
        <span class="bulk-n" data-chosen role="status">For the chosen:</span>
        <span class="pair">
          <label class="chip pick-one">
            Owner
            <select name="owner" id="owner">
              <option value="">nobody</option>
              {plan.people.map(({ id, name }) => (
                <option value={id} selected={id === form.owner}>{name}</option>
              ))}
            </select>
          </label>
          <button type="submit" class="btn sm" name="intent" value="bulk-owner">Set owner</button>
        </span>
        <span class="pair">
          <label class="chip pick-one">
            Phase
            <select name="phase" id="phase">
              <option value="">none</option>
              {Object.entries(PHASE_WORDS).map(([value, label]) => (
                <option value={value} selected={value === form.phase}>{label}</option>
              ))}
            </select>
          </label>
          <button type="submit" class="btn sm" name="intent" value="bulk-phase">Set phase</button>
        </span>
        <span class="pair">
          <label class="vh" for="days">Days to shift by, negative is earlier</label>
          <input
            class="in find-in days-in"
            id="days"
            name="days"
            inputMode="numeric"
            placeholder="Days"
            value={form.days}
          />
          <button type="submit" class="btn sm" name="intent" value="bulk-shift">Shift dates</button>
        </span>
        <button type="submit" class="btn sm" name="intent" value="bulk-done">Done today</button>
        <button type="submit" class="btn sm" name="intent" value="bulk-confirm">Confirm</button>
        <span class="pair">
          <label class="vh" for="reason">Reason, needed when confirmed milestones change</label>
          <input
            class="in find-in"
            id="reason"
            name="reason"
            placeholder="Reason, if milestones change"
            maxLength={2000}
            value={form.reason}
          />
        </span>
      </fieldset>
    </>
  );
}
