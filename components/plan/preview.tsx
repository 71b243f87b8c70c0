/** What a change would move, before it is made. "Nothing is saved" until somebody applies it. */
import type { Move, Plan, Preview } from "@/lib/planning/model.ts";
import { Area, errorOf, Problems } from "../form.tsx";
import { formatDate, formatNumber, plural } from "../format.ts";
import { Checked } from "./checked.tsx";
import { FromTo } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import { rowsOf } from "./rows.ts";
import { changeText, type Trial } from "./trial.ts";
import { sentence } from "./sentence.ts";
import { hiddenField } from "./texts.tsx";
import { daysWords } from "./words.ts";

/** So many moves are listed; of the rest the number is said. */
const LISTED = 100;

interface TrialBandProps {
  trial: Trial;
  plan: Plan;
  query: PlanQuery;
}

export function TrialBand({ trial, plan, query }: TrialBandProps) {
  const discard = hrefOf(query, { page: query.page });
  if (!trial.preview) {
    return (
      <Problems title="This change cannot be made" errors={trial.errors}>
        <p class="mt-3">
          <a class="btn" href={discard} data-discard>Back to the plan</a>
        </p>
      </Problems>
    );
  }
  const { moves } = trial.preview;
  const missing = errorOf(trial.errors, "reason");
  return (
    <>
      {trial.stale && <Stale trial={trial} />}
      {!trial.stale && trial.errors.length > 0 && (
        <Problems
          title={missing ? undefined : "Not applied"}
          errors={trial.errors}
          fields={{ reason: "Reason" }}
        />
      )}
      <section class="band dashed trial" aria-labelledby="pv-t" data-trial>
        <div>
          <h2 id="pv-t">Preview: {headline(trial, plan)}</h2>
          <p class="text-ink-2">{sentence(trial.preview)} Nothing is saved.</p>
        </div>
        {moves.length === 0 && !changesText(trial)
          ? (
            <div class="acts">
              <a class="btn quiet" href={discard} data-discard>Discard</a>
            </div>
          )
          : <ApplyForm trial={trial} preview={trial.preview} discard={discard} />}
      </section>
    </>
  );
}

const changesText = (trial: Trial) => trial.changes.length > 0;

function ApplyForm(
  { trial, preview, discard }: { trial: Trial; preview: Preview; discard: string },
) {
  const asks = preview.needsReason.length;
  const moves = preview.moves.length;
  return (
    <form method="post" class="apply">
      {trial.changes.map((change) => hiddenField("try", changeText(change)))}
      <input type="hidden" name="version" value={preview.version} />
      <input type="hidden" name="seen" value={seenText(preview.moves)} />
      {asks > 0 && (
        <Area
          name="reason"
          label="Reason"
          rows={2}
          value={trial.reason}
          errors={trial.errors}
          hint={`${plural(asks, "confirmed milestone")} would move: the trail keeps why`}
        />
      )}
      <div class="acts">
        <a class="btn quiet" href={discard} data-discard>Discard</a>
        <button type="submit" class="btn primary" name="intent" value="apply">
          {moves === 0 ? "Apply" : `Apply ${plural(moves, "move")}`}
        </button>
      </div>
    </form>
  );
}

/** What the reader saw of each move, so that a stale one can say what is different now. */
export const seenText = (moves: Move[]) =>
  moves.slice(0, LISTED).map(({ id, finishTo }) => `${id}=${finishTo ?? ""}`).join(" ");

/** Moves that are not as they were seen, or were not seen. */
export function differsFrom(seen: string, moves: Move[]): Move[] {
  if (seen === "") return [];
  const was = new Map(
    seen.slice(0, 10_000).split(" ").map((pair) => {
      const [id = "", to = ""] = pair.split("=");
      return [id, to];
    }),
  );
  return moves.slice(0, LISTED).filter(({ id, finishTo }) => was.get(id) !== (finishTo ?? ""));
}

function Stale({ trial }: { trial: Trial }) {
  const { differs } = trial;
  return (
    <div class="problems" role="alert" tabIndex={-1} autofocus>
      <h2>Somebody changed the plan in the meantime</h2>
      <p>
        Nothing was applied. Below is the same change against the plan as it is now
        {differs.length === 0 ? "; it moves what you saw." : ". Different from what you saw:"}
      </p>
      {differs.length > 0 && (
        <ul>
          {differs.slice(0, 10).map((move) => (
            <li>
              {move.title}: would{" "}
              {move.finishTo ? `be ${formatDate(move.finishTo)}` : "have no date"}
            </li>
          ))}
          {differs.length > 10 && <li>and {formatNumber(differs.length - 10)} more</li>}
        </ul>
      )}
    </div>
  );
}

function headline({ changes, preview }: Trial, plan: Plan) {
  if (changes.length !== 1) return <>{plural(changes.length, "change")}</>;
  const [change] = changes;
  const item = rowsOf(plan).find(({ id }) => id === change!.id)?.item;
  const move = preview!.moves.find(({ id }) => id === change!.id);
  const title = item?.title ?? "an item";
  if (!move) return <>{title} keeps its dates</>;
  const [from, to] = move.finishFrom === move.finishTo
    ? [move.from, move.to]
    : [move.finishFrom, move.finishTo];
  return (
    <>
      {title} moves <FromTo from={from && formatDate(from)} to={to ? formatDate(to) : "no date"} />
    </>
  );
}

export function WhatMoves({ preview, plan }: { preview: Preview; plan: Plan }) {
  const { moves } = preview;
  if (moves.length === 0) return null;
  const rows = new Map(rowsOf(plan).map((row) => [row.id, row.item]));
  const slack = new Map(preview.slackUsed.map((one) => [one.id, one]));
  const owners = new Set(moves.map(({ ownerName }) => ownerName).filter(Boolean)).size;
  const because = (move: Move) => {
    if (move.changed) return "the change";
    const used = slack.get(move.id)?.used ?? 0;
    const held = move.heldBy && rows.get(move.heldBy)?.title;
    return [
      held && `waits for ${held}`,
      used > 0 && `${plural(used, "day")} of slack used`,
    ].filter(Boolean).join("; ");
  };
  return (
    <div class="grid-12 mt-9">
      <Widget
        id="mv-t"
        span={8}
        title="What moves"
        note={[plural(moves.length, "item"), owners > 0 && plural(owners, "owner")]
          .filter(Boolean).join(", ")}
        foot={{
          formula: "early dates with the change minus early dates without it, calendar days",
          asOf: plan.asOf,
          source: moves.length > LISTED
            ? `${LISTED} of ${plural(moves.length, "move")}`
            : plural(moves.length, "move"),
        }}
      >
        <table class="tbl cards preview">
          <caption class="vh">Items that the previewed change moves</caption>
          <thead>
            <tr>
              <th scope="col">Item</th>
              <th scope="col">Finish now</th>
              <th scope="col">Would be</th>
              <th scope="col" class="r">Days</th>
              <th scope="col">Because</th>
            </tr>
          </thead>
          <tbody>
            {moves.slice(0, LISTED).map((move) => (
              <tr>
                <th scope="row">{move.title}</th>
                <td class="whitespace-nowrap">
                  <del>{move.finishFrom ? formatDate(move.finishFrom) : "no date"}</del>
                </td>
                <td class="whitespace-nowrap">
                  <ins>{move.finishTo ? formatDate(move.finishTo) : "no date"}</ins>
                </td>
                <td class="r font-medium">{move.days === null ? "–" : daysWords(move.days)}</td>
                <td class="text-ink-2 full">{because(move)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Widget>
      <Checked preview={preview} plan={plan} />
    </div>
  );
}
