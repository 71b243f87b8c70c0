/** The inbox of proposals: those that wait first, by risk and age; decided ones behind them. */
import { KINDS } from "@/lib/proposals/model.ts";
import { type Inbox, MOST, type View } from "@/lib/proposals/page_model.ts";
import type { FieldError } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { PickOne, queryOf } from "../filter_bar.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Card } from "./card.tsx";
import { KIND_WORDS } from "./words.ts";

export interface InboxView extends Inbox {
  projectId: string;
  asOf: string;
  said: string | null;
  /** What was typed into the form that is open. */
  typed: Record<string, string>;
  /** What went wrong, by the id of the proposal; "" is of the list. */
  faults: Map<string, FieldError[]>;
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
export const listHref = ({ view, kind }: Pick<Inbox, "view" | "kind">) => {
  const query = queryOf({ view: view === "open" ? "" : view, kind: kind ?? "" });
  return query === "" ? "?" : `?${query}`;
};

export function Proposals(props: InboxView) {
  const { view, kind, counts, listed, names, edited, projectId, asOf, said, faults, typed } = props;
  const { maySuggest } = props;
  const close = listHref({ view, kind });
  const many = view === "open" && !edited && listed.filter(({ may }) => may.decide).length > 1;
  const whole = faults.get("") ?? [];
  return (
    <>
      <PageHead
        title="Proposals"
        sub="What agents, rules and people suggest. Nothing changes before somebody approves it."
        acts={maySuggest && (
          <form method="post">
            <button type="submit" class="btn" name="intent" value="suggest">
              Suggest from the facts
            </button>
          </form>
        )}
      />
      <Said text={said} />
      <Filters {...{ view, kind, counts }} />
      {whole.length > 0 && (
        <p class="why mt-3" role="alert">{whole.map(({ message }) => message).join(" ")}</p>
      )}
      {many && <Bulk typed={typed} />}
      {listed.length === 0 ? <p class="text-ink-2 mt-4">{NONE[view]}</p> : (
        <div class="props mt-4">
          <h2 class="vh">{`${LABELS[view]}: the proposals`}</h2>
          {listed.map((one) => (
            <Card
              {...one}
              {...{ projectId, names, asOf, close }}
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
          href={listHref({ view: one, kind })}
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

/** Checkboxes of the cards belong to it. */
function Bulk({ typed }: { typed: Record<string, string> }) {
  return (
    <form method="post" id="bulk" class="bulk mt-3" aria-label="Selected proposals">
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
