/** Dates and names of rows, as all three views write them. */
import { formatDate } from "../format.ts";
import { Who } from "../marks.tsx";
import { hrefOf, type PlanQuery } from "./query.ts";
import type { Row } from "./rows.ts";
import { shortDate } from "./words.ts";

interface DateTextProps {
  date: string | null;
  /** As it was given, where that is less precise. */
  words?: string | null;
  /** Where it would move to. */
  to?: string | null;
  today: string;
}

export function DateText({ date, words, to, today }: DateTextProps) {
  const shown = to ?? date;
  if (!shown) return <>–</>;
  if (!to && words) return <>{formatDate(words)}</>;
  const { day, year } = shortDate(shown, today);
  return (
    <>
      {to && <span class="vh">moves to</span>}
      {to ? <ins>{day}</ins> : day}
      {year && <span class="text-ink-3">{" " + year}</span>}
    </>
  );
}

/** The name leads to the item; a rule's suggestion says so until a person confirms it. */
export function Title({ row, query }: { row: Row; query: PlanQuery }) {
  const { item } = row;
  return (
    <>
      {item.state === "unconfirmed" && <RuleMade />}
      <a href={hrefOf(query, { sel: "" }, { item: row.id })} title={item.title}>
        {item.title}
      </a>
      {item.critical && item.status !== "done" && <span class="vh">, critical path</span>}
    </>
  );
}

export function RuleMade() {
  return (
    <span class="rule-made" title="Made by a rule, not confirmed">
      <Who hand="rule" name="" small />
      <span class="vh">Made by a rule, not confirmed:</span>
    </span>
  );
}

export function hiddenField(name: string, value: string) {
  return <input type="hidden" name={name} value={value} />;
}
