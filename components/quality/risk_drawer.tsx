/** A risk with its controls, scores and the log of its reviews. */
import type { Review, Risk } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { formatDate } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { mayAct } from "./acts.ts";
import { suggestedWords } from "../words.ts";
import { hrefOf, type Place } from "./place.ts";
import { DETECTABILITY, IMPACT, LIKELIHOOD, riskNumber, scoreReason, ZONE_MARKS } from "./words.ts";

interface DrawerProps {
  risk: Risk;
  reviews: Review[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
}

const said = (score: number | null, words: string[]) =>
  score === null ? "not assessed" : `${score}, ${words[score - 1]!.toLowerCase()}`;

export function RiskDrawer({ risk, reviews, place, can, projectId }: DrawerProps) {
  const act = (key: string) => hrefOf(place, { do: key, row: risk.id });
  const may = (key: string) => mayAct(can, key);
  return (
    <dialog open class="drawer" id="risk" aria-labelledby="risk-t">
      <div class="flex items-center">
        <h2 id="risk-t">{`${riskNumber(risk)} ${risk.title}`}</h2>
        <a
          class="icon-btn ml-auto"
          href={hrefOf(place, { risk: "" })}
          aria-label="Close"
          data-close
          autofocus
        >
          <Icon name="x" />
        </a>
      </div>
      <p class="mt-2">
        {risk.zone === null
          ? <Status state="unk" word="Unknown" reason={scoreReason(risk)} />
          : <Status {...ZONE_MARKS[risk.zone]} reason={scoreReason(risk)} />}
      </p>
      {risk.description && <p class="text-ink-2 whitespace-pre-line mt-3">{risk.description}</p>}
      <dl class="kv mt-5">
        <dt>Likelihood</dt>
        <dd>{said(risk.likelihood, LIKELIHOOD)}</dd>
        <dt>Impact</dt>
        <dd>{said(risk.impact, IMPACT)}</dd>
        <dt>Detectability</dt>
        <dd>{said(risk.detectability, DETECTABILITY)}</dd>
        <dt>Priority</dt>
        <dd>
          {risk.priority === null
            ? "not known"
            : `${risk.score} × ${risk.detectability} = ${risk.priority}`}
        </dd>
        <dt>Controls</dt>
        <dd class="whitespace-pre-line">{risk.mitigation ?? "none written down"}</dd>
        <dt>Factor</dt>
        <dd>{risk.factorTitle ?? "none"}</dd>
        <dt>Owner</dt>
        <dd>{risk.ownerName ?? "nobody"}</dd>
        <dt>Next review</dt>
        <dd>{risk.reviewDueOn ? formatDate(risk.reviewDueOn) : "not planned"}</dd>
        {risk.closedOn && (
          <>
            <dt>Closed</dt>
            <dd>{formatDate(risk.closedOn)}</dd>
          </>
        )}
        {risk.basis && (
          <>
            <dt>Suggested</dt>
            <dd>{suggestedWords(risk.basis).replace(/^Suggested:? ?/, "")}</dd>
          </>
        )}
      </dl>
      <p class="flex gap-2 flex-wrap mt-5">
        {may("review") && <a class="btn primary" href={act("review")}>Review</a>}
        {may("edit-risk") && <a class="btn" href={act("edit-risk")}>Edit</a>}
        {may("close-risk") && (
          <a class="btn" href={act("close-risk")}>{risk.closedOn ? "Open again" : "Close it"}</a>
        )}
        <Ask projectId={projectId} kind="risk" id={risk.id} of={risk.title} />
        {may("drop-risk") && <a class="btn quiet" href={act("drop-risk")}>Drop</a>}
      </p>
      <h3 class="mt-7">Reviews</h3>
      {reviews.length === 0
        ? <p class="text-ink-3 mt-2">Nobody has reviewed it yet.</p>
        : <ol class="rail mt-3">{reviews.map(entry)}</ol>}
    </dialog>
  );
}

function entry(review: Review) {
  const { likelihood, impact, detectability } = review;
  const scores = [
    likelihood !== null && `likelihood ${likelihood}`,
    impact !== null && `impact ${impact}`,
    detectability !== null && `detectability ${detectability}`,
  ].filter(Boolean).join(", ");
  return (
    <li class="done">
      <b>{formatDate(review.reviewedOn)}</b>
      <p class="whitespace-pre-line">{review.note}</p>
      <small>{scores || "not assessed"}</small>
      {review.by && <By hand="human" name={review.by} />}
    </li>
  );
}
