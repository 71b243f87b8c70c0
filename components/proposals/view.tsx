/** The inbox of proposals: those that wait first, by risk and age; decided ones behind them. */
import { KINDS, MOST_AT_ONCE } from "@/lib/proposals/model.ts";
import { type Inbox, MOST, type View } from "@/lib/proposals/page_model.ts";
import type { FieldError } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { PickOne, queryOf } from "../filter_bar.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Card, SetUpFactor } from "./card.tsx";
import { KIND_WORDS, wantsFactor } from "./words.ts";

export interface InboxView extends Inbox {
  projectId: string;
  asOf: string;
  said: string | null;
  /** What was typed into the form that is open. */
  typed: Record<string, string>;
  /** What went wrong, by the id of the proposal; "" is of the list. */
  faults: Map<string, FieldError[]>;
  /** Ids of those that are ticked. */
  selected: string[];
}

const LABELS: Record<View, string> = { open: "Open", look: "Stale or expired", decided: "Decided" };
const KIND_OPTIONS = KINDS.map((value) => ({ value, label: KIND_WORDS[value] }));
const NONE: Record<View, string> = {
  open:
    "Nothing waits for a decision. Rules, agents and people propose; nothing changes before somebody approves.",
  look: "Nothing is stale, and nothing has expired.",
  decided: "Nothing was decided yet.",
};

/** The address of the list as it is shown, with nothing open on it. */
export const listHref = ({ view, kind, only }: Pick<Inbox, "view" | "kind" | "only">) => {
  const query = queryOf({ view: view === "open" ? "" : view, kind: kind ?? "", id: only ?? "" });
  return query === "" ? "?" : `?${query}`;
};

export function Proposals(props: InboxView) {
  const { view, only, listed, names, edited, projectId, asOf, said, faults, typed } = props;
  const { moves, chats, selected, maySuggest } = props;
  const close = listHref(props);
  const many = !only && view === "open" && !edited ? listed.filter(({ may }) => may.decide) : [];
  const whole = faults.get("") ?? [];
  return (
    <>
      <PageHead
        title="Proposals"
        sub="What agents, rules and people suggest. Nothing changes before somebody approves it."
        acts={maySuggest && (
          <form method="post">
            <button type="submit" class="btn" name="intent" value="suggest">
              Find proposals
            </button>
          </form>
        )}
      />
      <Said text={said} />
      {only
        ? (
          <p>
            <a class="link" href="?">All proposals</a>
          </p>
        )
        : <Filters {...props} />}
      {whole.length > 0 && <Whole errors={whole} />}
      {many.length > 1 && (
        <Bulk typed={typed} close={close} of={many.length} all={selected.length >= many.length} />
      )}
      {listed.length === 0
        ? (
          <p class="text-ink-2 mt-4">
            {only ? "There is no such proposal, or it is not yours to see." : NONE[view]}
          </p>
        )
        : (
          <div class="props mt-4">
            {!listed.some(({ may }) => may.decide || may.withdraw || may.undo) && view === "open" &&
              (
                <p class="text-xs text-ink-3">
                  You may read these. Deciding takes the right to change what they are about.
                </p>
              )}
            <h2 class="vh">{only ? "The proposal" : `${LABELS[view]}: the proposals`}</h2>
            {listed.map((one) => (
              <Card
                {...one}
                {...{ projectId, names, asOf, close }}
                moved={moves[one.proposal.id]}
                chat={chats[one.proposal.id]}
                alone={only !== null}
                selected={many.length > 1 ? selected.includes(one.proposal.id) : undefined}
                edited={edited?.id === one.proposal.id ? { fields: edited.fields, typed } : null}
                errors={faults.get(one.proposal.id) ?? []}
              />
            ))}
          </div>
        )}
      {listed.length >= MOST && (
        <p class="text-xs text-ink-3 mt-3">{`The first ${formatNumber(MOST)}`}</p>
      )}
    </>
  );
}

function Filters({ view, kind, counts }: Pick<Inbox, "view" | "kind" | "counts">) {
  return (
    <form class="filters" aria-label="Filter">
      {(Object.keys(LABELS) as View[]).map((one) => (
        <a
          class="chip"
          href={listHref({ view: one, kind, only: null })}
          aria-current={one === view ? "true" : "false"}
        >
          {LABELS[one]} <b>{formatNumber(counts[one])}</b>
        </a>
      ))}
      {view !== "open" && <input type="hidden" name="view" value={view} />}
      <PickOne name="kind" label="Kind" value={kind ?? ""} options={KIND_OPTIONS} />
      <button type="submit" class="btn sm">Show</button>
      <span class="push text-xs text-ink-3">{plural(counts[view], "proposal")}</span>
    </form>
  );
}

/** What is wrong with the whole: it gets the focus, so that it is read first. */
function Whole({ errors }: { errors: FieldError[] }) {
  return (
    <div class="problems mt-3" role="alert" tabIndex={-1} autofocus>
      <p>{errors.map(({ message }) => message).join(" ")}</p>
      {errors.some(({ message }) => wantsFactor(message)) && (
        <p>
          <SetUpFactor />
        </p>
      )}
    </div>
  );
}

interface BulkProps {
  typed: Record<string, string>;
  close: string;
  /** So many may be decided here. */
  of: number;
  all: boolean;
}

/** Checkboxes of the cards belong to it. */
function Bulk({ typed, close, of, all }: BulkProps) {
  const most = Math.min(of, MOST_AT_ONCE);
  const every = `${close}${close === "?" ? "" : "&"}select=all`;
  return (
    <form method="post" id="bulk" class="bulk mt-3" aria-label="Selected proposals">
      <a class="link text-xs" href={all ? close : every}>
        {all ? "Select none" : `Select ${most < of ? "the first" : "all"} ${formatNumber(most)}`}
      </a>
      <label for="bulk-reason">Reason</label>
      <input
        class="in"
        id="bulk-reason"
        name="reason"
        value={typed.reason ?? ""}
        autocomplete="off"
      />
      <button type="submit" class="btn sm primary" name="intent" value="approve-many">
        Approve selected
      </button>
      <button type="submit" class="btn sm" name="intent" value="reject-many">
        Reject selected
      </button>
    </form>
  );
}
