/** A proposal: dashed until a person decides, then solid with who and when. */
import type { ComponentChildren } from "preact";
import type { Proposal } from "@/lib/proposals/model.ts";
import type { EditField, Listed, Moved } from "@/lib/proposals/page_model.ts";
import { Ask } from "../ask.tsx";
import { type FieldError, Problems } from "../form.tsx";
import { formatMoment, plural } from "../format.ts";
import { type Hand, Status, Who } from "../marks.tsx";
import { Diffs, RestsOn } from "./diffs.tsx";
import { EditForm } from "./edit.tsx";
import {
  fieldWords,
  movedWords,
  previewHref,
  STATE_WORDS,
  waited,
  wantsFactor,
  whoProposes,
} from "./words.ts";

export interface CardProps extends Listed {
  projectId: string;
  names: Record<string, string>;
  asOf: string;
  /** Fields in place of values. */
  edited: { fields: EditField[]; typed: Record<string, string> } | null;
  errors: FieldError[];
  /** Of the page without what is open on it. */
  close: string;
  /** The page that decides, where this card stands on another one. */
  inbox?: string;
  /** Whether it is ticked for a decision about several; undefined: it cannot be. */
  selected?: boolean | undefined;
  /** What its dates move in the plan, where that was reckoned. */
  moved?: Moved | undefined;
  /** The reader's own chat in which an agent proposed it. */
  chat?: string | undefined;
  /** It is all that the page shows. */
  alone?: boolean;
}

const HANDS: Record<Proposal["origin"], Hand> = { agent: "agent", rule: "rule", person: "human" };
const isOpen = ({ state }: Proposal) => state === "open";

export function Card(props: CardProps) {
  const { proposal, projectId, asOf, errors, may, edited, moved, chat, inbox = "" } = props;
  const { id, title, rationale, origin, proposedBy } = proposal;
  const decided = proposal.decidedAt !== null;
  return (
    <article
      class={classOf(proposal)}
      id={`p-${id}`}
      aria-labelledby={`t-${id}`}
      tabIndex={isOpen(proposal) ? 0 : -1}
    >
      <div class="prop-h">
        {isOpen(proposal) && may.decide && props.selected !== undefined && (
          <label class="select">
            <input
              type="checkbox"
              name="id"
              value={id}
              form="bulk"
              checked={props.selected}
              data-x
            />
            <span class="vh">Select {title}</span>
          </label>
        )}
        <span class="by">
          <Who hand={HANDS[origin]} name={proposedBy ?? "?"} small />
          {whoProposes(proposal)}
          {chat && (
            <a class="link" href={`/projects/${projectId}/assistant?chat=${chat}#chat`}>
              in your chat<span class="vh">: {title}</span>
            </a>
          )}
        </span>
        <span class="push">
          {decided ? decidedWords(proposal) : waited(proposal.createdAt, asOf)}
        </span>
      </div>
      <h3 id={`t-${id}`}>
        {props.alone ? title : <a href={`${inbox}?id=${id}`} data-o>{title}</a>}
      </h3>
      <p class="why">{rationale}</p>
      {standing(proposal)}
      {errors.length > 0 && (
        <Problems title="That did not work" errors={errors.map(atField)}>
          {errors.some(({ message }) => wantsFactor(message)) && (
            <p>
              <SetUpFactor />
            </p>
          )}
        </Problems>
      )}
      {edited ? <EditForm {...props} edited={edited} /> : (
        <>
          <Diffs proposal={proposal} names={props.names} projectId={projectId} />
          {moved && isOpen(proposal) && <p class="why">{movedWords(moved)}</p>}
          {decided && proposal.decidedReason && <p class="why">Reason: {proposal.decidedReason}</p>}
          <div class="acts">
            {acts(props)}
            <RestsOn projectId={projectId} evidence={proposal.evidence} />
          </div>
        </>
      )}
    </article>
  );
}

