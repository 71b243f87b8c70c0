/** Lists that stay at their newest while a page is open. In the browser only, so it is small. */

const keyOf = (one: Element | null) => one?.closest("[data-k]")?.getAttribute("data-k");

/**
 * Asks for the page anew and puts what it marks with `data-live` (and an id) in its place. The
 * focus stays on the same link of the same row (`data-k`), or goes to the first one.
 */
export async function renewParts(): Promise<void> {
  const parts = document.querySelectorAll("[data-live]");
  if (!parts.length) return;
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  parts.forEach((now) => {
    const next = page.getElementById(now.id);
    if (!next || next.isEqualNode(now)) return;
    const { activeElement: held } = document;
    const inside = now.contains(held);
    now.replaceChildren(...next.childNodes);
    if (!inside) return;
    const links = [...now.querySelectorAll("a")];
    const same = (one: Element) =>
      keyOf(one) === keyOf(held) && one.getAttribute("href") === held!.getAttribute("href");
    (links.find(same) ?? links.find(keyOf) ?? links[0])?.focus();
  });
}
