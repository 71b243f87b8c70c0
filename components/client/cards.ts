/** Keys on cards of proposals: j and k go from one to the next, others press what a card has for them. */

const PRESSED: Record<string, string> = {
  Enter: "[data-o]",
  a: "[data-a]",
  e: "[data-e]",
  x: "[data-x]",
};

/** What has the focus by now counts: keys may come faster than this script did. */
export function press(key: string): void {
  const { activeElement: held } = document;
  const cards = [...document.querySelectorAll<HTMLElement>(".prop")];
  const card = held?.closest<HTMLElement>(".prop");
  const at = card ? cards.indexOf(card) : -1;
  if (key === "j") cards[at + 1]?.focus();
  else if (key === "k") cards[at < 0 ? cards.length - 1 : at - 1]?.focus();
  // A link or a button of the card takes Enter itself.
  else if (Object.hasOwn(PRESSED, key) && (key !== "Enter" || card === held)) {
    card?.querySelector<HTMLElement>(PRESSED[key]!)?.click();
  }
}
