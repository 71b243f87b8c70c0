/** A decision over the page. Opened by the address, so that it works without a script. */
import type { ComponentChildren } from "preact";

export function Dialog({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="veil">
      <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="dialog-t">
        <h2 id="dialog-t">{title}</h2>
        {children}
      </div>
    </div>
  );
}

/** Said once after a change. */
export function Said({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <div class="toast" role="status">
      <span class="font-medium">{text}</span>
    </div>
  );
}
