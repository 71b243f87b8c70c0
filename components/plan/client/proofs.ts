/** Proofs open over the page in place of a new one: the server's own drawer is fetched; browser only. */

/** Until the returned function is called. */
export function proving(): () => void {
  let opener: HTMLElement | null = null;
  const onClick = async (event: MouseEvent) => {
    const { target } = event;
    if (!(target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const root = document.getElementById("plan");
    const link = target.closest<HTMLAnchorElement>("#plan a.proof");
    if (opener && target.closest("#proof [data-close]")) {
      event.preventDefault();
      document.getElementById("proof")?.remove();
      opener.focus();
      opener = null;
    } else if (link && root) {
      event.preventDefault();
      const response = await fetch(link.href).catch(() => null);
      const text = response?.ok ? await response.text() : "";
      const proof = new DOMParser().parseFromString(text, "text/html").getElementById("proof");
      if (!proof) return location.assign(link.href);
      document.getElementById("proof")?.remove();
      opener = link;
      root.append(proof);
      proof.querySelector<HTMLElement>("[data-close]")?.focus();
    }
  };
  addEventListener("click", onClick);
  return () => removeEventListener("click", onClick);
}
