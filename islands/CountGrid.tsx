import { useEffect } from "preact/hooks";

/** Arrow up and down go to the same column of the next row, as in a spreadsheet. */
export default function CountGrid() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      const { target } = event;
      if (!(target instanceof HTMLInputElement) || !target.closest("#counts")) return;
      const column = target.name.split(".")[0];
      const all = [
        ...document.querySelectorAll<HTMLInputElement>(`#counts input[name^="${column}."]`),
      ];
      const next = all[all.indexOf(target) + (event.key === "ArrowUp" ? -1 : 1)];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return null;
}
