import { useEffect } from "preact/hooks";

/**
 * Shows how a document is being written, section by section; the script for it comes when somebody
 * asks. Without it the form waits, and its answer is the document. Diagrams get their own height.
 */
export default function AssistantWrite() {
  useEffect(() => {
    let scripted = true;
    const submitted = async (event: SubmitEvent) => {
      const form = event.target as HTMLFormElement;
      const button = event.submitter as HTMLButtonElement | null;
      if (
        !scripted || !form.matches("[data-generate]") ||
        !/^(generate|change)$/.test(button?.value ?? "")
      ) {
        return;
      }
      event.preventDefault();
      const written = new FormData(form, button);
      // A newer version of the app may be out since the page came: then as without a script.
      const script = await import("@/components/assistant/client/write.ts").catch(() => null);
      if (script) return script.write(written);
      scripted = false;
      form.requestSubmit(button);
    };
    const sized = ({ source, data }: MessageEvent<{ type?: string; height?: number } | null>) => {
      if (data?.type !== "diagram-size") return;
      document.querySelectorAll<HTMLIFrameElement>(".doc iframe.dg").forEach((frame) => {
        if (frame.contentWindow === source) {
          frame.style.height = `${Math.min(Number(data.height) + 4, 720)}px`;
        }
      });
    };
    addEventListener("submit", submitted);
    addEventListener("message", sized);
    return () => {
      removeEventListener("submit", submitted);
      removeEventListener("message", sized);
    };
  }, []);
  return null;
}
