/** Widgets moved by pointer and by keys, the order saved at once; browser only. */

const HELP =
  "Drag, or Alt with the arrow keys. Space takes hold, arrows move, Space puts down, Escape takes back.";
const STEP = 10;

const itemsOf = (list: HTMLElement) =>
  [...list.children].filter((one) => one instanceof HTMLElement);
const orderOf = (list: HTMLElement) => itemsOf(list).map((item) => item.dataset.id!);
const titleOf = (item: HTMLElement) => item.querySelector("b")?.textContent ?? "";

function say(text: string): void {
  const said = document.getElementById("arr-said");
  if (said) said.textContent = text;
}

function gripOf(item: HTMLElement): HTMLButtonElement {
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "btn sm";
  grip.dataset.grip = "";
  grip.textContent = "⠿";
  grip.setAttribute("aria-label", `Move ${titleOf(item)}`);
  grip.setAttribute("aria-describedby", "arr-help");
  return grip;
}

/** Until the returned function is called. */
export function arranging(project: string, list: HTMLElement): () => void {
  let kept = orderOf(list);
  let held: { item: HTMLElement; by: "key" | "pointer" } | null = null;

  const show = (order: string[]) => {
    const items = new Map(itemsOf(list).map((item) => [item.dataset.id!, item]));
    order.forEach((id) => list.append(items.get(id)!));
  };

  const save = async () => {
    const order = orderOf(list);
    if (order.join() === kept.join()) return;
    const widgets = order.map((id, n) => ({ id, order: (n + 1) * STEP }));
    const response = await fetch("/api/dashboard/widgets/arrange", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ projectId: project, widgets }),
    }).catch(() => null);
    if (response?.ok) {
      kept = order;
      return;
    }
    show(kept);
    say("Not saved: the server refused the order. It is as before.");
  };

  const place = (item: HTMLElement) => {
    const order = itemsOf(list);
    say(`${titleOf(item)}: place ${order.indexOf(item) + 1} of ${order.length}`);
  };

  const step = (item: HTMLElement, by: number) => {
    const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(item);
    else other.after(item);
    item.querySelector<HTMLElement>("[data-grip]")?.focus();
    place(item);
  };

  const drop = async () => {
    held?.item.classList.remove("held");
    held = null;
    await save();
  };

  const hold = (item: HTMLElement, by: "key" | "pointer") => {
    held = { item, by };
    item.classList.add("held");
  };

  const itemAt = (target: EventTarget | null) =>
    target instanceof Element && target.closest("[data-grip]")
      ? target.closest<HTMLElement>("li")
      : null;

  const key = async (event: KeyboardEvent) => {
    const item = itemAt(event.target);
    if (!item) return;
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by !== 0 && (event.altKey || held?.by === "key")) {
      event.preventDefault();
      step(item, by);
      if (!held) await save();
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (held) {
        say(`${titleOf(item)} put down`);
        await drop();
      } else {
        hold(item, "key");
        say(`${titleOf(item)} taken. Arrows move it, Space puts it down.`);
      }
    } else if (event.key === "Escape" && held) {
      event.preventDefault();
      show(kept);
      say("Taken back");
      await drop();
      item.querySelector<HTMLElement>("[data-grip]")?.focus();
    }
  };

  const down = (event: PointerEvent) => {
    const item = itemAt(event.target);
    if (!item || event.button !== 0) return;
    hold(item, "pointer");
    if (event.target instanceof Element) event.target.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (held?.by !== "pointer") return;
    const { item } = held;
    for (const other of itemsOf(list)) {
      if (other === item) continue;
      const { top, height } = other.getBoundingClientRect();
      const before = event.clientY < top + height / 2;
      const follows = Boolean(
        item.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      if (before && !follows && event.clientY < top + height / 2) {
        other.before(item);
        return;
      }
      if (!before && follows && event.clientY > top + height / 2) other.after(item);
    }
  };
  const up = async () => {
    if (held?.by !== "pointer") return;
    place(held.item);
    await drop();
  };

  const help = document.getElementById("arr-help");
  const said = help?.textContent ?? "";
  if (help) help.textContent = `${said} ${HELP}`;
  const grips = itemsOf(list).map((item) => {
    const grip = gripOf(item);
    item.prepend(grip);
    return grip;
  });
  list.addEventListener("keydown", key);
  list.addEventListener("pointerdown", down);
  list.addEventListener("pointermove", move);
  list.addEventListener("pointerup", up);
  return () => {
    list.removeEventListener("keydown", key);
    list.removeEventListener("pointerdown", down);
    list.removeEventListener("pointermove", move);
    list.removeEventListener("pointerup", up);
    grips.forEach((grip) => grip.remove());
    if (help) help.textContent = said;
  };
}
