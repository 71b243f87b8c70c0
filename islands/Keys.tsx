import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { areKeysOn } from "@/components/client/single_keys.ts";

/** What opens over the page; its script comes when somebody asks for it. */
const LAYERS = {
  palette: () => import("@/components/client/palette.tsx"),
  keys: () => import("@/components/client/keys.tsx"),
};

type Layer = ComponentType<{ onClose(): void }>;

/**
 * Single-key shortcuts, Escape for dialogs of the server, and the ways to the palette: Ctrl or
 * Cmd K, the study switch and the search field, which without a script lead to the portfolio.
 */
export default function Keys() {
  const [open, setOpen] = useState<{ Layer: Layer } | null>(null);

  useEffect(() => {
    let going = false;
    const show = async (event: Event, name: keyof typeof LAYERS) => {
      event.preventDefault();
      setOpen({ Layer: (await LAYERS[name]()).default });
    };
    document.addEventListener("keydown", async (event) => {
      const { key, target, ctrlKey, metaKey, altKey } = event;
      if (key === "Escape" && !document.querySelector("dialog:modal")) {
        document.querySelector<HTMLElement>(".veil [data-close], dialog#proof [data-close]")
          ?.click();
      }
      if (ctrlKey || metaKey) return /^k$/i.test(key) && show(event, "palette");
      if (altKey || isTyping(target) || !areKeysOn()) return;
      const isSecond = going;
      going = key === "g";
      if (isSecond) (await import("@/components/client/go.ts")).go(key);
      else if (key === "/") {
        event.preventDefault();
        document.querySelector<HTMLElement>("[data-slash]")?.focus();
      } else if (key === "?") show(event, "keys");
      else if (document.querySelector(".prop")) {
        (await import("@/components/client/cards.ts")).press(key);
      }
    });
    document.addEventListener("click", (event) => {
      const { target, ctrlKey, metaKey, shiftKey } = event;
      const opener = target instanceof Element &&
        target.closest<HTMLAnchorElement>("a[data-palette]");
      if (!opener || ctrlKey || metaKey || shiftKey) return;
      // Where the script does not come any more, the link leads on.
      show(event, "palette").catch(() => location.assign(opener.href));
    });
  }, []);

  return open && <open.Layer onClose={() => setOpen(null)} />;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable ||
    target.matches("input:not([type=checkbox]),textarea,select,dialog *"));
}
