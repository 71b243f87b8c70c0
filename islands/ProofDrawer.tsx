import { useEffect, useRef } from "preact/hooks";

/**
 * Opens proofs over the page instead of loading it anew: the server renders the same drawer at
 * `?proof=`, and that is where a click leads when this script is not there.
 */
export default function ProofDrawer() {
  const dialog = useRef<HTMLDialogElement>(null);
  const opener = useRef<HTMLAnchorElement | null>(null);

  useEffect(() => {
    const drawer = dialog.current!;
    const close = () => {
      drawer.close();
      opener.current?.focus();
    };
    const open = async (link: HTMLAnchorElement) => {
      const response = await fetch(link.href).catch(() => null);
      const text = response?.ok ? await response.text() : "";
      const proof = new DOMParser().parseFromString(text, "text/html").getElementById("proof");
      if (!proof) {
        location.href = link.href;
        return;
      }
      opener.current = link;
      // One that the server opened would hold the same ids.
      document.getElementById("proof")?.remove();
      drawer.replaceChildren(...proof.childNodes);
      if (!drawer.open) drawer.show();
      drawer.querySelector<HTMLElement>("[data-close]")?.focus();
    };
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
      }
      const link = event.target.closest<HTMLAnchorElement>("a.proof");
      const closer = drawer.contains(event.target) && event.target.closest("[data-close]");
      if (!link && !closer) return;
      event.preventDefault();
      if (link) open(link);
      else close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && drawer.open && !document.querySelector("dialog:modal")) close();
    };
    addEventListener("click", onClick);
    addEventListener("keydown", onKey);
    return () => {
      removeEventListener("click", onClick);
      removeEventListener("keydown", onKey);
    };
  }, []);

  return <dialog class="drawer" ref={dialog} aria-labelledby="proof-t" />;
}
