import { useEffect, useRef, useState } from "preact/hooks";
import { Bar } from "@/components/csv/bar.tsx";
import { takeDrops } from "@/components/import/drop.ts";

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
    const stop = new AbortController();
    const { signal } = stop;
    const form = takeDrops(here.current, { limit, tooLarge, say: setSaid, signal });
    form?.addEventListener("submit", (event) => {
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
    }, { signal });
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
        <Bar share={share} label="Sent" cancel={cancel}>{Math.round(share * 100)} %</Bar>
      )}
    </div>
  );
}
