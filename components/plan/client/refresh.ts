/** Takes the newest of the page's content without a reload; in the browser only. */

const FIELDS = "input:not([type=hidden]), textarea, select";

/** Whether somebody typed or ticked something that is not sent yet. */
export function isDirty(root: Element): boolean {
  return [...root.querySelectorAll<HTMLInputElement>(FIELDS)].some((field) => {
    if (field instanceof HTMLSelectElement) {
      const first = [...field.options].findIndex((one) => one.defaultSelected);
      return field.selectedIndex !== Math.max(0, first);
    }
    return field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  });
}

/** How to find the element again in the new content: by its id, else by its address. */
function nameOf(element: Element | null, root: Element): string | null {
  if (!element || !root.contains(element)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

/**
 * Replaces what `#plan` holds; focus, scroll and opened parts stay. Nothing happens while a form is
 * dirty, a dialog is open or a change is tried; false then.
 */
export async function refresh(): Promise<boolean> {
  const root = document.getElementById("plan");
  const busy = () =>
    isDirty(root!) || document.querySelector("dialog[open], .veil, [data-trial], #plan-try");
  if (!root || busy()) return false;
  const { href } = location;
  const response = await fetch(href).catch(() => null);
  const text = response?.ok ? await response.text() : "";
  const next = new DOMParser().parseFromString(text, "text/html").getElementById("plan");
  if (!next || busy() || location.href !== href) return false;
  const focused = nameOf(document.activeElement, root);
  const left = root.querySelector(".tl")?.scrollLeft ?? 0;
  const open = [...root.querySelectorAll("details")].map((one) => one.open);
  next.querySelector(".toast")?.remove();
  root.replaceChildren(...next.childNodes);
  root.querySelectorAll("details").forEach((one, i) => one.open = open[i] ?? one.open);
  root.querySelector(".tl")?.scrollTo({ left });
  if (focused) root.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
  return true;
}
