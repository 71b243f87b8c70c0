import { useEffect } from "preact/hooks";
import { drawDiagrams } from "@/components/diagrams/draw.ts";
import { live } from "@/components/live.ts";

interface DiagramsProps {
  project: string;
  /** Address of Mermaid. */
  script: string;
}

/** Changes come in bursts; the page is asked for what they made when it is quiet again. */
const QUIET_MS = 1500;

/** What of the page follows the record; the same parts in the same order each time. */
const FOLLOWS = ".drawing-notes,.drawing-alt,.drawing-source code,.diagrams .foot";

/** Draws the diagrams of the page, and again when the record changes. */
export default function Diagrams({ project, script }: DiagramsProps) {
  useEffect(() => {
    const draw = drawDiagrams(script);
    let timer: ReturnType<typeof setTimeout>;
    const refresh = async () => {
      const response = await fetch(location.pathname).catch(() => null);
      if (!response?.ok) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      const parts = fresh.querySelectorAll(FOLLOWS);
      document.querySelectorAll(FOLLOWS).forEach((old, i) => {
        // None in the sign-in page, when the session is over.
        const part = parts[i];
        if (part) old.replaceChildren(...part.childNodes);
      });
      draw();
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(refresh, QUIET_MS);
    };
    return live(project, { message: soon, reset: soon });
  }, []);
  return null;
}