/** The way to a second factor that leaves this page as it is. */
export function SetUpFactor() {
  return (
    <>
      <a class="link" href="/account/second-factor" target="_blank" rel="noopener">
        Set up a second factor<span class="vh">(opens a new tab)</span>
      </a>{" "}
      in a new tab; what is typed and selected here stays.
    </>
  );
}

/** Solid once somebody decided; its values are fact where they were approved and stand. */
function classOf({ state, decidedAt }: Proposal): string {
  const done = state === "approved" || state === "approved_as_edited";
  return `prop${decidedAt ? " decided" : ""}${done ? " done" : ""}`;
}

/** "/changes/0/after/dueOn" of a form is its field. */
function atField({ path, message }: FieldError): FieldError {
  const [, change, name] = /^\/changes\/(\d+)\/after\/(\w+)/.exec(path) ?? [];
  return { path: "", message: change && name ? `${fieldWords(name)}: ${message}` : message };
}

function decidedWords(proposal: Proposal): string {
  const { state, decidedAt, decidedBy, undoneAt, undoneBy } = proposal;
  const by = (name: string | null, at: string) => `by ${name ?? "somebody"}, ${formatMoment(at)}`;
  return undoneAt
    ? `undone ${by(undoneBy, undoneAt)}`
    : `${STATE_WORDS[state]} ${by(decidedBy, decidedAt!)}`;
}

/** How much is at stake, and why it cannot be approved any more. */
function standing({ state, risk, regulated, changes, nowVersions, expiresAt }: Proposal) {
  if (state === "stale") {
    const gone = changes.some(({ op }, n) => op === "update" && nowVersions?.[n] === null);
    const reason = gone
      ? "a row that it would change is gone"
      : "a row that it would change has moved on";
    return (
      <p>
        <Status state="unk" word="Stale" reason={`${reason}: have it proposed anew`} />
      </p>
    );
  }
  if (state === "expired") {
    return (
      <p>
        <Status state="unk" word="Expired" reason={formatMoment(expiresAt)} />
      </p>
    );
  }
  if (state !== "open" || risk === "low") return null;
  const word = risk === "high" ? "High risk" : "Medium risk";
  const reason = regulated
    ? "it changes a regulated record, so approving takes a second factor"
    : changes.length > 1
    ? `${plural(changes.length, "change")} at once`
    : "it changes what others plan by";
  return (
    <p>
      <Status state={risk === "high" ? "crit" : "risk"} word={word} reason={reason} />
    </p>
  );
}

function acts({ proposal, projectId, may, close, inbox = "" }: CardProps): ComponentChildren {
  const { id, title } = proposal;
  const to = (act: string) => `${inbox}${close}${close === "?" ? "" : "&"}${act}=${id}`;
  const of = <span class="vh">: {title}</span>;
  const preview = isOpen(proposal) ? previewHref(projectId, proposal) : null;
  return (
    <>
      {isOpen(proposal) && may.decide && (
        <form method="post" action={inbox || undefined} class="contents">
          <input type="hidden" name="id" value={id} />
          <button type="submit" class="btn sm primary" name="intent" value="approve">
            Approve{of}
          </button>
          <a class="vh" href={to("approve")} data-a tabIndex={-1} aria-hidden="true">Ask</a>
        </form>
      )}
      {preview && <a class="btn sm" href={preview}>Preview{of}</a>}
      {isOpen(proposal) && may.decide && <a class="btn sm" href={to("edit")} data-e>Edit{of}</a>}
      {proposal.decidedAt === null && may.decide && (
        <a class="btn sm" href={to("reject")}>Reject{of}</a>
      )}
      {proposal.decidedAt === null && may.withdraw && (
        <a class="btn sm quiet" href={to("withdraw")}>Withdraw{of}</a>
      )}
      {may.undo && <a class="btn sm" href={to("undo")}>Undo{of}</a>}
      <Ask projectId={projectId} kind="proposal" id={id} of={title} look="small" />
    </>
  );
}
