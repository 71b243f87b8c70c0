import { useEffect } from "preact/hooks";

/** Where widgets are put in order: its script comes when somebody points at or enters the list. */
export default function DashboardArrange({ project }: { project: string }) {
  useEffect(() => {
    const list = document.querySelector<HTMLElement>("[data-arrange]");
    if (!list) return;
    let end = () => {};
    const enter = async () => {
      leave();
      const { arranging } = await import("@/components/dashboard/client/arrange.ts");
      end = arranging(project, list);
    };
    const near = ["pointerover", "focusin"];
    const leave = () => near.forEach((name) => list.removeEventListener(name, enter));
    near.forEach((name) => list.addEventListener(name, enter));
    return () => {
      leave();
      end();
    };
  }, []);
  return null;
}
