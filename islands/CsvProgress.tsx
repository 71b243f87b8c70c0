import { useEffect, useRef, useState } from "preact/hooks";
import { Bar } from "@/components/csv/bar.tsx";
import { formatNumber } from "@/components/format.ts";

interface CsvProgressProps {
  /** Names this run of the form; the server knows it only while it works. */
  job: string;
  /** Where to ask how far it is, and to stop it. */
  path: string;
}

/**
 * While the form around it is being answered: how many rows the database has taken, and a way to
 * stop. Without it the form does the same, and its answer comes when all is done.
 */
export default function CsvProgress({ job, path }: CsvProgressProps) {
  const here = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ done: number; total: number | null } | null>(null);
  const [stopping, setStopping] = useState(false);
  const address = `${path}?job=${job}`;

  useEffect(() => {
    const form = here.current?.closest("form");
    if (!form) return;
    const stop = new AbortController();
    const listen = { signal: stop.signal };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => clearTimeout(timer);
    const look = async () => {
      const now = await fetch(address).then((answer) => answer.ok ? answer.json() : null)
        // The answer of the form says how it ends.
        .catch(() => null);
      if (stop.signal.aborted) return;
      if (now) setAt(now);
      timer = setTimeout(look, 500);
    };
    form.addEventListener("submit", (event) => {
      rest();
      // A download leaves the page where it is.
      if ((event.submitter as HTMLButtonElement | null)?.value !== "bad") {
        timer = setTimeout(look, 300);
      }
    }, listen);
    addEventListener("pageshow", () => {
      rest();
      setAt(null);
      setStopping(false);
    }, listen);
    return () => {
      rest();
      stop.abort();
    };
  }, []);

  const cancel = () => {
    setStopping(true);
    fetch(address, { method: "POST" }).catch(() => setStopping(false));
  };

  const { done = 0, total = null } = at ?? {};
  return (
    <div ref={here} class="mt-3 max-w-120">
      <input type="hidden" name="job" value={job} />
      <p role="status" class="text-ink-2">
        {stopping ? "Stopping" : at ? "Asking the database about each row" : ""}
      </p>
      {at && !stopping && (
        <Bar share={total ? done / total : null} label="Rows" cancel={cancel}>
          {total !== null && `${formatNumber(done)} of ${formatNumber(total)} rows`}
        </Bar>
      )}
    </div>
  );
}
