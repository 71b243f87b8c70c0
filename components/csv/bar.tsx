/** How far something is that takes a while, and a way to stop it. */
import type { ComponentChildren } from "preact";

interface BarProps {
  /** Of 1; null: it is not known how much there is. */
  share: number | null;
  label: string;
  cancel: () => void;
  /** The same in words. */
  children: ComponentChildren;
}

export function Bar({ share, label, cancel, children }: BarProps) {
  return (
    <p class="filters mt-2">
      <progress value={share ?? undefined} max={1} aria-label={label} />
      <span>{children}</span>
      <button type="button" class="btn sm" onClick={cancel}>Cancel</button>
    </p>
  );
}
