/** What needs doing in a study: the first thing on its home. */
import { type ProjectActions, RULES, type View } from "@/lib/actions/model.ts";
import { formatNumber } from "../format.ts";
import { Widget } from "../widget.tsx";
import { ActionList } from "./list.tsx";

const LABELS: Record<View, string> = { all: "All", mine: "Mine", today: "Today", later: "Later" };
const NONE: Record<View, string> = {
  all: "Nothing. The rules found no fact that asks for a decision.",
  mine: "Nothing of it is yours.",
  today: "Nothing is due by today.",
  later: "Nothing was put off.",
};

interface DoingProps {
  doing: ProjectActions;
  /** The view that is shown; null: the first few of all. */
  view: View | null;
  /** "/projects/<id>" */
  base: string;
  asOf: string;
}

/** `data-live`: it is put at its newest when something happens in the study. */
export function Doing({ doing, view, base, asOf }: DoingProps) {
  const { actions, counts, mayPutOff } = doing;
  const shown = view ?? "all";
  const rest = counts[shown] - actions.length;
  return (
    <div id="doing" data-live>
      <Widget
        id="doing-t"
        title="What needs doing"
        tools={Object.entries(LABELS).map(([one, label]) =>
          one === "all" || one === view || counts[one as View] > 0
            ? (
              <a
                class="chip"
                href={`?view=${one}`}
                aria-current={one === shown ? "true" : "false"}
              >
                {label} <b>{formatNumber(counts[one as View])}</b>
              </a>
            )
            : null
        )}
        foot={{
          formula: `${RULES.length} rules over the facts of this study, worst first, then due day`,
          asOf,
          link: { href: `${base}/findings`, label: "Findings" },
        }}
      >
        {actions.length === 0
          ? <p class="text-ink-2">{NONE[shown]}</p>
          : <ActionList actions={actions} mayPutOff={mayPutOff} />}
        {rest > 0 && (
          <p class="mt-3">
            {view === null
              ? <a class="link text-xs" href="?view=all">{`${formatNumber(rest)} more`}</a>
              : (
                <span class="text-xs text-ink-3">
                  {`The first ${formatNumber(actions.length)} of ${formatNumber(counts[shown])}`}
                </span>
              )}
          </p>
        )}
      </Widget>
    </div>
  );
}
