import { useEffect, useRef, useState } from "preact/hooks";

interface RecordDropProps {
  /** Largest file in bytes. */
  limit: number;
  tooLarge: string;
}

/**
 * Lets a file be dropped on the file field of the form around it, refuses one that is too large
 * before it travels, and says that work is going on. Without it the form does the same, slower.
 */
export default function RecordDrop({ limit, tooLarge }: RecordDropProps) {
  const here = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const form = here.current?.closest("form");
    const zone = form?.querySelector<HTMLElement>("[data-drop]");
    const input = zone?.querySelector<HTMLInputElement>("input[type=file]");
    if (!form || !zone || !input) return;
    const stop = new AbortController();
    const listen = { signal: stop.signal };
    const over = (event: DragEvent) => {
      event.preventDefault();
      zone.classList.toggle("over", event.type === "dragover");
    };
    zone.addEventListener("dragover", over, listen);
    zone.addEventListener("dragleave", over, listen);
    zone.addEventListener("drop", (event) => {
      over(event);
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }, listen);
    input.addEventListener("change", () => {
      const file = input.files?.[0];
      const fits = !file || file.size <= limit;
      if (!fits) input.value = "";
      setSaid(file ? fits ? `${file.name} is ready` : tooLarge : "");
    }, listen);
    // After 400 ms of work it is worth saying so; a quick answer leaves the page before that.
    form.addEventListener("submit", () => setTimeout(() => setBusy(true), 400), listen);
    addEventListener("pageshow", () => setBusy(false), listen);
    return () => stop.abort();
  }, []);

  return (
    <div ref={here} role="status" aria-busy={busy} class="mt-3 text-ink-2 max-w-120">
      {busy
        ? (
          <>
            <p>Reading the record</p>
            <div class="skel" />
            <div class="skel" />
            <div class="skel" />
          </>
        )
        : said}
    </div>
  );
}
