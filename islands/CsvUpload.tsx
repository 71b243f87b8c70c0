import { useEffect, useRef, useState } from "preact/hooks";

interface CsvUploadProps {
  /** Largest file in bytes. */
  limit: number;
  tooLarge: string;
}

/**
 * Sends the form around it with a bar that shows how much has gone, and a way to stop. A file can
 * be dropped, and one that is too large is refused before it travels. Without it the form does the
 * same, without the bar.
 */
export default function CsvUpload({ limit, tooLarge }: CsvUploadProps) {
  const here = useRef<HTMLDivElement>(null);
  const sending = useRef<XMLHttpRequest | null>(null);
  const [said, setSaid] = useState("");
  const [share, setShare] = useState<number | null>(null);

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
    const chosen = () => {
      const file = input.files?.[0];
      const fits = !file || file.size <= limit;
      if (!fits) input.value = "";
      setSaid(file ? fits ? `${file.name} is ready` : tooLarge : "");
    };
    input.addEventListener("change", chosen, listen);
    // What was chosen before this script came.
    chosen();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const request = new XMLHttpRequest();
      sending.current = request;
      request.upload.addEventListener("progress", ({ loaded, total }) => setShare(loaded / total));
      request.addEventListener("load", () => {
        // A file that is taken leads on to its columns; a refusal is shown by the page itself.
        if (new URL(request.responseURL).searchParams.has("upload")) {
          location.assign(request.responseURL);
        } else form.submit();
      });
      request.addEventListener("error", () => {
        setShare(null);
        setSaid("The connection was lost. Nothing was saved; try again.");
      });
      request.open("POST", form.action);
      request.send(new FormData(form));
      setShare(0);
    }, listen);
    return () => {
      stop.abort();
      sending.current?.abort();
    };
  }, []);

  const cancel = () => {
    sending.current?.abort();
    setShare(null);
    setSaid("Stopped. Nothing was saved.");
  };

  return (
    <div ref={here} class="mt-3 max-w-120">
      <p role="status" class="text-ink-2">{share === null ? said : "Sending the file"}</p>
      {share !== null && (
        <p class="filters mt-2">
          <progress value={share} max={1} aria-label="Sent" />
          <span>{Math.round(share * 100)} %</span>
          <button type="button" class="btn sm" onClick={cancel}>Cancel</button>
        </p>
      )}
    </div>
  );
}
