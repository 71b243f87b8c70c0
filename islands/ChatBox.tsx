import { useEffect } from "preact/hooks";

/**
 * Shows an answer of the chat as it comes, and lets Enter send; the script for it comes when somebody
 * asks. Without it the form waits, and the page comes anew with the answer.
 */
export default function ChatBox() {
  useEffect(() => {
    let scripted = true;
    // An address that ends in "#chat" keeps the browser from it.
    document.querySelector<HTMLElement>("#chat-q[autofocus]")?.focus();
    addEventListener("keydown", (event: KeyboardEvent) => {
      const { key, shiftKey, isComposing, target } = event;
      if (key !== "Enter" || shiftKey || isComposing || (target as Element).id !== "chat-q") return;
      event.preventDefault();
      (target as HTMLTextAreaElement).form!.requestSubmit();
    });
    addEventListener("submit", async (event: SubmitEvent) => {
      const form = event.target as HTMLFormElement;
      if (!scripted || !form.matches("[data-chat]")) return;
      event.preventDefault();
      const { submitter } = event;
      const sent = new FormData(form, submitter);
      // A newer version of the app may be out since the page came: then as without a script.
      const script = await import("@/components/chat/client/chat.ts").catch(() => null);
      if (script) return script.send(sent);
      scripted = false;
      form.requestSubmit(submitter);
    });
  }, []);
  return null;
}
