/** A file field of a form that takes dropped files, for islands. */

interface DropOptions {
  /** Largest file in bytes. */
  limit: number;
  tooLarge: string;
  /** What there is to say about the file; "" when none is chosen. */
  say: (text: string) => void;
  signal: AbortSignal;
}

/**
 * Lets a file be dropped on the file field of the form around `here`, and refuses one that is too
 * large before it travels; the form, or null where there is no such field.
 */
export function takeDrops(
  here: Element | null,
  { limit, tooLarge, say, signal }: DropOptions,
): HTMLFormElement | null {
  const form = here?.closest("form");
  const zone = form?.querySelector<HTMLElement>("[data-drop]");
  const input = zone?.querySelector<HTMLInputElement>("input[type=file]");
  if (!form || !zone || !input) return null;
  const over = (event: DragEvent) => {
    event.preventDefault();
    zone.classList.toggle("over", event.type === "dragover");
  };
  zone.addEventListener("dragover", over, { signal });
  zone.addEventListener("dragleave", over, { signal });
  zone.addEventListener("drop", (event) => {
    over(event);
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, { signal });
  const chosen = () => {
    const file = input.files?.[0];
    const fits = !file || file.size <= limit;
    if (!fits) input.value = "";
    say(file ? fits ? `${file.name} is ready` : tooLarge : "");
  };
  input.addEventListener("change", chosen, { signal });
  // What was chosen before the script came.
  chosen();
  return form;
}
