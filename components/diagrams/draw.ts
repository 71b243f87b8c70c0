/**
 * Draws the diagrams of a page, in the browser only, so it is small. Each has a sandboxed frame;
 * the first is given Mermaid, which the page keeps in its cache, and draws for all (lib/diagrams/
 * frame_script.ts says how they talk). What a frame says is a height, or a picture that goes on to
 * such a frame and never into the page.
 */

interface Said {
  type?: string;
  id: number;
  height: number;
}

interface Picture {
  svg?: string;
  /** Why there is none. */
  message?: string;
}

/** CSS pixels; a higher diagram is scrolled in its frame. */
const HIGHEST = 4000;

const all = <T extends Element>(selector: string) => [...document.querySelectorAll<T>(selector)];
const texts = (selector: string) => all(selector).map((node) => node.textContent);

/** @returns what draws again what has changed */
export function drawDiagrams(script: string): () => void {
  const frames = all<HTMLIFrameElement>(".drawing-slot iframe");
  const pictures: Picture[] = [];
  let asked = false;
  const tell = (id: number, type: string, more: object) =>
    frames[id]?.contentWindow?.postMessage({ ...more, type: `diagram-${type}` }, "*");
  const show = (id: number) => {
    if (pictures[id]) tell(id, "picture", { ...pictures[id], alt: texts(".drawing-alt")[id] });
  };
  const fail = () =>
    frames.forEach((_, id) => {
      pictures[id] = { message: "what draws it cannot be loaded" };
      show(id);
    });
  const bring = async () => {
    if (asked) return;
    asked = true;
    const response = await fetch(script).catch(() => null);
    if (response?.ok) tell(0, "script", { source: await response.text() });
    else fail();
  };
  const draw = () => tell(0, "press", { codes: texts(".drawing-source code") });

  addEventListener("message", ({ source, data }: MessageEvent<Said & Picture | null>) => {
    const from = frames.findIndex((frame) => frame.contentWindow === source);
    if (from < 0 || !data) return;
    switch (data.type) {
      case "diagram-size":
        frames[from]!.height = `${Math.min(data.height, HIGHEST)}`;
        break;
      case "diagram-script":
        if (from) show(from);
        else bring();
        break;
      case "diagram-ready":
        draw();
        break;
      case "diagram-pressed":
        pictures[data.id] = data;
        show(data.id);
        break;
      case "diagram-failed":
        fail();
    }
  });
  return draw;
}
