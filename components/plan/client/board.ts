/** Cards that are dragged between columns: the drop presses the card's own button; browser only. */

const cardOf = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card]") : null;
const columnOf = (event: Event) =>
  event.target instanceof Element ? event.target.closest<HTMLElement>("[data-status]") : null;

const buttonFor = (card: HTMLElement, status: string | undefined) =>
  card.querySelector<HTMLButtonElement>(`button[name=to][value="${status}"]`);

/** Until the returned function is called. */
export function boarding(): () => void {
  let held: HTMLElement | null = null;
  const mark = (column: Element | null) =>
    document.querySelectorAll("[data-status]").forEach((one) =>
      one.classList.toggle("over", one === column)
    );
  const on = {
    // Only what is pressed becomes draggable, so that new content needs no set-up.
    pointerdown(event: Event) {
      cardOf(event)?.setAttribute("draggable", "true");
    },
    dragstart(event: Event) {
      held = cardOf(event);
    },
    dragover(event: Event) {
      const column = columnOf(event);
      if (!held || !column || !buttonFor(held, column.dataset.status)) return;
      event.preventDefault();
      mark(column);
    },
    drop(event: Event) {
      const column = columnOf(event);
      const button = held && column && buttonFor(held, column.dataset.status);
      mark(null);
      if (!button) return;
      event.preventDefault();
      button.form!.requestSubmit(button);
    },
    dragend() {
      held = null;
      mark(null);
    },
    /** How many rows of the list are ticked. */
    change() {
      const said = document.querySelector("[data-chosen]");
      const count = document.querySelectorAll("[data-bulk] input[name=ids]:checked").length;
      if (said) said.textContent = count === 0 ? "For the chosen:" : `${count} chosen:`;
    },
  };
  for (const [name, handler] of Object.entries(on)) addEventListener(name, handler);
  return () => {
    for (const [name, handler] of Object.entries(on)) removeEventListener(name, handler);
  };
}
