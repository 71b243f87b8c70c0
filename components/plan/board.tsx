/** The plan as a board: what is not started, in progress, done; moved by a button or by drag. */
import { type Plan, type Status, STATUS_WORDS } from "@/lib/planning/model.ts";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Who } from "../marks.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import { blockedBy, type Row } from "./rows.ts";
import { Title } from "./texts.tsx";
import { phaseWords, plannedWords } from "./words.ts";

const COLUMNS: Status[] = ["not_started", "in_progress", "done"];
/** Cards of a column; the rest is in the list. */
const CARDS = 40;

interface BoardProps {
  plan: Plan;
  rows: Row[];
  query: PlanQuery;
}

export function Board({ plan, rows, query }: BoardProps) {
  const waiting = blockedBy(plan);
  const byStatus = Map.groupBy(rows, ({ item }) => item.status);
  return (
    <div class="board" data-board>
      {COLUMNS.map((status) => {
        const all = byStatus.get(status) ?? [];
        // Of what is done the newest is of interest.
        const shown = status === "done" ? all.toReversed().slice(0, CARDS) : all.slice(0, CARDS);
        return (
          <section class="col" aria-labelledby={`c-${status}`} data-status={status}>
            <h2 id={`c-${status}`}>
              {STATUS_WORDS[status]} <span class="text-ink-3">{formatNumber(all.length)}</span>
            </h2>
            {all.length === 0 && <p class="text-ink-3 text-xs">None.</p>}
            <ul>{shown.map((row) => card(row, plan, query, waiting.get(row.id) ?? []))}</ul>
            {all.length > CARDS && (
              <p class="mt-3">
                <a class="link" href={hrefOf(query, { view: "list", status })}>
                  All {formatNumber(all.length)} in the list
                </a>
              </p>
            )}
          </section>
        );
      })}
    </div>
  );
}

function card(row: Row, plan: Plan, query: PlanQuery, blockers: Row[]) {
  const { item, task } = row;
  const late = item.status !== "done" && (item.lateDays ?? 0) > 0;
  const may = task ? plan.may.tasks.edit : plan.may.milestones.edit;
  const critical = item.critical && item.status !== "done";
  // A confirmed milestone changes with a reason only, which its own form asks for.
  const asks = row.milestone !== null && item.state === "confirmed";
  return (
    <li
      class={critical ? "card crit" : "card"}
      id={`c-${item.id}`}
      data-card={may && !asks ? item.id : undefined}
    >
      <h3>
        <Title row={row} query={query} />
      </h3>
      <p class="text-xs text-ink-3">
        {[phaseWords(item.phase), task?.siteName, plannedWords(row) ?? "no date"]
          .filter(Boolean).join(" · ")}
      </p>
      {late && (
        <p class="st risk text-xs">
          <Glyph name="risk" />
          <span>
            <b>Late:</b> <span class="why">{plural(item.lateDays!, "day")}</span>
          </span>
        </p>
      )}
      {blockers.length > 0 && (
        <p class="st crit text-xs">
          <Glyph name="crit" />
          <span>
            <b>Blocked:</b>{" "}
            <span class="why">
              waits for {blockers[0]!.item.title}
              {blockers.length > 1 && ` and ${formatNumber(blockers.length - 1)} more`}
            </span>
          </span>
        </p>
      )}
      <p class="card-b">
        {item.ownerName
          ? (
            <span class="by text-xs">
              <Who hand="human" name={item.ownerName} small />
              {item.ownerName}
            </span>
          )
          : <span class="text-xs text-ink-3">nobody owns it</span>}
      </p>
      {may && asks && (
        <p class="mt-1">
          <a class="btn sm" href={`${hrefOf(query, {}, { item: item.id })}#actualOn`}>
            {item.status === "done" ? "Not reached" : "Reached"}
            <span class="vh">: {item.title}</span>
          </a>
        </p>
      )}
      {may && !asks && moveForm(row, plan)}
    </li>
  );
}

/** Milestones are reached or not; only tasks are under way. */
const nextOf = ({ task, item }: Row): Status[] =>
  task
    ? COLUMNS.filter((status) => status !== item.status)
    : item.status === "done"
    ? ["not_started"]
    : ["done"];

function moveForm(row: Row, plan: Plan) {
  const { item } = row;
  return (
    <form method="post" class="card-f">
      <input type="hidden" name="intent" value="move" />
      <input type="hidden" name="id" value={item.id} />
      <input type="hidden" name="kind" value={row.task ? "task" : "milestone"} />
      <input type="hidden" name="version" value={item.version} />
      <input type="hidden" name="started" value={row.task?.actualStart ?? ""} />
      <input type="hidden" name="on" value={plan.today} />
      {nextOf(row).map((status) => (
        <button
          type="submit"
          class="btn sm"
          name="to"
          value={status}
          aria-label={`${STATUS_WORDS[status]}, as of ${formatDate(plan.today)}: ${item.title}`}
        >
          {STATUS_WORDS[status]}
        </button>
      ))}
    </form>
  );
}
