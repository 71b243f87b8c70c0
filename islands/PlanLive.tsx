import { useEffect } from "preact/hooks";
import { live } from "@/components/live.ts";
import { refresh } from "@/components/plan/client/refresh.ts";

/** Changes that come together are one new look; and not all readers look at once. */
const QUIET_MS = 700;
/** Where there is something to move. */
const EDITABLE = "[data-gantt], [data-board], [data-bulk], .proof";

/**
 * Makes the plan follow what happens, its bars movable and its cards draggable. The larger part of
 * the script comes when somebody first points at or enters what can be moved.
 */
export default function PlanLive({ project }: { project: string }) {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let missed = false;
    // A wider chart than the page opens at today.
    const chart = document.querySelector(".tl");
    const today = chart?.querySelector(".today")?.getAttribute("x1");
    chart?.scrollTo({ left: Number(today) - chart.clientWidth / 2 });
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => missed = !await refresh(), QUIET_MS * (1 + Math.random()));
    };
    // What came while somebody typed is taken when they are done.
    const later = () => missed && soon();
    const near = ["pointerover", "focusin"];
    const ends = [live(project, { message: soon, reset: soon })];
    const enter = async ({ target }: Event) => {
      if (!(target instanceof Element) || !target.closest(EDITABLE)) return;
      leave();
      const { editing } = await import("@/components/plan/client/edit.ts");
      ends.push(editing(project));
    };
    const leave = () => near.forEach((name) => removeEventListener(name, enter));
    near.forEach((name) => addEventListener(name, enter));
    addEventListener("focusout", later);
    return () => {
      clearTimeout(timer);
      leave();
      removeEventListener("focusout", later);
      ends.forEach((end) => end());
    };
  }, []);
  return null;
}
