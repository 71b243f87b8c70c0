/** Keys on cards of proposals: j and k go from one to the next, others press what a card has for them. */

const PRESSED: Record<string, string> = {
  Enter: "[data-o]",
  a: "[data-a]",
  e: "[data-e]",
  x: "[data-x]",
};

export function press(key: string, target: Element): void {
  const cards = [...document.querySelectorAll<HTMLElement>(".prop")];
  const card = target.closest<HTMLElement>(".prop");
  const at = card ? cards.indexOf(card) : -1;
  if (key === "j") cards[at + 1]?.focus();
  else if (key === "k") cards[at < 0 ? cards.length - 1 : at - 1]?.focus();
  // A link or a button of the card takes Enter itself.
  else if (Object.hasOwn(PRESSED, key) && (key !== "Enter" || card === target)) {
    card?.querySelector<HTMLElement>(PRESSED[key]!)?.click();
  }
}
