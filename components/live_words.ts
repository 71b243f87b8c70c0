/** How the interface says what changed meanwhile. Pure, and small: it is sent to browsers. */

/** "3 changes by Ada Rennick", "5 changes by Ada Rennick and you", "9 changes by 3 people". */
export function changesBy(count: number, names: ReadonlySet<string>): string {
  const who = names.size > 2 ? `${names.size} people` : [...names].join(" and ");
  return `${count} change${count > 1 ? "s" : ""} by ${who}`;
}
