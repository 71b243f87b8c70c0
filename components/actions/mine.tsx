/** What is mine over all studies: the first thing in the portfolio. */
import { type MyActions, RULES } from "@/lib/actions/model.ts";
import { formatNumber, plural } from "../format.ts";
import { Widget } from "../widget.tsx";
import { ActionList } from "./list.tsx";

interface MineProps {
  mine: MyActions;
  /** All of them are shown, not the first few. */
  whole: boolean;
  asOf: string;
}

export function Mine({ mine, whole, asOf }: MineProps) {
  const { actions, counts, studies, more } = mine;
  return (
    <Widget
      id="mine"
      title="Needs a decision from you"
      span={12}
      note={`${formatNumber(actions.length)} of ${formatNumber(counts.all)} open` +
        (counts.later ? `, ${formatNumber(counts.later)} put off` : "")}
      tools={actions.length < counts.all && !whole && (
        <a class="link text-xs" href="?actions=all">{`All ${formatNumber(counts.all)}`}</a>
      )}
      foot={{
        formula: `${RULES.length} rules; what you own, and what nobody owns and is for your role`,
        asOf,
        source: more
          ? `your ${plural(studies, "newest study", "newest studies")}`
          : plural(studies, "study", "studies"),
      }}
    >
      {actions.length === 0
        ? <p class="text-ink-2">Nothing. No rule found a fact that asks you for a decision.</p>
        : <ActionList actions={actions} />}
    </Widget>
  );
}
