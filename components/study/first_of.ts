/** How much of a long list a page shows at first. */

interface Measure<T> {
  text: (row: T) => string;
  /** A row that makes no sense without the one before it. */
  tied?: (row: T) => boolean;
}

/** Characters, about three lines: the home of a study has to stay light. */
const BUDGET = 120;
/** One or two more are shown at once rather than asked for. */
const SLACK = 2;

/** The first rows up to the budget, never parting tied rows; all of them when few would be left. */
export function firstOf<T>(rows: T[], { text, tied = () => false }: Measure<T>): T[] {
  let size = 0;
  let end = 0;
  while (end < rows.length && size < BUDGET) size += text(rows[end++]!).length;
  while (end < rows.length && tied(rows[end]!)) end++;
  return rows.length - end <= SLACK ? rows : rows.slice(0, end);
}
